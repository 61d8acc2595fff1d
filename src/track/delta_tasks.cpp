// SPDX-License-Identifier: MIT
#include "track/delta_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace optrack {
namespace {

constexpr double kNearlyDone = 99.0;

std::optional<Milliseconds> elapsed_of(const Task& task) {
  if (!task.started || !task.ended || *task.ended < *task.started) return std::nullopt;
  if (task.started->time_since_epoch().count() < 0) return std::nullopt;  // the difference might not fit
  return std::chrono::floor<Milliseconds>(*task.ended - *task.started);
}

Task first_seen(const Task& seen) {
  Task task = seen;
  if (task.progress) task.progress = shown_progress(*task.progress, task.status);
  return task;
}

void take_progress(Task& task, const Task& seen, TaskUpdate& update) {
  if (!seen.progress) return;
  const double percent = shown_progress(*seen.progress, task.status);
  if (task.progress && percent <= *task.progress) return;
  task.progress = percent;
  update.progress = percent;
}

void take_text(std::string& known, const std::string& seen, std::optional<std::string>& change) {
  if (seen.empty() || seen == known) return;
  known = seen;
  change = seen;
}

/// Facts that move without being news.
void take_silent(Task& task, const Task& seen) {
  if (!seen.parent.empty()) task.parent = seen.parent;
  if (!seen.name.empty()) task.name = seen.name;
  if (!seen.raw_status.empty()) task.raw_status = seen.raw_status;
  if (!seen.reference.empty()) task.reference = seen.reference;
  if (!task.started) task.started = seen.started;
  if (!task.ended) task.ended = seen.ended;
}

bool is_news(const TaskUpdate& update) { return update.to || update.progress || update.message || update.display_name; }

std::optional<TaskUpdate> take(Task& task, const Task& seen) {
  if (task == seen || !may_change(task.status, seen.status)) return std::nullopt;
  TaskUpdate update;
  update.task = task.id;
  take_silent(task, seen);
  if (task.status != seen.status) {
    update.from = task.status;
    update.to = seen.status;
    task.status = seen.status;
    update.elapsed = elapsed_of(task);
  }
  take_progress(task, seen, update);
  take_text(task.message, seen.message, update.message);
  take_text(task.display_name, seen.display_name, update.display_name);
  if (!is_news(update)) return std::nullopt;
  return update;
}

}  // namespace

double shown_progress(double percent, Status status) {
  if (!(percent > 0)) return 0;  // also what is no number
  if (percent >= kNearlyDone && status != Status::completed) return kNearlyDone;
  return std::floor(std::min(percent, 100.0) * 10) / 10;
}

bool take_tasks(TaskMap& tasks, const std::vector<Task>& seen, std::vector<EventBody>& news,
                std::vector<EventBody>& updates) {
  bool changed = false;
  for (const Task& task : seen) {
    const auto at = tasks.find(task.id);
    if (at == tasks.end()) {
      if (tasks.size() >= kMostRemembered) continue;
      const auto added = tasks.emplace(task.id, first_seen(task)).first;
      news.emplace_back(TaskNew{added->second});
      changed = true;
    } else if (auto update = take(at->second, task)) {
      updates.emplace_back(std::move(*update));
      changed = true;
    }
  }
  return changed;
}

TaskCounts count_tasks(const TaskMap& tasks) {
  TaskCounts counts;
  counts.total = static_cast<int>(tasks.size());
  for (const auto& [id, task] : tasks) {
    counts.done += task.status == Status::completed ? 1 : 0;
    counts.running += task.status == Status::running ? 1 : 0;
    counts.failed += task.status == Status::failed ? 1 : 0;
  }
  return counts;
}

std::optional<double> mean_progress(const TaskMap& tasks) {
  std::set<std::string_view> parents;
  for (const auto& [id, task] : tasks) {
    if (task.parent != id) parents.insert(task.parent);
  }
  double sum = 0;
  int parts = 0;
  for (const auto& [id, task] : tasks) {
    if (parents.count(id) != 0) continue;
    ++parts;
    sum += is_final(task.status) ? 100.0 : task.progress.value_or(0);
  }
  if (parts == 0 || sum <= 0) return std::nullopt;
  return sum / parts;
}

}  // namespace optrack
