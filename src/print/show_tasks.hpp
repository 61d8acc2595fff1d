// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "model/task_tree.hpp"
#include "optrack/terminal.hpp"
#include "print/line_style.hpp"

namespace optrack {

/// How many tasks a page shows: of more, those that failed, run or were cancelled, with the tasks above them, come
/// first.
inline constexpr std::size_t kMostTaskLines = 500;

/// The tasks as a tree, depth first, in the order of `task_tree`: mark, name, percentage, duration, message. Depth and
/// cycles do no harm. The last line tells what is not shown. Pure.
std::vector<StyledLine> task_tree_lines(const Tasks& tasks, WallTime now, const Terminal& terminal);

/// The failed tasks in which the failure began: those without a failed one below them, at most `most`.
std::vector<std::string> failed_first(const Tasks& tasks, std::size_t most);

}  // namespace optrack
