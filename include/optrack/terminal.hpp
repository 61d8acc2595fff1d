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
  bool synchronized = false;  ///< Shows what is written between CSI ?2026 h and l at once; known to, not assumed.
  bool progress = false;      ///< Understands OSC 9;4, a progress display of its own; known to.
  bool links = false;         ///< Understands OSC 8; known to.
};

}  // namespace optrack
