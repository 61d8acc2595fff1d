// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optrack/output.hpp"
#include "optrack/terminal.hpp"

namespace optrack::live {

/// Knows which lines of a block stand on a terminal and changes them with one write per frame, rewriting only what
/// differs. Between two frames the cursor stands at the beginning of the block and everything else is as usual
/// (cursor visible, lines wrap, no colour): whatever ends the process, nothing has to be put back. And wherever a
/// resized terminal moves the lines of the block to, they are still below the cursor.
///
/// Writes these sequences and no others: CR LF; CSI n A, CSI n B (up, down); CSI K, CSI J (erase to the end of line,
/// of screen); CSI ?25 l/h (cursor), CSI ?7 l/h (wrapping), CSI ?2026 h/l (`Terminal::synchronized`);
/// OSC 9;4 (`Terminal::progress`); beside what is in the lines.
class Screen {
 public:
  Screen(Output& output, const Terminal& terminal) : output_(output), terminal_(terminal) {}
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  /// Takes the block away.
  ~Screen() { take_away(); }

  /// Shows `above` (whole lines, wrapped by the terminal where they are too long) above the block, and `block`, none
  /// of whose lines is wider than the terminal and which is no higher. Both as bytes without line breaks.
  void show(const std::vector<std::string>& above, std::vector<std::string> block);
  /// Takes the block away; the cursor stays where it began. For the end, and before the process is stopped.
  void take_away() { show({}, {}); }
  /// The terminal has another size: lines may have been moved, everything is drawn again.
  void resized(const Terminal& terminal);
  /// Something else was written where the cursor stands ("^C"): everything is drawn again.
  void disturbed() { moved_ = !shown_.empty(); }
  /// Somebody else has written: the cursor stands at the beginning of a line, below which nothing is ours.
  void forget();
  /// The overall progress for the terminal's own display, with the next frame; `nullopt`: none.
  void progress(std::optional<int> percent) { progress_ = percent; }

 private:
  void rewrite(const std::vector<std::string>& block, std::string& frame);

  Output& output_;
  Terminal terminal_;
  std::vector<std::string> shown_;
  bool moved_ = false;  ///< Lines below the cursor are not where they were drawn.
  std::optional<int> progress_;
  std::optional<int> told_;  ///< Progress the terminal shows.
};

}  // namespace optrack::live
