// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "optrack/terminal.hpp"
#include "optrack/time.hpp"
#include "print/live/live_line.hpp"
#include "print/live/live_model.hpp"
#include "print/live/live_row.hpp"

namespace optrack::live {

/// Rows for failed tasks, the deepest alone; at most `room`, the last of them counting those left out.
std::vector<Row> failed_rows(const LiveOperation& operation, std::size_t room, const Terminal& terminal);

/// Rows for running tasks as a tree, the only root left out when it says nothing that the operation does not.
/// Where the tree is higher than `room`: the deepest tasks alone, in the order in which they began, at most `room`
/// rows, the last of them counting those left out.
std::vector<Row> running_rows(const LiveOperation& operation, std::size_t room, const Terminal& terminal, WallTime now);

/// "✔ 5 done, 1 cancelled"; empty when there are none.
Line done_line(const LiveOperation& operation, const Terminal& terminal);
/// "3 waiting: start, guest-services, inventory"; empty when there are none.
Line waiting_line(const LiveOperation& operation, const Terminal& terminal);
/// "✚ catlet web-01, disk sda"; empty when there are none.
Line resources_line(const LiveOperation& operation, const Terminal& terminal);

/// What a resource is called: its type and name.
std::string resource_name(const Resource& resource);

}  // namespace optrack::live
