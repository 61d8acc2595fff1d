// SPDX-License-Identifier: MIT
#include "print/live/live_screen.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace optrack::live {
namespace {

/// Follows the cursor through the rows of the block.
class Cursor {
 public:
  Cursor(std::string& frame, std::size_t rows) : frame_(frame), rows_(rows) {}

  /// To the beginning of a row; rows that are not there yet are made, which may scroll.
  void go_to(std::size_t row) {
    const std::size_t last = std::min(row, rows_ - 1);
    if (last > at_) frame_ += fmt::format("\x1b[{}B", last - at_);
    if (last < at_) frame_ += fmt::format("\x1b[{}A", at_ - last);
    at_ = last;
    for (; at_ < row; ++at_, ++rows_) frame_ += "\r\n";
    frame_ += '\r';
  }

 private:
  std::string& frame_;
  std::size_t rows_;  ///< Rows that exist below and including the first.
  std::size_t at_ = 0;
};

}  // namespace

void Screen::rewrite(const std::vector<std::string>& block, std::string& frame) {
  Cursor cursor{frame, std::max<std::size_t>(1, shown_.size())};
  frame += "\x1b[?7l";
  for (std::size_t row = 0; row < block.size(); ++row) {
    if (row < shown_.size() && shown_[row] == block[row]) continue;
    cursor.go_to(row);
    frame.append("\x1b[K").append(block[row]);
  }
  if (block.size() < shown_.size()) {
    cursor.go_to(block.size());
    frame += "\x1b[J";
  }
  cursor.go_to(0);
  frame += "\x1b[?7h";
}

void Screen::show(const std::vector<std::string>& above, std::vector<std::string> block) {
  const bool draws = moved_ || !above.empty() || block != shown_;
  const bool tells = terminal_.progress && progress_ != told_;
  if (!draws && !tells) return;
  std::string frame;
  if (tells) frame += progress_ ? fmt::format("\x1b]9;4;1;{}\x1b\\", *progress_) : "\x1b]9;4;0;0\x1b\\";
  told_ = progress_;
  if (draws) {
    if (terminal_.synchronized) frame += "\x1b[?2026h";
    frame += "\x1b[?25l";
    const bool stale = std::exchange(moved_, false) || (!above.empty() && !shown_.empty());
    if (stale) frame += "\r\x1b[J";
    if (stale || !above.empty()) shown_.clear();
    for (const std::string& line : above) frame.append(line).append("\r\n");
    rewrite(block, frame);
    frame += "\x1b[?25h";
    if (terminal_.synchronized) frame += "\x1b[?2026l";
    shown_ = std::move(block);
  }
  output_.write(frame);
}

void Screen::resized(const Terminal& terminal) {
  terminal_ = terminal;
  moved_ = !shown_.empty();
}

void Screen::forget() {
  shown_.clear();
  moved_ = false;
  told_.reset();
}

}  // namespace optrack::live
