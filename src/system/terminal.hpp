// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/terminal.hpp"
#include "system/environment.hpp"

namespace optrack {

enum class ColorChoice { automatic, always, never };

/// What the command line says about the look of output.
struct TerminalOptions {
  ColorChoice color = ColorChoice::automatic;
  bool ascii = false;
};

/// Whether a CI system runs this: CI is set (and neither 0 nor false), or a variable that such systems set.
bool in_ci(const Environment& environment);

/// Fills in what only some terminals understand: synchronized frames, OSC 9;4, OSC 8. Believed of those that are known
/// to, by TERM, TERM_PROGRAM and the variables they set; never in CI, and inside tmux or screen only links, where
/// FORCE_HYPERLINK asks for them (0: nowhere).
void believe_extras(const Environment& environment, Terminal& terminal);

/// What the output behind `descriptor` can do. Color: option, NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR,
/// CLICOLOR=0, TERM=dumb, isatty, in this order. Unicode: by LC_ALL, LC_CTYPE, LANG.
/// Columns and rows: asked from the terminal, else COLUMNS and LINES, else 80 by 24; columns are 0 when it is
/// no terminal, for a file has no width.
Terminal detect_terminal(int descriptor, const Environment& environment, const TerminalOptions& options);

}  // namespace optrack
