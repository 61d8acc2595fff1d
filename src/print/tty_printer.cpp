// SPDX-License-Identifier: MIT
#include "print/tty_printer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/local_id.hpp"
#include "print/live/live_facts.hpp"
#include "print/live/live_layout.hpp"
#include "print/live/live_screen.hpp"
#include "print/live/scroll_queue.hpp"
#include "print/task_folds.hpp"

namespace optrack {
namespace {

using live::between;
using live::Facts;
using live::Line;
using live::live_block;
using live::LiveChoice;
using live::LiveModel;
using live::LiveOperation;
using live::Screen;
using live::ScrollQueue;

constexpr Milliseconds kFrame{100};       // Ten frames a second are enough for eyes.
constexpr Milliseconds kFirstRedraw{20};  // A terminal that takes its time, not one that has stopped.
constexpr Milliseconds kLongestRedraw{500};
constexpr Milliseconds kSecond{1'000};

class TtyPrinter final : public LiveView {
 public:
  TtyPrinter(Output& output, const PrinterOptions& options)
      : options_(options),
        output_(output),
        filter_(options.filter),
        facts_(options.terminal, {options.utc ? nullptr : options.clock, options.utc}),
        folds_(options.order == LineOrder::task),
        screen_(output, options.terminal) {
    choice_.keys = options.keys;
  }

  void on(const Event& event) override {
    while (const auto summary = filter_.summary_before(event)) {
      scroll(event, {});  // what is held belongs before it
      take(*summary);
    }
    take(event);
  }
  void flush() override {
    for (const auto& piece : folds_.pause()) show(piece, {});
    if (ended_) finish();
  }
  [[nodiscard]] std::optional<Instant> due() const override;
  void tick(Instant now, WallTime wall) override;
  void heed(Signal signal) override;
  void press(char key) override;
  void question(std::string_view text) override {
    choice_.question = text;
    changed_ = true;
    screen_.disturbed();  // the terminal has shown "^C" where the cursor stands
  }
  [[nodiscard]] bool gone() const override { return output_.reader_left(); }

 private:
  void take(const Event& event);
  void prepare(const std::string& op);
  void add(const Line& line) { queue_.add(line.rendered(options_.terminal)); }
  void scroll(const Event& event, std::vector<PlacedLine> lines);
  void show(const TaskFolds::Piece& piece, const std::string& tag_of_log);
  [[nodiscard]] PlacedLine placed(const Event& event, const LiveOperation& operation, const Line& line) const;
  void end(const Event& event, const StreamEnd& body);
  void overhear();
  void finish();
  [[nodiscard]] std::optional<int> percent() const;
  [[nodiscard]] Milliseconds until_second(WallTime wall) const;

  PrinterOptions options_;
  Output& output_;
  EventFilter filter_;
  LiveModel model_;
  LiveChoice choice_;
  ScrollQueue queue_;
  Facts facts_;
  TaskFolds folds_;
  Screen screen_;
  bool shows_logs_ = true;
  bool changed_ = false;           ///< Something has happened since the last frame.
  bool ended_ = false;             ///< The stream has; nothing is live any more.
  std::optional<Instant> drawn_;   ///< When the last frame was.
  std::optional<Instant> second_;  ///< When times that are shown go on.
  Milliseconds retry_{0};          ///< The terminal has not taken the last frame; 0: it has.
  Instant tried_{};
};

void TtyPrinter::prepare(const std::string& op) {
  if (model_.index.contains(op)) return;
  LiveOperation& operation = model_.operation(op);
  if (model_.operations.size() > 1) facts_.name_operations();
  constexpr std::size_t kShort = 4;
  const auto tag = options_.tags.find(op);
  operation.tag = tag == options_.tags.end() ? short_id(op, kShort) : tag->second;
  if (const auto title = options_.titles.find(op); title != options_.titles.end() && !title->second.empty())
    operation.seen.title = title->second;
  if (const auto started = options_.started.find(op); started != options_.started.end())
    operation.started = started->second;
  const std::optional<WallTime> began = operation.started;
  if (const auto tasks = options_.tasks.find(op); tasks != options_.tasks.end()) {
    for (const Task& task : tasks->second)
      operation.note(Event{0, task.started.value_or(WallTime{}), op, TaskNew{task}});
  }
  operation.started = began;
}

void TtyPrinter::take(const Event& event) {
  changed_ = true;
  if (const auto* start = std::get_if<StreamStart>(&event.body)) {
    for (const std::string& op : start->ops) prepare(op);
  }
  if (!event.op.empty()) prepare(event.op);
  const LiveOperation* operation = model_.note(event);
  std::vector<PlacedLine> lines;
  if (const auto* stop = std::get_if<StreamEnd>(&event.body)) {
    scroll(event, {});
    return end(event, *stop);
  }
  if (operation == nullptr) {
    if (const auto line = facts_.line(event, LiveOperation{})) add(*line);
    return;
  }
  if (std::holds_alternative<CancelChanged>(event.body)) screen_.disturbed();  // perhaps asked for with Ctrl-C
  const bool hidden = std::holds_alternative<LogAdded>(event.body) && !shows_logs_;
  if (const auto* result = std::get_if<ResultReady>(&event.body)) {
    for (const Line& line : facts_.ending(*operation, *result)) lines.push_back({line.rendered(options_.terminal)});
  } else if (filter_.passes(event) && !hidden) {
    if (const auto line = facts_.line(event, *operation)) lines.push_back(placed(event, *operation, *line));
  }
  scroll(event, std::move(lines));
}

/// Shows what `event` lets be shown above the block. Whether a task goes on is seen in the block: no title says it.
void TtyPrinter::scroll(const Event& event, std::vector<PlacedLine> lines) {
  const auto untitled = [](WallTime, const std::string&, const std::string&) { return TaskFolds::Title{}; };
  const bool log = std::holds_alternative<LogAdded>(event.body);
  for (const auto& piece : folds_.take(event, std::move(lines), untitled)) {
    show(piece, log ? model_.operation(event.op).tag : std::string{});
  }
}

/// \param tag_of_log  Where a single line is a log entry: of its operation.
void TtyPrinter::show(const TaskFolds::Piece& piece, const std::string& tag_of_log) {
  if (const auto* line = std::get_if<std::string>(&piece)) {
    return tag_of_log.empty() ? queue_.add(*line) : queue_.add_log(*line, tag_of_log);
  }
  const Fold& fold = std::get<Fold>(piece);
  for (const std::string& line : fold.lines) queue_.add_log(line, model_.operation(fold.op).tag);
  if (!fold.title.empty()) queue_.add(fold.title);
}

PlacedLine TtyPrinter::placed(const Event& event, const LiveOperation& operation, const Line& line) const {
  PlacedLine made{line.rendered(options_.terminal)};
  if (const auto* log = std::get_if<LogAdded>(&event.body)) {
    const auto task = operation.seen.tasks.find(log->entry.task);
    if (task == operation.seen.tasks.end() || is_final(task->second.status)) return made;
    made.place = LinePlace::inside;
    made.task = log->entry.task;
  } else if (const auto* update = std::get_if<TaskUpdate>(&event.body)) {
    made.place = LinePlace::task_end;
    made.task = update->task;
  }
  return made;
}

void TtyPrinter::end(const Event& event, const StreamEnd& body) {
  ended_ = true;
  for (const LiveOperation& operation : model_.operations) {
    if (operation.seen.ended) continue;
    for (const Line& line : facts_.leaving(operation, body, event.ts, model_)) add(line);
  }
  std::string summary;
  for (const auto& [status, count] : body.counts) {
    if (count > 0) summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", count, status);
  }
  if (model_.operations.size() > 1 && !summary.empty())
    add(Line{fmt::format("{} operations: {}", model_.operations.size(), summary)});
  for (const std::string& command : body.resume) add(Line{"  go on with: " + command});
}

/// What programs beside the wait print: more than a terminal takes is given up like log lines.
void TtyPrinter::overhear() {
  if (!options_.overheard) return;
  const std::string tag = model_.operations.empty() ? "ID" : model_.operations.front().tag;
  for (const std::string& text : options_.overheard()) queue_.add_log(Line{text}.rendered(options_.terminal), tag);
}

/// The last frame: all that stays, nothing that lives. The only one that is waited for.
void TtyPrinter::finish() {
  if (!changed_) return;
  changed_ = false;
  overhear();
  screen_.progress(std::nullopt);
  screen_.show(queue_.take(options_.terminal.unicode), {});
  output_.finish();
}

std::optional<Instant> TtyPrinter::due() const {
  if (ended_) return std::nullopt;
  if (retry_ > Milliseconds{0}) return tried_ + retry_;
  if (changed_) return drawn_ ? *drawn_ + kFrame : Instant{};
  return second_;
}

void TtyPrinter::tick(Instant now, WallTime wall) {
  if (ended_) return;
  overhear();
  if (!output_.drain()) {
    retry_ = std::clamp(retry_ * 2, kFirstRedraw, kLongestRedraw);
    tried_ = now;
    return;
  }
  retry_ = Milliseconds{0};
  std::vector<std::string> block;
  for (const Line& line : live_block(model_, choice_, options_.terminal, wall))
    block.push_back(line.rendered(options_.terminal));
  screen_.progress(percent());
  screen_.show(queue_.take(options_.terminal.unicode), std::move(block));
  changed_ = false;
  drawn_ = now;
  second_ = model_.active() > 0 ? std::optional{now + until_second(wall)} : std::nullopt;
  if (!output_.drain()) {
    retry_ = kFirstRedraw;
    tried_ = now;
  }
}

/// Until the elapsed time of the first active operation shows the next second.
Milliseconds TtyPrinter::until_second(WallTime wall) const {
  for (const LiveOperation& one : model_.operations) {
    if (one.seen.ended || !one.started) continue;
    return kSecond - between(*one.started, wall) % kSecond;
  }
  return kSecond;
}

/// Of the whole, as far as it is known: each operation counts the same.
std::optional<int> TtyPrinter::percent() const {
  double sum = 0;
  bool known = false;
  for (const LiveOperation& one : model_.operations) {
    constexpr double kAll = 100;
    known = known || one.seen.percent;
    sum += one.seen.ended ? kAll : one.seen.percent.value_or(0);
  }
  if (!known) return std::nullopt;
  return static_cast<int>(sum / static_cast<double>(model_.operations.size()));
}

void TtyPrinter::heed(Signal signal) {
  if (signal == Signal::suspend) {
    screen_.progress(std::nullopt);
    screen_.take_away();
    return;
  }
  if (signal != Signal::window_change && signal != Signal::resume) return;
  if (options_.terminal_now) options_.terminal = options_.terminal_now();
  screen_.resized(options_.terminal);
  facts_.resized(options_.terminal.columns);
  if (signal == Signal::resume) screen_.forget();
  changed_ = true;
}

void TtyPrinter::press(char key) {
  if (key == 't') choice_.tasks = !choice_.tasks;
  if (key == 'l') shows_logs_ = !shows_logs_;
  changed_ = true;
}

}  // namespace

std::unique_ptr<LiveView> make_live_view(Output& output, const PrinterOptions& options) {
  return std::make_unique<TtyPrinter>(output, options);
}

std::unique_ptr<EventSink> make_tty_printer(Output& output, const PrinterOptions& options) {
  return make_live_view(output, options);
}

}  // namespace optrack
