// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/error.hpp"

namespace optrack {

/// A program to run to its end.
struct Child {
  std::vector<std::string>
      arguments;  ///< The program, searched in PATH, and its arguments; never a shell line made of data.
  Milliseconds time_limit{30'000};
  std::size_t output_limit = 1024 * 1024;  ///< Bytes of standard output.
  int stop_on = -1;  ///< Descriptor; once readable the child is ended and the result is `stopped`. -1: none.
};

/// A line that the user wrote into the configuration, for `sh -c`. Never with text from a server in it.
Child shell_line(std::string line);

struct ChildResult {
  int status = 0;  ///< Exit status; 128 + signal when a signal ended it.
  std::string output;
};

/// Runs `child` and blocks until it has ended. It gets an empty standard input, our standard error and environment, no
/// other descriptor, a clean signal mask and its own process group; when a limit is passed the whole group is killed.
/// Failures: `not_found` (no such program), `timeout`, `stopped`, `local`. A status other than 0 is a result.
[[nodiscard]] Result<ChildResult> run_child(const Child& child, const Clock& clock);

}  // namespace optrack
