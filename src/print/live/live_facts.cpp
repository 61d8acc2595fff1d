// SPDX-License-Identifier: MIT
#include "print/live/live_facts.hpp"

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/event_filter.hpp"
#include "print/live/live_tasks.hpp"

namespace optrack::live {
namespace {

constexpr std::size_t kName = 9;  // Cells of the column of names.
constexpr int kLongestName = 24;  // A longer name of a task is cut.

}  // namespace

std::string_view word_of(Status status) {
  if (status == Status::failed) return "FAILED";
  return status == Status::lost ? "LOST" : to_string(status);
}

Line Facts::begun(WallTime time, const LiveOperation& operation) const {
  Line line{times_.time_of_day(time)};
  if (several_ && !operation.tag.empty()) line.add(" ").add(operation.tag);
  return line.add(" ");
}

Line Facts::log_line(const Event& event, const LogEntry& entry, const LiveOperation& operation) const {
  Line line = begun(entry.at.value_or(event.ts), operation);
  const std::string label = harmless(operation.seen.label(entry.task));
  if (!label.empty()) line.add(padded(fit(label, kLongestName, unicode_), kName)).add(" ");
  if (!entry.level.empty() && entry.level != "info") {
    line.add(entry.level + ":", at_least(entry.level, "error") ? Tone::bad : Tone::careful).add(" ");
  }
  return line.add(entry.message);
}

std::optional<Line> Facts::task_line(const Event& event, const LiveOperation& operation, const std::string& id) const {
  const auto seen = operation.seen.tasks.find(id);
  if (seen == operation.seen.tasks.end() || !is_final(seen->second.status)) return std::nullopt;
  const Status status = seen->second.status;
  const bool well = status == Status::completed;
  const std::string label = harmless(operation.seen.label(id));
  Line line = begun(event.ts, operation);
  line.add(padded(fit(label, kLongestName, unicode_), kName)).add(" ");
  line.add(well ? marks_.ok : marks_.failed, tone_of(status)).add(" ").add(word_of(status), tone_of(status));
  const auto task = operation.tasks.find(id);
  if (task == operation.tasks.end()) return line;
  if (task->second.elapsed) line.add(" after " + format_clock(*task->second.elapsed));
  if (!task->second.message.empty()) line.add(": ").add(task->second.message);
  return line;
}

Line Facts::cancel_line(const Event& event, const CancelChanged& body, const LiveOperation& operation) const {
  Line line = begun(event.ts, operation);
  line.add(fmt::format("cancel {}", to_string(body.state)), Tone::careful);
  if (!body.by.empty()) line.add(" by ").add(body.by);
  if (!body.reason.empty()) line.add(" (").add(body.reason).add(")");
  if (!body.message.empty()) line.add(": ").add(body.message);
  return line;
}

std::optional<Line> Facts::line(const Event& event, const LiveOperation& operation) const {
  if (const auto* log = std::get_if<LogAdded>(&event.body)) return log_line(event, log->entry, operation);
  if (const auto* added = std::get_if<TaskNew>(&event.body)) return task_line(event, operation, added->task.id);
  if (const auto* update = std::get_if<TaskUpdate>(&event.body)) {
    if (!update->to) return std::nullopt;
    return task_line(event, operation, update->task);
  }
  if (const auto* made = std::get_if<ResourceNew>(&event.body)) {
    Line line = begun(event.ts, operation);
    return line.add(marks_.made).add(" ").add_link(resource_name(made->resource), made->resource.link);
  }
  if (const auto* gone = std::get_if<ResourceGone>(&event.body)) {
    return begun(event.ts, operation).add("- ").add(resource_name(gone->resource)).add(" is gone");
  }
  if (const auto* cancel = std::get_if<CancelChanged>(&event.body)) return cancel_line(event, *cancel, operation);
  if (const auto* labels = std::get_if<LabelsChanged>(&event.body)) {
    return begun(event.ts, operation).add("labels: ").add(to_string(*labels));
  }
  if (const auto* back = std::get_if<PollRecovered>(&event.body)) {
    return begun(event.ts, operation).add("answers again after " + format_clock(back->outage));
  }
  if (const auto* condition = std::get_if<ConditionChanged>(&event.body)) {
    const bool bad = condition->state == "impossible";
    Line line = begun(event.ts, operation);
    line.add("condition ").add(condition->state, bad ? Tone::bad : Tone::good);
    return line.add(": ").add(condition->cond);
  }
  if (const auto* notice = std::get_if<Notice>(&event.body)) {
    return begun(event.ts, operation).add("note: ").add(notice->text);
  }
  return std::nullopt;
}

}  // namespace optrack::live
