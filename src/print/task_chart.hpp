// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/task_tree.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// Ids of the tasks without tasks below them that one after another held up the end: the one that ended last, before
/// it the one that ended last before that one began (a second of overlap is forgiven: times are seen, not told), and so
/// on. Servers do not say which task waits for which: this is what their times suggest. Tasks without times are left
/// out.
std::set<std::string> critical_path(const Tasks& tasks);

/// One row of a Gantt chart.
struct ChartRow {
  const Task* task = nullptr;  ///< Not owned.
  int depth = 0;
  bool critical = false;
  double from = 0, to = 0;  ///< In percent of the whole, 0 to 100, `from` <= `to`.
};

/// A Gantt chart of tasks.
struct TaskChart {
  WallTime begin{}, end{};     ///< What 0 and 100 percent are; never before `begin`.
  std::vector<ChartRow> rows;  ///< As a tree, in order of time.
  std::size_t left_out = 0;    ///< Tasks beyond the limit, or that never began.
};

/// The chart of `tasks` (which must outlive it), over their times and those of the operation. Tasks that have not ended
/// go on until `end`. Of more than `most`, those that failed, that are critical, that run, and the longest are kept.
TaskChart task_chart(const Tasks& tasks, WallTime begin, WallTime end, std::size_t most);

}  // namespace optrack
