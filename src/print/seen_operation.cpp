// SPDX-License-Identifier: MIT
#include "print/seen_operation.hpp"

#include <algorithm>
#include <type_traits>

#include "print/event_filter.hpp"

namespace optrack {
namespace {

constexpr std::size_t kTail = 3;
constexpr int kDeepestPath = 20;

std::string first_of(const std::string& a, const std::string& b, const std::string& c) {
  if (!a.empty()) return a;
  return b.empty() ? c : b;
}

void note(SeenOperation& seen, const OperationSeen& body) {
  const std::string title = first_of(body.op_type, body.name, body.remote_id);
  if (!title.empty()) seen.title = title;
  seen.status = body.status;
}
void note(SeenOperation& seen, const StatusChanged& body) { seen.status = body.to; }
void note(SeenOperation& seen, const ProgressChanged& body) {
  if (body.percent) seen.percent = body.percent;
  seen.counts = body.tasks;
}
void note(SeenOperation& seen, const TaskNew& body) {
  SeenTask& task = seen.tasks[body.task.id];
  task.parent = body.task.parent;
  // A remote name longer than the column ("PrepareCatletGenesCommand") tells people less than the one meant for them.
  const bool fits = !body.task.name.empty() && body.task.name.size() <= kLabelWidth;
  task.label = fits ? body.task.name : shown_name(body.task);
  task.display = shown_name(body.task);
  task.status = body.task.status;
  task.progress = body.task.progress;
}
void note(SeenOperation& seen, const TaskUpdate& body) {
  SeenTask& task = seen.tasks[body.task];
  if (body.to) task.status = *body.to;
  if (body.progress) task.progress = body.progress;
  if (body.display_name && !body.display_name->empty()) task.display = *body.display_name;
}
void note(SeenOperation& seen, const LogAdded& body) {
  const auto task = seen.tasks.find(body.entry.task);
  (task == seen.tasks.end() ? seen.logs : task->second.logs).add(body.entry);
}
void note(SeenOperation& seen, const ResourceNew& body) { seen.resources[body.resource.id] = body.resource; }
void note(SeenOperation& seen, const ResourceGone& body) { seen.resources.erase(body.resource.id); }
void note(SeenOperation& seen, const CancelChanged& body) { seen.cancel_asked = body.state != CancelState::refused; }
void note(SeenOperation& seen, const ResultReady& body) {
  seen.status = body.status;
  seen.ended = true;
}
template <typename Body>
void note(SeenOperation& /*seen*/, const Body& /*body*/) {
  static_assert(std::variant_size_v<EventBody> == 18, "does a view have to remember the new kind?");
}

}  // namespace

void LogTail::add(const LogEntry& entry) {
  const auto keep = [&entry](std::deque<LogEntry>& tail) {
    tail.push_back(entry);
    tail.back().raw.clear();
    if (tail.size() > kTail) tail.pop_front();
  };
  keep(newest);
  if (at_least(entry.level, "error")) keep(errors);
}

void SeenOperation::note(const EventBody& body) {
  std::visit([this](const auto& kind) { optrack::note(*this, kind); }, body);
}

std::string SeenOperation::label(const std::string& task) const {
  const auto found = tasks.find(task);
  return found == tasks.end() || found->second.label.empty() ? task : found->second.label;
}

std::string SeenOperation::path(const std::string& task) const {
  std::string text;
  std::string at = task;
  for (int depth = 0; depth < kDeepestPath && !at.empty(); ++depth) {
    const auto found = tasks.find(at);
    const bool known = found != tasks.end();
    const std::string name = known && !found->second.display.empty() ? found->second.display : at;
    if (!text.empty()) text.insert(0, " / ");
    text.insert(0, name);
    at = known ? found->second.parent : std::string{};
  }
  return text;
}

std::vector<std::string> SeenOperation::deepest(const std::vector<std::string>& failed) const {
  std::vector<std::string> chosen;
  for (const std::string& task : failed) {
    const bool above = std::any_of(failed.begin(), failed.end(), [&](const std::string& other) {
      const auto found = tasks.find(other);
      return other != task && found != tasks.end() && found->second.parent == task;
    });
    if (!above) chosen.push_back(task);
  }
  return chosen.empty() ? failed : chosen;
}

}  // namespace optrack
