// SPDX-License-Identifier: MIT
#include "print/live/live_model.hpp"

#include <algorithm>
#include <type_traits>

namespace optrack::live {
namespace {

/// A little later than `time`, also at the end of time.
WallTime after(WallTime time, Milliseconds by) {
  constexpr Milliseconds kFurthest{std::chrono::hours{24 * 365}};
  const Milliseconds step = std::clamp(by, Milliseconds{0}, kFurthest);
  return time > WallTime::max() - step ? WallTime::max() : time + step;
}

WallTime before(WallTime time, Milliseconds by) {
  constexpr Milliseconds kFurthest{std::chrono::hours{24 * 365}};
  const Milliseconds step = std::clamp(by, Milliseconds{0}, kFurthest);
  return time < WallTime::min() + step ? WallTime::min() : time - step;
}

bool says_more_than_parent(Status status) {
  return status == Status::running || status == Status::failed || status == Status::lost;
}

}  // namespace

Milliseconds between(WallTime from, WallTime to) {
  const auto millis = [](WallTime time) { return std::chrono::floor<Milliseconds>(time.time_since_epoch()); };
  return std::max(Milliseconds{0}, millis(to) - millis(from));
}

Roster* LiveOperation::roster(Status status) {
  switch (status) {
    case Status::pending:
      return &waiting;
    case Status::running:
      return &running;
    case Status::failed:
    case Status::lost:
      return &failed;
    case Status::completed:
    case Status::cancelled:
      return nullptr;
  }
  return nullptr;
}

void LiveOperation::move(LiveTask& task, const std::string& id, std::optional<Status> from, Status to) {
  if (from) {
    if (Roster* old = roster(*from)) old->erase(task.order);
    if (*from == Status::completed) --done;
    if (*from == Status::cancelled) --cancelled;
  }
  task.order = next_order_++;
  if (Roster* next = roster(to)) next->emplace(task.order, id);
  if (to == Status::completed) ++done;
  if (to == Status::cancelled) ++cancelled;
  const std::string& parent = seen.tasks[id].parent;
  const bool had = from && says_more_than_parent(*from);
  const bool has = says_more_than_parent(to);
  if (parent.empty() || parent == id || had == has) return;
  LiveTask& above = tasks[parent];
  if (has) ++above.unfolded;
  if (had && above.unfolded > 0) --above.unfolded;
}

void LiveOperation::take_task(const std::string& id, WallTime seen_at, std::optional<WallTime> server_start) {
  LiveTask& task = tasks[id];
  const Status status = seen.tasks[id].status;
  // A server's clock that is ahead of ours would show times that do not move.
  if (server_start && *server_start <= seen_at && !task.started) task.started = server_start;
  if (status == Status::running && !task.started) task.started = seen_at;
  if (task.status == status) return;
  const std::optional<Status> from = task.status;
  task.status = status;
  move(task, id, from, status);
}

void LiveOperation::note(const Event& event) {
  seen.note(event.body);
  if (!started) started = event.ts;
  if (const auto* body = std::get_if<OperationSeen>(&event.body)) {
    typical = body->typical;
    p95 = body->p95;
  } else if (const auto* status = std::get_if<StatusChanged>(&event.body)) {
    if (!status->message.empty()) message = status->message;
    if (status->elapsed) started = before(event.ts, *status->elapsed);
  } else if (const auto* progress = std::get_if<ProgressChanged>(&event.body)) {
    expected_end = progress->eta ? std::optional{after(event.ts, *progress->eta)} : std::nullopt;
  } else if (const auto* added = std::get_if<TaskNew>(&event.body)) {
    LiveTask& task = tasks[added->task.id];
    if (!added->task.message.empty()) task.message = added->task.message;
    if (added->task.started && added->task.ended) task.elapsed = between(*added->task.started, *added->task.ended);
    take_task(added->task.id, event.ts, added->task.started);
  } else if (const auto* update = std::get_if<TaskUpdate>(&event.body)) {
    if (update->message) tasks[update->task].message = *update->message;
    if (update->elapsed) tasks[update->task].elapsed = update->elapsed;
    take_task(update->task, event.ts, std::nullopt);
  } else if (const auto* log = std::get_if<LogAdded>(&event.body)) {
    const auto task = tasks.find(log->entry.task);
    ++(task == tasks.end() ? logs : task->second.logs);
  } else if (const auto* poll = std::get_if<PollTrouble>(&event.body)) {
    trouble = Trouble{before(event.ts, poll->outage), after(event.ts, poll->retry), poll->attempt, poll->error.message};
  } else if (std::holds_alternative<PollRecovered>(event.body)) {
    trouble.reset();
  } else if (const auto* condition = std::get_if<ConditionChanged>(&event.body)) {
    if (condition->state == "met") ++met;
    if (condition->state == "impossible") impossible = true;
  } else if (const auto* result = std::get_if<ResultReady>(&event.body)) {
    if (!result->message.empty()) message = result->message;
    elapsed = result->elapsed ? *result->elapsed : between(*started, event.ts);
    trouble.reset();
  }
}

bool LiveOperation::is_late(WallTime now) const { return !seen.ended && p95 && running_for(now) > *p95; }

Milliseconds LiveOperation::running_for(WallTime now) const {
  if (elapsed) return *elapsed;
  return started ? between(*started, now) : Milliseconds{0};
}

LiveOperation& LiveModel::operation(const std::string& id) {
  const auto [place, added] = index.try_emplace(id, operations.size());
  if (added) operations.emplace_back();
  return operations[place->second];
}

LiveOperation* LiveModel::note(const Event& event) {
  if (const auto* start = std::get_if<StreamStart>(&event.body)) {
    begun = event.ts;
    deadline = start->deadline;
    conditions = start->conditions;
    return nullptr;
  }
  if (event.op.empty()) return nullptr;
  LiveOperation& about = operation(event.op);
  about.note(event);
  return &about;
}

std::size_t LiveModel::active() const {
  return static_cast<std::size_t>(
      std::count_if(operations.begin(), operations.end(), [](const auto& one) { return !one.seen.ended; }));
}

}  // namespace optrack::live
