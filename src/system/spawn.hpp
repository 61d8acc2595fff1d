// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "optrack/error.hpp"

namespace optrack {

/// How a program is started.
struct SpawnPlan {
  std::vector<std::string> arguments;         ///< The program, searched in PATH, and its arguments; at least one.
  int input = -1;                             ///< Descriptor that becomes its stdin; -1: an empty one.
  int output = -1;                            ///< Descriptor that becomes its stdout; -1: ours.
  int error = -1;                             ///< Descriptor that becomes its stderr; -1: ours.
  std::vector<std::string> environment = {};  ///< "NAME=value"; with `own_environment` only.
  bool own_environment = false;               ///< False: it gets ours.
};

/// Starts a program with these descriptors and no other, a clean signal mask and a process group of its own.
/// \return Its process id. Errors: `not_found` (no such program), `local`.
[[nodiscard]] Result<pid_t> spawn(SpawnPlan plan);

}  // namespace optrack
