// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "optrack/operation.hpp"

namespace optrack {

using Tasks = std::map<std::string, Task, std::less<>>;

/// One line of a tree of tasks.
struct TaskRow {
  const Task* task = nullptr;  ///< Not owned: lives as long as the tasks given to `task_tree`.
  int depth = 0;               ///< 0 for a root.
  bool last = false;           ///< No sibling comes after it.
};

/// The tasks depth first, siblings by start time, then id. Every task is listed exactly once,
/// whatever the server says: a task with an unknown parent is a root, and so is the one with
/// the smallest id of a cycle. Takes linear memory and no recursion, so depth does no harm.
std::vector<TaskRow> task_tree(const Tasks& tasks);

/// Names from the root to `task`, for people: "create / disk-1 / copy volume". At most 32
/// steps; empty for an unknown task.
std::string task_path(const Tasks& tasks, const std::string& task);

}  // namespace optrack
