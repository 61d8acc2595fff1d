// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/operation.hpp"

namespace optrack {

/// So many tasks, and so many resources, are remembered of one operation; further ones are ignored.
inline constexpr std::size_t kMostRemembered = 100'000;

using TaskMap = std::map<std::string, Task, std::less<>>;

/// A percentage as it may be shown: 0 to 100, and 100 only for something that completed.
double shown_progress(double percent, Status status);

/// The task part of the delta: takes `seen` over into `tasks`. Final statuses are never left,
/// progress never falls; a report older than what is known is ignored whole.
/// \param news     Gets a `TaskNew` per task not known before.
/// \param updates  Gets a `TaskUpdate` per known task that visibly changed.
/// \return Whether any task is new or changed.
bool take_tasks(TaskMap& tasks, const std::vector<Task>& seen, std::vector<EventBody>& news,
                std::vector<EventBody>& updates);

/// Counts of tasks by status (T-6). A cancelled or lost task counts in `total` alone.
TaskCounts count_tasks(const TaskMap& tasks);

/// Progress of the whole, from its parts: the mean over the tasks that have no children, a
/// finished one counting as 100. Parents may be missing or form a cycle.
/// \return 0 to 100; `nullopt` while no part has got anywhere.
std::optional<double> mean_progress(const TaskMap& tasks);

}  // namespace optrack
