// SPDX-License-Identifier: MIT
#include "print/live/live_layout.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/live/live_row.hpp"
#include "print/live/live_tasks.hpp"

namespace optrack::live {
namespace {

constexpr std::size_t kTitleBar = 23;
constexpr std::size_t kTaskBar = 14;
constexpr std::size_t kTaskName = 39;
constexpr std::size_t kClockColumn = 54;

using Lines = std::vector<Line>;

/// "in 8 s", "in 2:05", "now": rounded up, because then it has not been tried yet.
std::string countdown(WallTime now, WallTime until) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(between(now, until));
  constexpr std::chrono::seconds kClockFrom{60};
  if (left <= std::chrono::seconds{0}) return "now";
  return left < kClockFrom ? fmt::format("in {} s", left.count()) : "in " + format_clock(left);
}

/// In at most `room` cells if possible: what the error says is cut first, how long it lasts and what comes is not.
std::string trouble_text(const Trouble& trouble, WallTime now, std::size_t room, bool unicode) {
  constexpr std::size_t kLeastError = 8;
  const Milliseconds lasts = between(trouble.since, now);
  const bool lasting = lasts >= std::chrono::seconds{1};
  const std::string before = "no answer" + (lasting ? " for " + format_clock(lasts) : std::string{}) + " (";
  const std::string after = fmt::format("), try {} {}", trouble.attempt + 1, countdown(now, trouble.retry_at));
  const std::size_t taken = before.size() + after.size();
  const std::size_t left = std::max(kLeastError, room > taken ? room - taken : 0);
  return before + fit(harmless(trouble.error), static_cast<int>(left), unicode) + after;
}

/// "~0:48 left", "typical 1:30", "LATE (typical 0:20)".
Line expectation(const LiveOperation& operation, WallTime now) {
  const std::string typical = operation.typical ? "typical " + format_clock(*operation.typical) : std::string{};
  if (operation.is_late(now)) {
    Line line{"LATE", Tone::careful};
    return typical.empty() ? line : line.add(" (" + typical + ")");
  }
  const bool sure = operation.expected_end && *operation.expected_end > now;
  if (sure) return Line{"~" + format_clock(between(now, *operation.expected_end)) + " left"};
  return Line{typical};
}

std::int64_t seconds_of(const LiveOperation& operation, WallTime now) {
  return operation.running_for(now).count() / 1000;
}

/// The block while it is made: pieces in the order in which they stand, given room by how much they matter.
class Block {
 public:
  Block(const LiveModel& model, const LiveChoice& choice, const Terminal& terminal, WallTime now)
      : model_(model), choice_(choice), terminal_(terminal), now_(now), room_(most_lines(terminal.rows)) {}

  Lines of_one(const LiveOperation& operation);
  Lines of_several();

 private:
  /// Takes room for a line that is not empty.
  Lines take(Line line) {
    if (line.empty() || room_ == 0) return {};
    --room_;
    Lines lines;
    lines.push_back(std::move(line.cut(terminal_.columns, terminal_.unicode)));
    return lines;
  }
  Lines take(std::vector<Row> rows, const RowStyle& style) {
    if (rows.size() > room_) rows.resize(room_);
    room_ -= rows.size();
    return align(std::move(rows), style, terminal_);
  }

  [[nodiscard]] std::size_t columns() const { return static_cast<std::size_t>(terminal_.columns); }
  [[nodiscard]] Line title(const LiveOperation& operation) const;
  [[nodiscard]] Row headline(const LiveOperation& operation) const;
  [[nodiscard]] Line hint() const;
  [[nodiscard]] Line summary() const;
  [[nodiscard]] std::string deadline_text() const;
  [[nodiscard]] Row row_of(const LiveOperation& operation) const;

  const LiveModel& model_;
  const LiveChoice& choice_;
  const Terminal& terminal_;
  WallTime now_;
  std::size_t room_;
  std::size_t left_ = 0;  ///< Cells of the first column of several operations.
};

std::string Block::deadline_text() const {
  if (!model_.deadline) return {};
  const Milliseconds left = between(now_, *model_.deadline);
  return left > Milliseconds{0} ? "deadline in " + format_clock(left) : "deadline passed";
}

Line Block::title(const LiveOperation& operation) const {
  return Line{operation.tag}.add(" ").add(operation.seen.title);
}

Row Block::headline(const LiveOperation& operation) const {
  Row row;
  row.left = title(operation).add("  ").add(to_string(operation.seen.status));
  if (operation.seen.cancel_asked) row.left.add(", cancel requested", Tone::careful);
  row.percent = operation.seen.percent;
  row.bar = operation.seen.status == Status::running;
  row.time = format_clock(operation.running_for(now_));
  row.note = expectation(operation, now_);
  return row;
}

Line Block::hint() const {
  if (!choice_.question.empty()) return Line{choice_.question, Tone::careful};
  Line line;
  line.pad(2).add(choice_.keys ? "t tasks  l logs  d detach  c cancel" : "Ctrl-C detaches");
  for (std::size_t i = 0; i < model_.conditions.size(); ++i) {
    line.add(i == 0 ? "   waits for " : ", ").add(model_.conditions[i]);
  }
  const bool single = model_.operations.size() == 1;
  if (const std::string text = deadline_text(); single && !text.empty()) line.add("   " + text);
  return line;
}

Lines joined(std::vector<Lines> parts) {
  Lines all;
  for (Lines& part : parts) {
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  return all;
}

Lines Block::of_one(const LiveOperation& operation) {
  constexpr std::size_t kRoomForAll = 7;
  const bool high = room_ >= kRoomForAll;
  const std::int64_t second = seconds_of(operation, now_);
  const RowStyle task_style{kTaskBar, kTaskName, second};
  Lines asked = choice_.question.empty() ? Lines{} : take(hint());
  Lines head = take({headline(operation)}, {kTitleBar, 0, second});
  Lines trouble;
  if (operation.trouble) {
    Line line{Marks::of(terminal_).trouble, Tone::careful};
    trouble = take(line.add(" " + trouble_text(*operation.trouble, now_, columns() - 2, terminal_.unicode)));
  }
  const auto fold = [&](bool when) {
    const bool shown = when && choice_.tasks;
    return std::pair{shown ? take(done_line(operation, terminal_)) : Lines{},
                     shown ? take(waiting_line(operation, terminal_)) : Lines{}};
  };
  auto [done, waiting] = fold(high);
  Lines made = high ? take(resources_line(operation, terminal_)) : Lines{};
  Lines last = high && asked.empty() ? take(hint()) : std::move(asked);
  Lines failed, running;
  if (choice_.tasks) {
    const std::size_t for_failed = operation.running.empty() ? room_ : (room_ + 1) / 2;
    failed = take(failed_rows(operation, for_failed, terminal_), task_style);
    running = take(running_rows(operation, room_, terminal_, now_), task_style);
  }
  if (!high) std::tie(done, waiting) = fold(true);
  return joined({std::move(head), std::move(trouble), std::move(failed), std::move(done), std::move(running),
                 std::move(waiting), std::move(made), std::move(last)});
}

Line Block::summary() const {
  std::size_t running = 0, pending = 0, ok = 0, failed = 0, cancelled = 0;
  for (const LiveOperation& one : model_.operations) {
    const Status status = one.seen.status;
    ++(status == Status::pending     ? pending
       : status == Status::running   ? running
       : status == Status::completed ? ok
       : status == Status::cancelled ? cancelled
                                     : failed);
  }
  Line line{fmt::format("{} operations", model_.operations.size())};
  const auto tell = [&line](std::size_t count, std::string_view word, Tone tone) {
    if (count > 0) line.add(fmt::format("  {} {}", count, word), tone);
  };
  tell(running, "running", Tone::neutral);
  tell(pending, "pending", Tone::neutral);
  tell(ok, "ok", Tone::good);
  tell(cancelled, "cancelled", Tone::careful);
  tell(failed, "failed", Tone::bad);
  if (model_.begun) {
    const std::size_t column = terminal_.columns > static_cast<int>(kClockColumn) + 8 ? kClockColumn : 0;
    line.pad(column, 2).add(fmt::format("{:>7}", format_clock(between(*model_.begun, now_))));
  }
  if (const std::string text = deadline_text(); !text.empty()) line.add("  " + text);
  return line;
}

/// How early an operation is shown: failed ones first, then those in trouble, running, pending. Others are counted.
int urgency(const LiveOperation& operation) {
  const Status status = operation.seen.status;
  if (status == Status::failed || status == Status::lost) return 0;
  if (is_final(status)) return 4;
  if (operation.trouble) return 1;
  return status == Status::running ? 2 : 3;
}

Row Block::row_of(const LiveOperation& operation) const {
  const Marks marks = Marks::of(terminal_);
  Row row;
  if (is_final(operation.seen.status)) {
    row.left.add(marks.failed, Tone::bad).add(" ").add(title(operation));
    row.instead.add(operation.seen.status == Status::lost ? "LOST" : "FAILED", Tone::bad);
    row.instead.add(fmt::format("  {:>5}  ", format_clock(operation.running_for(now_)))).add(operation.message);
    return row;
  }
  if (operation.trouble) {
    row.left.add(marks.trouble, Tone::careful).add(" ").add(title(operation));
    const std::size_t taken = std::min(columns(), left_ + 1);
    row.instead.add(trouble_text(*operation.trouble, now_, columns() - taken, terminal_.unicode));
    return row;
  }
  const bool running = operation.seen.status == Status::running;
  row.left.add(running ? marks.running : std::string_view{" "}).add(" ").add(title(operation));
  if (!running) {
    row.instead.add("pending");
    return row;
  }
  row.bar = true;
  row.percent = operation.seen.percent;
  row.time = format_clock(operation.running_for(now_));
  row.note = expectation(operation, now_);
  if (operation.seen.cancel_asked) row.note = Line{"cancel requested", Tone::careful};
  if (!operation.running.empty() && !operation.is_late(now_)) {
    row.note.pad(0, row.note.empty() ? 0 : 2).add(operation.seen.label(operation.running.rbegin()->second));
  }
  return row;
}

Lines Block::of_several() {
  Lines asked = choice_.question.empty() ? Lines{} : take(hint());
  Lines head = take(summary());
  constexpr std::size_t kRoomForHint = 6;
  Lines last = asked.empty() && room_ >= kRoomForHint ? take(hint()) : std::move(asked);
  std::vector<const LiveOperation*> shown;
  for (const LiveOperation& one : model_.operations) {
    if (urgency(one) < 4) shown.push_back(&one);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const auto* a, const auto* b) { return urgency(*a) < urgency(*b); });
  const std::size_t all = shown.size();
  const bool fits = all <= room_;
  if (!fits) shown.resize(room_ == 0 ? 0 : room_ - 1);
  constexpr std::size_t kMarkAndGap = 4;
  for (const LiveOperation* one : shown) left_ = std::max(left_, title(*one).width() + kMarkAndGap);
  std::vector<Row> rows;
  for (const LiveOperation* one : shown) rows.push_back(row_of(*one));
  const std::int64_t second = model_.begun ? between(*model_.begun, now_).count() / 1000 : 0;
  Lines table = take(std::move(rows), {kTitleBar - 1, 0, second});
  Lines more =
      fits ? Lines{}
           : take(Line{fmt::format("  {} {} more operations", terminal_.unicode ? "…" : "..", all - shown.size())});
  return joined({std::move(head), std::move(table), std::move(more), std::move(last)});
}

}  // namespace

std::size_t most_lines(int rows) {
  constexpr int kAssumed = 24;
  constexpr int kSmall = 8;
  if (rows <= 0) rows = kAssumed;
  const int left_over = rows <= kSmall ? 1 : rows / 4;
  return static_cast<std::size_t>(std::max(1, rows - left_over));
}

std::vector<Line> live_block(const LiveModel& model, const LiveChoice& choice, const Terminal& terminal, WallTime now) {
  constexpr int kAssumed = 80;
  if (model.active() == 0) return {};
  Terminal known = terminal;
  if (known.columns <= 0) known.columns = kAssumed;
  Block block{model, choice, known, now};
  if (model.operations.size() > 1) return block.of_several();
  return block.of_one(model.operations.front());
}

}  // namespace optrack::live
