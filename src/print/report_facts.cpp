// SPDX-License-Identifier: MIT
#include "print/report_facts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/operation_fold.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLeastLogs = 200;
constexpr std::chrono::hours kBelieved{24 * 366};

/// A server's time near the time at which it was told; `nullopt` for any other.
std::optional<WallTime> believed(const std::optional<WallTime>& told, WallTime seen) {
  using Seconds = std::chrono::duration<double>;  // nanoseconds might not hold the difference
  if (!told) return std::nullopt;
  const Seconds apart = Seconds{told->time_since_epoch()} - Seconds{seen.time_since_epoch()};
  return apart < kBelieved && apart > kBelieved * -1 ? told : std::nullopt;
}

void take_times(Task& task, WallTime seen, const std::optional<Milliseconds>& elapsed) {
  if (task.status == Status::pending) return;
  const bool told = elapsed && *elapsed >= Milliseconds{0} && *elapsed < kBelieved;
  if (!is_final(task.status)) {
    if (!task.started) task.started = seen;
    return;
  }
  if (!task.ended) task.ended = task.started && told ? *task.started + *elapsed : seen;
  const bool fits = told && task.ended->time_since_epoch() > kBelieved * -1;
  if (!task.started) task.started = fits ? *task.ended - *elapsed : *task.ended;
  task.ended = std::max(*task.ended, *task.started);
}

void add(ReportedOperation& operation, WallTime at, std::string text) {
  if (operation.troubles.size() < ReportFacts::kMostTroubles) {
    operation.troubles.push_back({at, std::move(text)});
  } else {
    ++operation.more_troubles;
  }
}

void note(ReportedOperation& operation, WallTime at, const TaskNew& body) {
  Task& task = operation.tasks[body.task.id];
  task = body.task;
  task.started = believed(task.started, at);
  task.ended = believed(task.ended, at);
  take_times(task, at, std::nullopt);
}
void note(ReportedOperation& operation, WallTime at, const TaskUpdate& body) {
  Task& task = operation.tasks[body.task];
  task.id = body.task;
  if (body.to) task.status = *body.to;
  if (body.progress) task.progress = body.progress;
  if (body.message) task.message = *body.message;
  if (body.display_name) task.display_name = *body.display_name;
  take_times(task, at, body.elapsed);
}
void note(ReportedOperation& operation, WallTime at, const LogAdded& body) { operation.logs.add(body.entry, at); }
void note(ReportedOperation& operation, WallTime /*at*/, const OperationSeen& body) {
  if (body.typical) operation.typical = body.typical;
}
void note(ReportedOperation& operation, WallTime /*at*/, const ResultReady& body) {
  operation.failed_tasks = body.failed_tasks;
}
void note(ReportedOperation& operation, WallTime at, const PollTrouble& body) {
  add(operation, at, fmt::format("no answer, try {}: {}", body.attempt, body.error.message));
}
void note(ReportedOperation& operation, WallTime at, const PollRecovered& body) {
  add(operation, at, "answers again after " + format_clock(body.outage));
}
void note(ReportedOperation& operation, WallTime at, const ResourceGone& body) {
  const Resource& gone = body.resource;
  add(operation, at, fmt::format("{} {} is gone", gone.type, gone.name.empty() ? gone.id : gone.name));
}
void note(ReportedOperation& operation, WallTime at, const CancelChanged& body) {
  add(operation, at,
      fmt::format("cancel {}{}{}", to_string(body.state), body.message.empty() ? "" : ": ", body.message));
}
void note(ReportedOperation& operation, WallTime at, const LabelsChanged& body) {
  add(operation, at, "labels: " + to_string(body));
}
void note(ReportedOperation& operation, WallTime at, const ConditionChanged& body) {
  add(operation, at, fmt::format("condition {}: {}", body.state, body.cond));
}
void note(ReportedOperation& operation, WallTime at, const Notice& body) { add(operation, at, body.text); }
template <typename Body>
void note(ReportedOperation& /*operation*/, WallTime /*at*/, const Body& /*body*/) {
  static_assert(std::variant_size_v<EventBody> == 18, "does a report have to tell of the new kind?");
}

}  // namespace

WallTime ReportedOperation::begin() const { return believed(record.started, first_seen).value_or(first_seen); }

WallTime ReportedOperation::end() const {
  return std::max(begin(), believed(record.ended, last_seen).value_or(last_seen));
}

ReportedOperation& ReportFacts::operation(const std::string& id, WallTime now) {
  const auto [place, added] = by_id_.try_emplace(id, nullptr);
  if (!added) return *place->second;
  const std::size_t share = kMostLogs / std::max<std::size_t>(options_.operations, 1);
  ReportedOperation& made = operations_.emplace_back(std::max(share, kLeastLogs));
  place->second = &made;
  made.record.id = id;
  made.first_seen = now;
  made.last_seen = now;
  if (const auto title = options_.titles.find(id); title != options_.titles.end()) made.seen.title = title->second;
  if (const auto tasks = options_.tasks.find(id); tasks != options_.tasks.end()) {
    for (const Task& task : tasks->second) {
      made.seen.note(TaskNew{task});
      optrack::note(made, now, TaskNew{task});
    }
  }
  return made;
}

const StreamEnd* ReportFacts::wait_end() const {
  constexpr int kPending = 8;
  return ended_ && ended_->exit_code != kPending ? &*ended_ : nullptr;
}

void ReportFacts::note(const Event& event) {
  now_ = event.ts;
  if (const auto* start = std::get_if<StreamStart>(&event.body)) {
    for (const std::string& op : start->ops) operation(op, event.ts);
  }
  if (const auto* end = std::get_if<StreamEnd>(&event.body)) {
    ended_ = *end;
    for (ReportedOperation& one : operations_) {
      if (!is_final(one.record.status)) one.last_seen = std::max(one.last_seen, event.ts);
    }
  }
  if (event.op.empty()) {
    const auto* notice = std::get_if<Notice>(&event.body);
    if (notice != nullptr && notices_.size() < kMostTroubles) notices_.push_back({event.ts, notice->text});
    return;
  }
  ReportedOperation& about = operation(event.op, event.ts);
  // The stream may have begun long after what it tells of.
  if (about.events++ == 0) about.first_seen = about.last_seen = event.ts;
  about.last_seen = std::max(about.last_seen, event.ts);
  fold(about.record, event);
  about.seen.note(event.body);
  std::visit([&](const auto& body) { optrack::note(about, event.ts, body); }, event.body);
}

}  // namespace optrack
