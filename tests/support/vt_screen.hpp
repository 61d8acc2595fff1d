// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace optrack::test {

/// A terminal as far as the live view uses one: a screen, what has scrolled off it, and a cursor. Understands exactly
/// the sequences that `live::Screen` says it writes, SGR for colours and OSC 8 for links; any other control character
/// or sequence throws std::runtime_error, which names it.
class VtScreen {
 public:
  VtScreen(int columns, int rows);

  /// What was written to the terminal. A sequence may be split between two calls.
  void feed(std::string_view bytes);

  /// Another size. \param reflow  Lines that were wrapped are wrapped anew (VTE, kitty, tmux), else cut (xterm).
  void resize(int columns, int rows, bool reflow);

  /// The rows of the screen without blanks at their ends, up to the last one that is not empty.
  [[nodiscard]] std::vector<std::string> screen() const;
  /// The lines that have scrolled off, wrapped ones joined.
  [[nodiscard]] std::vector<std::string> scrollback() const;
  /// `scrollback` and `screen` as one text, wrapped lines joined.
  [[nodiscard]] std::vector<std::string> all() const;

  [[nodiscard]] int row() const { return row_; }
  [[nodiscard]] int column() const { return column_; }
  /// Whether nothing is left switched over: cursor visible, wrapping, no colour, no link, no frame begun.
  [[nodiscard]] bool is_normal() const;
  /// What OSC 9;4 said last: "1;46"; empty: nothing or none.
  [[nodiscard]] const std::string& progress() const { return progress_; }
  /// Synchronized frames that were begun.
  [[nodiscard]] int frames() const { return frames_; }

 private:
  struct Cell {
    std::string text;   ///< A character with its accents; empty: blank, or the right half of a wide one.
    bool half = false;  ///< The right half of a wide character.
  };
  struct Row {
    std::vector<Cell> cells;
    bool wrapped = false;  ///< Goes on in the next row.
  };

  std::size_t take(std::string_view bytes);
  std::size_t take_csi(std::string_view bytes);
  std::size_t take_osc(std::string_view bytes);
  void csi(std::string_view parameters, char final);
  void mode(std::string_view number, bool on);
  void osc(std::string_view text);
  void put(std::string_view character, int width);
  void line_feed();
  void erase_right();
  void reflow_to(int columns, int rows);
  void cut_to(int columns, int rows);
  [[nodiscard]] Row blank() const;
  /// The row of the cursor.
  Row& here() { return screen_[static_cast<std::size_t>(row_)]; }
  static std::string text_of(const Row& row);
  static std::vector<std::string> joined(const std::vector<const Row*>& rows);

  int columns_, rows_;
  std::deque<Row> screen_;
  std::vector<Row> off_;  ///< Scrolled off.
  int row_ = 0, column_ = 0;
  bool pending_wrap_ = false;
  bool visible_ = true, wraps_ = true, synchronized_ = false, coloured_ = false, linked_ = false;
  std::string progress_;
  int frames_ = 0;
  std::string rest_;  ///< Beginning of a sequence or character that is not complete.
};

}  // namespace optrack::test
