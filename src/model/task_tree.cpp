// SPDX-License-Identifier: MIT
#include "model/task_tree.hpp"

#include <algorithm>
#include <set>

namespace optrack {
namespace {

using ChildrenOf = std::map<std::string, std::vector<const Task*>, std::less<>>;

bool earlier(const Task* a, const Task* b) {
  if (a->started && b->started && *a->started != *b->started) return *a->started < *b->started;
  if (a->started.has_value() != b->started.has_value()) return a->started.has_value();
  return a->id < b->id;
}

/// Depth first below `root`; skips what `seen` already holds, so that cycles end.
void walk(const Task* root, bool last, const ChildrenOf& children, std::set<const Task*>& seen,
          std::vector<TaskRow>& rows) {
  std::vector<TaskRow> stack{{root, 0, last}};
  while (!stack.empty()) {
    const TaskRow row = stack.back();
    stack.pop_back();
    if (!seen.insert(row.task).second) continue;
    rows.push_back(row);
    const auto below = children.find(row.task->id);
    if (below == children.end()) continue;
    for (auto child = below->second.rbegin(); child != below->second.rend(); ++child) {
      stack.push_back({*child, row.depth + 1, child == below->second.rbegin()});
    }
  }
}

}  // namespace

std::vector<TaskRow> task_tree(const Tasks& tasks) {
  ChildrenOf children;
  std::vector<const Task*> roots;
  for (const auto& [id, task] : tasks) {
    const bool is_root = task.parent.empty() || tasks.find(task.parent) == tasks.end();
    (is_root ? roots : children[task.parent]).push_back(&task);
  }
  for (auto& [id, siblings] : children) std::sort(siblings.begin(), siblings.end(), earlier);
  std::sort(roots.begin(), roots.end(), earlier);

  std::vector<TaskRow> rows;
  std::set<const Task*> seen;
  for (const Task* root : roots) walk(root, root == roots.back(), children, seen, rows);
  for (const auto& [id, task] : tasks) {
    if (!seen.contains(&task)) walk(&task, true, children, seen, rows);
  }
  return rows;
}

std::string task_path(const Tasks& tasks, const std::string& task) {
  constexpr int kMostSteps = 32;
  std::string path;
  auto found = tasks.find(task);
  for (int step = 0; found != tasks.end() && step < kMostSteps; ++step) {
    if (!path.empty()) path.insert(0, " / ");
    path.insert(0, shown_name(found->second));
    found = found->second.parent.empty() ? tasks.end() : tasks.find(found->second.parent);
  }
  return path;
}

}  // namespace optrack
