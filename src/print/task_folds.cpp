// SPDX-License-Identifier: MIT
#include "print/task_folds.hpp"

#include <optional>

namespace optrack {
namespace {

constexpr std::size_t kMostOfTask = std::size_t{64} * 1024;
constexpr std::size_t kMostOfAll = std::size_t{4} * 1024 * 1024;

/// The status a task got by `event` when it is final.
std::optional<std::pair<std::string, Status>> ended_by(const EventBody& body) {
  if (const auto* update = std::get_if<TaskUpdate>(&body); update != nullptr && update->to && is_final(*update->to)) {
    return std::pair{update->task, *update->to};
  }
  return std::nullopt;
}

/// Whether everything held of the operation (of all, when it belongs to none) is shown before `body`.
bool shows_all(const EventBody& body) {
  return std::holds_alternative<Heartbeat>(body) || std::holds_alternative<ResultReady>(body) ||
         std::holds_alternative<StreamEnd>(body);
}

}  // namespace

std::vector<TaskFolds::Piece> TaskFolds::take(const Event& event, std::vector<PlacedLine> lines, const Titles& titles) {
  std::vector<Piece> pieces;
  if (!folds_) {
    for (PlacedLine& line : lines) pieces.emplace_back(std::move(line.text));
    return pieces;
  }
  const Turn turn{event, titles, pieces};
  const bool first_sight = std::holds_alternative<TaskNew>(event.body) || std::holds_alternative<LogAdded>(event.body);
  if (!first_sight) show_ended(pieces);
  if (shows_all(event.body)) show_all(turn, event.op);
  for (PlacedLine& line : lines) take(turn, std::move(line));
  // Where nobody wanted to see how the task ended.
  if (const auto ended = ended_by(event.body)) show_unended(turn, {event.op, ended->first});
  return pieces;
}

std::vector<TaskFolds::Piece> TaskFolds::pause() {
  std::vector<Piece> pieces;
  show_ended(pieces);
  return pieces;
}

/// Whether `line` is about a task that had ended when it was first seen, and waits for the rest or is part of it.
bool TaskFolds::take_ended(const Turn& turn, PlacedLine& line) {
  const Event& event = turn.event;
  if (const auto* log = std::get_if<LogAdded>(&event.body)) {
    if (ended_.count({event.op, log->entry.task}) == 0) return false;
    line.task = log->entry.task;
    line.place = LinePlace::inside;
    return false;
  }
  const auto* seen = std::get_if<TaskNew>(&event.body);
  if (seen == nullptr || !is_final(seen->task.status)) return false;
  const Key key{event.op, seen->task.id};
  const bool added = ended_.try_emplace(key, Ended{line.text, event.ts, seen->task.status == Status::completed}).second;
  if (added) ended_order_.push_back(key);
  return added;
}

void TaskFolds::show_ended(std::vector<Piece>& pieces) {
  for (const Key& key : std::exchange(ended_order_, {})) {
    Ended ended = std::move(ended_.extract(key).mapped());
    if (held_.count(key) != 0) {
      close(key, std::move(ended.title), ended.at, ended.well, pieces);
    } else {
      pieces.emplace_back(std::move(ended.title));
    }
  }
}

void TaskFolds::take(const Turn& turn, PlacedLine line) {
  if (take_ended(turn, line)) return;
  if (line.place == LinePlace::inside) return hold(turn, std::move(line));
  const Key key{turn.event.op, line.task};
  if (line.place == LinePlace::task_end && held_.count(key) != 0) {
    const auto ended = ended_by(turn.event.body);
    const bool well = ended && ended->second == Status::completed;
    return close(key, std::move(line.text), turn.event.ts, well, turn.pieces);
  }
  turn.pieces.emplace_back(std::move(line.text));
}

void TaskFolds::hold(const Turn& turn, PlacedLine line) {
  const Key key{turn.event.op, line.task};
  const auto [place, added] = held_.try_emplace(key);
  Held& held = place->second;
  if (added) held.begun = turn.event.ts;
  held.bytes += line.text.size();
  bytes_ += line.text.size();
  held.lines.push_back(std::move(line.text));
  if (held.bytes >= kMostOfTask) show_unended(turn, key);
  if (bytes_ >= kMostOfAll) show_all(turn, {});
}

void TaskFolds::close(const Key& key, std::string title, WallTime now, bool well, std::vector<Piece>& pieces) {
  const auto found = held_.find(key);
  bytes_ -= found->second.bytes;
  pieces.emplace_back(
      Fold{key.first, std::move(title), std::move(found->second.lines), found->second.begun, now, well});
  held_.erase(found);
}

void TaskFolds::show_unended(const Turn& turn, const Key& key) {
  if (held_.count(key) == 0) return;
  Title title = turn.titles(turn.event.ts, key.first, key.second);
  close(key, std::move(title.text), turn.event.ts, title.well, turn.pieces);
}

void TaskFolds::show_all(const Turn& turn, const std::string& op) {
  std::vector<Key> keys;
  for (const auto& [key, held] : held_) {
    if (op.empty() || key.first == op) keys.push_back(key);
  }
  for (const Key& key : keys) show_unended(turn, key);
}

}  // namespace optrack
