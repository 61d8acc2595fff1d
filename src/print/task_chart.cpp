// SPDX-License-Identifier: MIT
#include "print/task_chart.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace optrack {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kForgiven{1};
constexpr double kWholeChart = 100;

Seconds at(WallTime time) { return Seconds{time.time_since_epoch()}; }

/// Why a task belongs into a chart that cannot hold all; greater first.
auto weight(const ChartRow& row) {
  return std::tuple{row.task->status == Status::failed, row.critical, !is_final(row.task->status), row.to - row.from};
}

void keep_heaviest(std::vector<ChartRow>& rows, std::size_t most) {
  if (rows.size() <= most) return;
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weight(rows[a]) > weight(rows[b]); });
  order.resize(most);
  std::sort(order.begin(), order.end());
  std::vector<ChartRow> kept;
  kept.reserve(most);
  for (const std::size_t index : order) kept.push_back(rows[index]);
  rows = std::move(kept);
}

}  // namespace

std::set<std::string> critical_path(const Tasks& tasks) {
  std::set<std::string_view> parents;
  for (const auto& [id, task] : tasks) parents.insert(task.parent);
  std::vector<const Task*> leaves;
  for (const auto& [id, task] : tasks) {
    if (task.started && task.ended && parents.count(id) == 0) leaves.push_back(&task);
  }
  std::sort(leaves.begin(), leaves.end(), [](const Task* a, const Task* b) {
    return std::tie(*b->ended, *b->started, b->id) < std::tie(*a->ended, *a->started, a->id);
  });
  std::set<std::string> path;
  const Task* later = nullptr;
  for (const Task* task : leaves) {
    const bool before =
        later == nullptr || (at(*task->ended) <= at(*later->started) + kForgiven && *task->started < *later->started);
    if (!before) continue;
    path.insert(task->id);
    later = task;
  }
  return path;
}

TaskChart task_chart(const Tasks& tasks, WallTime begin, WallTime end, std::size_t most) {
  TaskChart chart{begin, std::max(begin, end), {}, 0};
  for (const auto& [id, task] : tasks) {
    if (task.started) chart.begin = std::min(chart.begin, *task.started);
    if (task.ended) chart.end = std::max(chart.end, *task.ended);
  }
  const double length = (at(chart.end) - at(chart.begin)).count();
  const auto place = [&](WallTime time) {
    return length > 0 ? std::clamp((at(time) - at(chart.begin)).count() / length * kWholeChart, 0.0, kWholeChart) : 0.0;
  };
  const std::set<std::string> critical = critical_path(tasks);
  for (const TaskRow& row : task_tree(tasks)) {
    if (!row.task->started) continue;
    const double from = place(*row.task->started);
    const double to = std::max(from, place(row.task->ended.value_or(chart.end)));
    chart.rows.push_back({row.task, row.depth, critical.count(row.task->id) != 0, from, to});
  }
  keep_heaviest(chart.rows, most);
  chart.left_out = tasks.size() - chart.rows.size();
  return chart;
}

}  // namespace optrack
