// SPDX-License-Identifier: MIT
#include "print/plain_lines.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/local_id.hpp"
#include "print/result_facts.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMostRunningNamed = 3;
constexpr std::size_t kMostFailuresNamed = 5;
constexpr std::string_view kUnderTime = "         ";  // As wide as a time and a blank.

/// Whole seconds, never 0 for something that is not: "8s", "1m30s".
std::string rounded_up(Milliseconds duration) {
  return format_duration(std::chrono::ceil<std::chrono::seconds>(duration));
}

/// Cut, not rounded: 100 is shown when it is done.
std::string percent_text(double percent) {
  return fmt::format("{}%", static_cast<int>(std::clamp(percent, 0.0, 100.0)));
}

std::string with_message(std::string text, std::string_view message) {
  if (!message.empty()) text += fmt::format(": {}", message);
  return text;
}

std::string resource_text(const Resource& resource) {
  const std::string& name = resource.name.empty() ? resource.id : resource.name;
  return resource.type.empty() ? name : resource.type + " " + name;
}

}  // namespace

std::string shown_word(Status status) {
  if (status == Status::failed) return "FAILED";
  return status == Status::lost ? "LOST" : std::string{to_string(status)};
}

std::vector<PlainLine> PlainLines::tell(const Event& event) {
  if (!std::holds_alternative<Heartbeat>(event.body)) end_heartbeat();
  while (const auto summary = filter_.summary_before(event)) show(*summary);
  if (!event.op.empty()) seen(event.op).note(event.body);
  if (filter_.passes(event)) show(event);
  return std::exchange(lines_, {});
}

std::vector<PlainLine> PlainLines::pause() {
  end_heartbeat();
  return std::exchange(lines_, {});
}

SeenOperation& PlainLines::seen(const std::string& op) {
  const auto [place, added] = operations_.try_emplace(op);
  const auto title = options_.titles.find(op);
  if (!added) return place->second;
  if (title != options_.titles.end()) place->second.title = title->second;
  if (const auto known = options_.tasks.find(op); known != options_.tasks.end()) {
    for (const Task& task : known->second) place->second.note(TaskNew{task});
  }
  return place->second;
}

std::string PlainLines::tag(const std::string& op) const {
  const auto found = options_.tags.find(op);
  constexpr std::size_t kShort = 4;
  return found == options_.tags.end() ? short_id(op, kShort) : found->second;
}

std::string PlainLines::time_text(WallTime time) const {
  const bool local = options_.clock != nullptr && !options_.utc;
  return clock_text(time, local ? options_.clock->utc_offset(time) : std::chrono::seconds{0});
}

void PlainLines::line(std::string text, std::string word, Tone tone) {
  lines_.push_back({{std::move(text), std::move(word), tone}});
}

/// A line about the operation of `event` as a whole.
void PlainLines::about(const Event& event, std::string_view text, std::string word, Tone tone) {
  line(fmt::format("{} {} {}", time_text(event.ts), event.op.empty() ? "optrack" : tag(event.op), text),
       std::move(word), tone);
}

/// A line about what stands in the column of names; `mark` is "| " before log lines.
void PlainLines::about_part(WallTime time, const std::string& op, std::string_view label, std::string_view mark,
                            std::string_view text, std::string word, Tone tone) {
  line(fmt::format("{} {} {} {}{}", time_text(time), tag(op), padded(label, kLabelWidth), mark, text), std::move(word),
       tone);
}

StyledLine PlainLines::about_task(WallTime time, const std::string& op, const std::string& task,
                                  std::string_view text) {
  about_part(time, op, seen(op).label(task), "  ", text);
  StyledLine made = std::move(lines_.back().styled);
  lines_.pop_back();
  return made;
}

void PlainLines::mark(LinePlace place, const std::string& task) {
  lines_.back().place = place;
  lines_.back().task = task;
}

bool PlainLines::goes_on(const std::string& op, const std::string& task) {
  const auto& tasks = seen(op).tasks;
  const auto found = tasks.find(task);
  return found != tasks.end() && !is_final(found->second.status);
}

void PlainLines::show(const Event& event) {
  std::visit([this, &event](const auto& body) { show(event, body); }, event.body);
}

void PlainLines::show(const Event& event, const StreamStart& body) {
  begun_ = event.ts;
  conditions_ = body.conditions.size();
}

void PlainLines::show(const Event& event, const OperationSeen& body) {
  about(event, fmt::format("{}  {}", seen(event.op).title, to_string(body.status)));
}

void PlainLines::show(const Event& event, const StatusChanged& body) {
  if (is_final(body.to)) return;                             // The result follows and says more.
  if (body.from == body.to && body.message.empty()) return;  // Only the remote word changed.
  about(event, with_message(fmt::format("{}  {}", seen(event.op).title, to_string(body.to)), body.message));
}

void PlainLines::show(const Event& /*event*/, const ProgressChanged& /*body*/) {}  // Heartbeats tell.

void PlainLines::show(const Event& event, const TaskNew& body) {
  show_task(event, body.task.id, body.task.status, body.task.message, std::nullopt);
}

void PlainLines::show(const Event& event, const TaskUpdate& body) {
  const std::string message = body.message.value_or("");
  if (body.to) {
    show_task(event, body.task, *body.to, message, body.elapsed);
  } else if (!message.empty()) {
    about_part(event.ts, event.op, seen(event.op).label(body.task), "  ", message);
    if (goes_on(event.op, body.task)) mark(LinePlace::inside, body.task);
  }
}

void PlainLines::show(const Event& event, const LogAdded& body) {
  const LogEntry& entry = body.entry;
  const bool plain = entry.level == "info" || entry.level.empty();
  const bool grave = at_least(entry.level, "error");
  about_part(entry.at.value_or(event.ts), event.op, seen(event.op).label(entry.task), "| ",
             plain ? entry.message : fmt::format("{}: {}", entry.level, entry.message), plain ? "" : entry.level + ":",
             grave ? Tone::bad : Tone::careful);
  if (goes_on(event.op, entry.task)) mark(LinePlace::inside, entry.task);
}

void PlainLines::show(const Event& event, const ResourceNew& body) {
  about(event, "+ " + resource_text(body.resource));
}

void PlainLines::show(const Event& event, const ResourceGone& body) {
  about(event, "- " + resource_text(body.resource) + " is gone");
}

void PlainLines::show(const Event& event, const LabelsChanged& body) { about(event, "labels: " + to_string(body)); }

void PlainLines::show(const Event& event, const PollTrouble& body) {
  const bool lasting = body.outage >= std::chrono::seconds{1};
  about(event,
        fmt::format("no answer{} ({}), try {} in {}", lasting ? " for " + format_clock(body.outage) : "",
                    body.error.message, body.attempt + 1, rounded_up(body.retry)),
        "no answer", Tone::careful);
}

void PlainLines::show(const Event& event, const PollRecovered& body) {
  about(event, fmt::format("answers again after {}", format_clock(body.outage)));
}

void PlainLines::show(const Event& event, const ConditionChanged& body) {
  if (body.state == "met") ++met_[event.op];
  const bool bad = body.state == "impossible";
  if (bad) impossible_.insert(event.op);
  about(event, fmt::format("condition {}: {}", body.state, body.cond), bad ? body.state : "", Tone::bad);
}

void PlainLines::show(const Event& event, const Notice& body) { about(event, "note: " + body.text); }

void PlainLines::show_task(const Event& event, const std::string& id, Status status, std::string_view message,
                           std::optional<Milliseconds> elapsed) {
  if (status == Status::pending) return;
  const std::string label = seen(event.op).label(id);
  const auto found = seen(event.op).tasks.find(id);
  std::string word = status == Status::running ? "started" : shown_word(status);
  std::string text = word;
  if (elapsed && is_final(status)) text += " after " + format_clock(*elapsed);
  const bool named = found != seen(event.op).tasks.end() && found->second.display != label;
  if (status == Status::running && named) text = with_message(text, found->second.display);
  about_part(event.ts, event.op, label, "  ", with_message(text, message), std::move(word), tone_of(status));
  if (is_final(status)) mark(LinePlace::task_end, id);
}

void PlainLines::show(const Event& event, const CancelChanged& body) {
  std::string text = fmt::format("cancel {}", to_string(body.state));
  if (!body.by.empty()) text += " by " + body.by;
  if (!body.reason.empty()) text += fmt::format(" ({})", body.reason);
  about(event, with_message(text, body.message), "cancel", Tone::careful);
}

void PlainLines::show(const Event& event, const ResultReady& body) {
  const std::string word = shown_word(body.status);
  std::string text = fmt::format("{}  {}", seen(event.op).title, word);
  if (body.elapsed) text += " after " + format_clock(*body.elapsed);
  const bool told = body.message.starts_with("exit code ");
  if (body.outcome.exit_code && !told) text += fmt::format(", exit code {}", *body.outcome.exit_code);
  about(event, with_message(text, body.message), word, tone_of(body.status));
  if (body.status == Status::completed) return show_brought(event.op, body.outcome);
  if (body.status == Status::failed) show_failure(event.op, body.failed_tasks);
  std::string left;
  for (const auto& [id, resource] : seen(event.op).resources) {
    left += (left.empty() ? "" : ", ") + resource_text(resource);
  }
  if (!left.empty()) line(fmt::format("{}left behind: {}", kUnderTime, left));
  line(fmt::format("{}see: optrack logs {}  |  optrack show {}", kUnderTime, tag(event.op), tag(event.op)));
}

/// What the operation brought (T-3).
void PlainLines::show_brought(const std::string& op, const Outcome& outcome) {
  constexpr int kUsual = 80;
  const Terminal& terminal = options_.terminal;
  const int columns = terminal.columns > 0 ? terminal.columns : kUsual;
  for (const std::string& text :
       result_lines(outcome, tag(op), columns - static_cast<int>(kUnderTime.size()), terminal.unicode)) {
    line(std::string{kUnderTime} + text);
  }
}

void PlainLines::show_tail(const LogTail& tail) {
  for (const LogEntry& entry : tail.telling()) {
    const std::string time = entry.at ? time_text(*entry.at) + " " : std::string{};
    line(fmt::format("{}  | {}{}", kUnderTime, time, entry.message));
  }
}

void PlainLines::show_failure(const std::string& op, const std::vector<std::string>& failed) {
  const SeenOperation& operation = seen(op);
  const std::vector<std::string> tasks = operation.deepest(failed);
  for (std::size_t i = 0; i < std::min(tasks.size(), kMostFailuresNamed); ++i) {
    line(fmt::format("{}failed: {}", kUnderTime, operation.path(tasks[i])), "failed", Tone::bad);
    const auto task = operation.tasks.find(tasks[i]);
    if (task != operation.tasks.end()) show_tail(task->second.logs);
  }
  if (tasks.size() > kMostFailuresNamed)
    line(fmt::format("{}and {} more failed tasks", kUnderTime, tasks.size() - kMostFailuresNamed));
  if (tasks.empty()) show_tail(operation.logs);
}

void PlainLines::show(const Event& event, const Heartbeat& body) {
  if (heartbeat_.empty()) {
    const auto since = begun_ ? std::chrono::floor<Milliseconds>(event.ts - *begun_) : body.silent;
    heartbeat_ = fmt::format("{} still waiting {}: ", time_text(event.ts), format_clock(since));
  } else {
    heartbeat_ += ", ";
  }
  const SeenOperation& operation = seen(event.op);
  heartbeat_ += tag(event.op) + " ";
  heartbeat_ += operation.percent ? percent_text(*operation.percent) : std::string{to_string(operation.status)};
  std::string running;
  for (std::size_t i = 0; i < std::min(body.running.size(), kMostRunningNamed); ++i) {
    const auto task = operation.tasks.find(body.running[i]);
    running += (i == 0 ? "" : ", ") + operation.label(body.running[i]);
    if (task != operation.tasks.end() && task->second.progress) running += " " + percent_text(*task->second.progress);
  }
  if (body.running.size() > kMostRunningNamed)
    running += fmt::format(", {} more", body.running.size() - kMostRunningNamed);
  if (!running.empty()) heartbeat_ += " (" + running + ")";
  if (!body.typical) return;
  const std::string typical = "typical " + format_clock(*body.typical);
  heartbeat_ += body.late_by ? fmt::format(", LATE ({})", typical) : ", " + typical;
}

void PlainLines::end_heartbeat() {
  if (!heartbeat_.empty()) line(std::exchange(heartbeat_, {}));
}

void PlainLines::show_left(const Event& event, const StreamEnd& end, const std::string& op,
                           const SeenOperation& operation) {
  const auto met = met_.find(op);
  const bool all_met = conditions_ > 0 && met != met_.end() && met->second >= conditions_;
  const auto reason = [&]() -> std::string_view {
    if (all_met) return "condition met";
    if (impossible_.count(op) != 0) return "condition impossible";
    if (end.exit_name == "timeout" || end.exit_code == 124) return "timeout";
    if (end.exit_code == 130) return "interrupted";
    if (end.exit_code == 143) return "terminated";
    if (end.exit_code == 129) return "hung up";
    return end.exit_code >= 4 && end.exit_code <= 7 ? "given up" : "left";
  }();
  std::string text = fmt::format("{}  {}", operation.title, reason);
  if (begun_) text += " after " + format_clock(std::chrono::floor<Milliseconds>(event.ts - *begun_));
  const bool known = reason != "given up";
  text += fmt::format(", {} {}", known ? "still" : "last seen", to_string(operation.status));
  text += operation.cancel_asked ? ", cancel requested" : ", not cancelled";
  line(fmt::format("{} {} {}", time_text(event.ts), tag(op), text), std::string{reason},
       all_met ? Tone::neutral : Tone::careful);
}

void PlainLines::show(const Event& event, const StreamEnd& body) {
  constexpr int kPending = 8;
  for (const auto& [op, operation] : operations_) {
    if (!operation.ended && body.exit_code != kPending) show_left(event, body, op, operation);
  }
  std::string summary;
  for (const auto& [status, count] : body.counts) {
    if (count > 0) summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", count, status);
  }
  if (options_.operations > 1 && !summary.empty()) {
    line(fmt::format("{} {} operations: {}", time_text(event.ts), options_.operations, summary));
  }
  for (const std::string& command : body.resume) line(fmt::format("{}go on with: {}", kUnderTime, command));
}

}  // namespace optrack
