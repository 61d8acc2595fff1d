// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "system/unique_fd.hpp"

namespace optrack {

/// What programs beside a wait print while a live view has the terminal: they would print into its block. Nothing here
/// blocks; a program whose output nobody collects does, once a pipe is full of it. Used on one thread.
class Overheard {
 public:
  /// From now on takes what is meant for a terminal.
  void listen();

  /// Where a program should print that would print to our `descriptor`: here, when that is a terminal and we listen;
  /// else `descriptor` itself.
  [[nodiscard]] int instead_of(int descriptor) const;

  /// The lines that were printed since the last call, as they are but without their ends, and at most 64 KiB of them;
  /// one of more than 4 KiB is broken. With `all` also what has no end yet.
  std::vector<std::string> lines(bool all);

 private:
  UniqueFd reads_, prints_;
  std::string rest_;  ///< Beginning of a line.
};

}  // namespace optrack
