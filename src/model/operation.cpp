// SPDX-License-Identifier: MIT
#include "optrack/operation.hpp"

#include <algorithm>

namespace optrack {

const std::string& shown_name(const Task& task) {
  if (!task.display_name.empty()) return task.display_name;
  return task.name.empty() ? task.id : task.name;
}

Milliseconds elapsed(const Operation& operation, WallTime now) {
  const WallTime from = operation.started.value_or(operation.created);
  const WallTime until = operation.ended.value_or(now);
  if (until <= from) return Milliseconds{0};
  // Halves first: the ends of the representable range are further apart than it is wide.
  constexpr auto kWidest = std::chrono::nanoseconds::max();
  if (from < WallTime{} && until > from + kWidest) return std::chrono::duration_cast<Milliseconds>(kWidest);
  return std::chrono::duration_cast<Milliseconds>(until - from);
}

}  // namespace optrack
