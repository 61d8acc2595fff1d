// SPDX-License-Identifier: MIT
#pragma once

namespace optrack {

/// What an output can do. Read once in `main` from isatty, ioctl, the environment and the
/// options; passed as a plain value so that a test can be any terminal.
struct Terminal {
  bool is_terminal = false;
  bool can_overwrite = false;  ///< Cursor movement works: a terminal, TERM not dumb.
  bool color = false;
  bool unicode = false;  ///< False with LANG=C or --ascii: marks become `v x > ! +`.
  int columns = 80;      ///< 0 or less: unknown, lines are never cut.
  int rows = 24;
};

}  // namespace optrack
