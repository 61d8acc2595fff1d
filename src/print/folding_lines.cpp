// SPDX-License-Identifier: MIT
#include "print/folding_lines.hpp"

#include <utility>

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

std::vector<FoldingLines::Piece> FoldingLines::tell(const Event& event) {
  std::vector<Piece> pieces;
  const bool first_sight = std::holds_alternative<TaskNew>(event.body) || std::holds_alternative<LogAdded>(event.body);
  if (!first_sight) show_ended(pieces);
  if (shows_all(event.body)) show_all(event.op, event.ts, pieces);
  for (PlainLine& line : lines_.tell(event)) take(event, std::move(line), pieces);
  // Where nobody wanted to see how the task ended.
  if (const auto ended = ended_by(event.body)) show_unended({event.op, ended->first}, event.ts, pieces);
  return pieces;
}

std::vector<FoldingLines::Piece> FoldingLines::pause() {
  std::vector<Piece> pieces;
  show_ended(pieces);
  for (PlainLine& line : lines_.pause()) pieces.emplace_back(std::move(line.styled));
  return pieces;
}

/// Whether `line` is about a task that had ended when it was first seen, and waits for the rest or is part of it.
bool FoldingLines::take_ended(const Event& event, PlainLine& line) {
  if (const auto* log = std::get_if<LogAdded>(&event.body)) {
    if (ended_.count({event.op, log->entry.task}) == 0) return false;
    line.task = log->entry.task;
    line.part = PlainLine::Part::inside;
    return false;
  }
  const auto* seen = std::get_if<TaskNew>(&event.body);
  if (seen == nullptr || !is_final(seen->task.status)) return false;
  const Key key{event.op, seen->task.id};
  const bool added =
      ended_.try_emplace(key, Ended{line.styled, event.ts, seen->task.status == Status::completed}).second;
  if (added) ended_order_.push_back(key);
  return added;
}

void FoldingLines::show_ended(std::vector<Piece>& pieces) {
  for (const Key& key : std::exchange(ended_order_, {})) {
    Ended ended = std::move(ended_.extract(key).mapped());
    if (held_.count(key) != 0) {
      close(key, std::move(ended.title), ended.at, ended.well, pieces);
    } else {
      pieces.emplace_back(std::move(ended.title));
    }
  }
}

void FoldingLines::take(const Event& event, PlainLine line, std::vector<Piece>& pieces) {
  if (take_ended(event, line)) return;
  if (line.part == PlainLine::Part::inside) return hold(event, std::move(line), pieces);
  const Key key{event.op, line.task};
  if (line.part == PlainLine::Part::task_end && held_.count(key) != 0) {
    const auto ended = ended_by(event.body);
    return close(key, std::move(line.styled), event.ts, ended && ended->second == Status::completed, pieces);
  }
  pieces.emplace_back(std::move(line.styled));
}

void FoldingLines::hold(const Event& event, PlainLine line, std::vector<Piece>& pieces) {
  const Key key{event.op, line.task};
  const auto [place, added] = held_.try_emplace(key);
  Held& held = place->second;
  if (added) held.begun = event.ts;
  held.bytes += line.styled.text.size();
  bytes_ += line.styled.text.size();
  held.lines.push_back(std::move(line.styled));
  if (held.bytes >= kMostOfTask) show_unended(key, event.ts, pieces);
  if (bytes_ >= kMostOfAll) show_all({}, event.ts, pieces);
}

void FoldingLines::close(const Key& key, StyledLine title, WallTime now, bool well, std::vector<Piece>& pieces) {
  const auto found = held_.find(key);
  bytes_ -= found->second.bytes;
  pieces.emplace_back(
      Fold{key.first, std::move(title), std::move(found->second.lines), found->second.begun, now, well});
  held_.erase(found);
}

void FoldingLines::show_unended(const Key& key, WallTime now, std::vector<Piece>& pieces) {
  if (held_.count(key) == 0) return;
  const auto& tasks = lines_.seen(key.first).tasks;
  const auto task = tasks.find(key.second);
  const Status status = task == tasks.end() ? Status::running : task->second.status;
  close(key, lines_.about_task(now, key.first, key.second, shown_word(status)), now,
        !is_final(status) || status == Status::completed, pieces);
}

void FoldingLines::show_all(const std::string& op, WallTime now, std::vector<Piece>& pieces) {
  std::vector<Key> keys;
  for (const auto& [key, held] : held_) {
    if (op.empty() || key.first == op) keys.push_back(key);
  }
  for (const Key& key : keys) show_unended(key, now, pieces);
}

}  // namespace optrack
