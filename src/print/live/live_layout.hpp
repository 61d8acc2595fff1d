// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/terminal.hpp"
#include "optrack/time.hpp"
#include "print/live/live_line.hpp"
#include "print/live/live_model.hpp"

namespace optrack::live {

/// What a person chose to see, and is asked.
struct LiveChoice {
  bool tasks = true;     ///< Tasks of the operation are shown.
  bool keys = false;     ///< Keys are read: the hint names them.
  std::string question;  ///< Shown as the last line until it is answered; empty: none.
};

/// The live block at `now`: lines never wider than `terminal.columns`, never more than fit above each other
/// into `terminal.rows` with a part of the window left to what scrolls. A size of 0 or less counts as 80 by 24.
/// Nothing when no operation is active. Pure; its cost grows with the lines, not with the number of tasks.
std::vector<Line> live_block(const LiveModel& model, const LiveChoice& choice, const Terminal& terminal, WallTime now);

/// How many lines of a window the block may take; at least 1.
std::size_t most_lines(int rows);

}  // namespace optrack::live
