// SPDX-License-Identifier: MIT
#include "support/vt_screen.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "model/text.hpp"
#include "model/utf8.hpp"

namespace optrack::test {
namespace {

[[noreturn]] void refuse(std::string_view what) {
  std::string shown;
  for (const char c : what) {
    shown += c > ' ' && c < '\x7f' ? std::string{c} : fmt::format("<{:02x}>", static_cast<unsigned char>(c));
  }
  throw std::runtime_error("not among the sequences of the live view: " + shown);
}

int number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

/// Bytes of the character that begins here, by its first byte; 1 for one that begins none.
std::size_t length_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xc0 || byte >= 0xf8 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

}  // namespace

VtScreen::VtScreen(int columns, int rows) : columns_(std::max(columns, 1)), rows_(std::max(rows, 1)) {
  for (int i = 0; i < rows_; ++i) screen_.push_back(blank());
}

VtScreen::Row VtScreen::blank() const { return {std::vector<Cell>(static_cast<std::size_t>(columns_)), false}; }

void VtScreen::feed(std::string_view bytes) {
  const std::string all = rest_ + std::string{bytes};
  std::string_view left = all;
  while (!left.empty()) {
    const std::size_t taken = take(left);
    if (taken == 0) break;
    left.remove_prefix(taken);
  }
  rest_ = left;
}

/// Takes one character or sequence; 0 when it is not complete.
std::size_t VtScreen::take(std::string_view bytes) {
  const char first = bytes.front();
  if (first == '\x1b') {
    if (bytes.size() < 2) return 0;
    if (bytes[1] == '[') return take_csi(bytes);
    if (bytes[1] == ']') return take_osc(bytes);
    refuse(bytes.substr(0, 2));
  }
  if (first == '\r') {
    column_ = 0;
    pending_wrap_ = false;
    return 1;
  }
  if (first == '\n') {
    line_feed();
    return 1;
  }
  if (static_cast<unsigned char>(first) < 0x20 || first == '\x7f') refuse(bytes.substr(0, 1));
  const std::size_t length = length_of(first);
  if (bytes.size() < length) return 0;
  const CodePoint point = code_point_at(bytes, 0);
  if (point.value < 0 || (point.value >= 0x80 && point.value < 0xa0)) refuse(bytes.substr(0, length));
  put(bytes.substr(0, point.length), static_cast<int>(display_width(bytes.substr(0, point.length))));
  return point.length;
}

std::size_t VtScreen::take_csi(std::string_view bytes) {
  const std::size_t end = bytes.find_first_not_of("0123456789;?", 2);
  if (end == std::string_view::npos) return 0;
  csi(bytes.substr(2, end - 2), bytes[end]);
  return end + 1;
}

std::size_t VtScreen::take_osc(std::string_view bytes) {
  const std::size_t end = bytes.find("\x1b\\", 2);
  if (end == std::string_view::npos) return 0;
  osc(bytes.substr(2, end - 2));
  return end + 2;
}

void VtScreen::csi(std::string_view parameters, char final) {
  const std::string whole = "\x1b[" + std::string{parameters} + final;
  if (parameters.starts_with('?') && (final == 'h' || final == 'l')) return mode(parameters.substr(1), final == 'h');
  const int count = number_of(parameters);
  switch (final) {
    case 'A':
    case 'B':
      if (count < 1) refuse(whole);
      row_ = std::clamp(final == 'A' ? row_ - count : row_ + count, 0, rows_ - 1);
      pending_wrap_ = false;
      return;
    case 'K':
      if (!parameters.empty()) refuse(whole);
      return erase_right();
    case 'J':
      if (!parameters.empty()) refuse(whole);
      erase_right();
      for (int row = row_ + 1; row < rows_; ++row) screen_[static_cast<std::size_t>(row)] = blank();
      return;
    case 'm':
      if (parameters != "0" && parameters != "32" && parameters != "33" && parameters != "1;31") refuse(whole);
      coloured_ = parameters != "0";
      return;
    default:
      refuse(whole);
  }
}

void VtScreen::mode(std::string_view number, bool on) {
  if (number == "25") {
    visible_ = on;
  } else if (number == "7") {
    wraps_ = on;
  } else if (number == "2026") {
    synchronized_ = on;
    frames_ += on ? 1 : 0;
  } else {
    refuse("?" + std::string{number});
  }
}

void VtScreen::osc(std::string_view text) {
  if (text.starts_with("9;4;")) {
    progress_ = text == "9;4;0;0" ? "" : std::string{text.substr(4)};
  } else if (text.starts_with("8;;")) {
    linked_ = text.size() > 3;
    if (std::any_of(text.begin(), text.end(), [](char c) { return c < ' ' || c >= '\x7f'; })) refuse(text);
  } else {
    refuse("]" + std::string{text});
  }
}

void VtScreen::put(std::string_view character, int width) {
  Row& row = here();
  if (width == 0) {
    const int before = pending_wrap_ ? column_ : column_ - 1;
    if (before >= 0) row.cells[static_cast<std::size_t>(before)].text += character;
    return;
  }
  const bool full = pending_wrap_ || column_ + width > columns_;
  if (full && wraps_) {
    row.wrapped = true;
    column_ = 0;
    line_feed();
  } else if (full) {
    column_ = std::max(0, columns_ - width);
  }
  Row& at = here();
  const auto place = static_cast<std::size_t>(column_);
  at.cells[place] = {std::string{character}, false};
  if (width == 2 && place + 1 < at.cells.size()) at.cells[place + 1] = {"", true};
  column_ += width;
  pending_wrap_ = column_ >= columns_ && wraps_;
  column_ = std::min(column_, columns_ - 1);
}

void VtScreen::line_feed() {
  pending_wrap_ = false;
  if (row_ + 1 < rows_) {
    ++row_;
    return;
  }
  off_.push_back(std::move(screen_.front()));
  screen_.pop_front();
  screen_.push_back(blank());
}

void VtScreen::erase_right() {
  Row& row = here();
  for (auto at = static_cast<std::size_t>(column_); at < row.cells.size(); ++at) row.cells[at] = {};
  row.wrapped = false;
  pending_wrap_ = false;
}

void VtScreen::resize(int columns, int rows, bool reflow) {
  columns = std::max(columns, 1);
  rows = std::max(rows, 1);
  if (reflow) {
    reflow_to(columns, rows);
  } else {
    cut_to(columns, rows);
  }
  pending_wrap_ = false;
}

void VtScreen::cut_to(int columns, int rows) {
  columns_ = columns;
  for (Row& row : screen_) row.cells.resize(static_cast<std::size_t>(columns));
  while (static_cast<int>(screen_.size()) > rows && row_ >= rows) {
    off_.push_back(std::move(screen_.front()));
    screen_.pop_front();
    --row_;
  }
  screen_.resize(static_cast<std::size_t>(rows), blank());
  rows_ = rows;
  column_ = std::min(column_, columns - 1);
}

/// Everything that is known, wrapped for another width. The cursor stays with its character, and in the window.
void VtScreen::reflow_to(int columns, int rows) {
  std::vector<Row> old = std::move(off_);
  const std::size_t cursor = old.size() + static_cast<std::size_t>(row_);
  old.insert(old.end(), std::make_move_iterator(screen_.begin()), std::make_move_iterator(screen_.end()));
  columns_ = columns;
  std::vector<Row> fresh;
  std::size_t cursor_row = 0;
  bool goes_on = false;
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!goes_on) fresh.push_back({});
    if (i == cursor) cursor_row = fresh.size() - 1;
    auto last = std::find_if(old[i].cells.rbegin(), old[i].cells.rend(),
                             [](const Cell& cell) { return !cell.text.empty() || cell.half; });
    const auto end = old[i].wrapped ? old[i].cells.end() : last.base();
    for (auto cell = old[i].cells.begin(); cell != end; ++cell) {
      if (static_cast<int>(fresh.back().cells.size()) == columns) {
        fresh.back().wrapped = true;
        fresh.push_back({});
      }
      fresh.back().cells.push_back(std::move(*cell));
    }
    goes_on = old[i].wrapped;
  }
  for (Row& row : fresh) row.cells.resize(static_cast<std::size_t>(columns));
  while (fresh.size() > cursor_row + 1 && text_of(fresh.back()).empty()) fresh.pop_back();
  const std::size_t height = static_cast<std::size_t>(rows);
  const std::size_t top = std::min(fresh.size() > height ? fresh.size() - height : 0, cursor_row);
  off_.assign(std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.begin() + static_cast<long>(top)));
  screen_.assign(std::make_move_iterator(fresh.begin() + static_cast<long>(top)), std::make_move_iterator(fresh.end()));
  screen_.resize(height, blank());
  rows_ = rows;
  row_ = static_cast<int>(cursor_row - top);
  column_ = std::min(column_, columns - 1);
}

std::string VtScreen::text_of(const Row& row) {
  std::string text;
  for (const Cell& cell : row.cells) text += cell.half ? "" : cell.text.empty() ? " " : cell.text;
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::vector<std::string> VtScreen::joined(const std::vector<const Row*>& rows) {
  std::vector<std::string> lines;
  bool goes_on = false;
  for (const Row* row : rows) {
    std::string text = text_of(*row);
    // A blank before the break is a part of the line.
    if (row->wrapped) text.resize(std::max(text.size(), row->cells.size()), ' ');
    if (goes_on) {
      lines.back() += text;
    } else {
      lines.push_back(text);
    }
    goes_on = row->wrapped;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> VtScreen::screen() const {
  std::vector<std::string> lines;
  for (const Row& row : screen_) lines.push_back(text_of(row));
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> VtScreen::scrollback() const {
  std::vector<const Row*> rows;
  for (const Row& row : off_) rows.push_back(&row);
  return joined(rows);
}

std::vector<std::string> VtScreen::all() const {
  std::vector<const Row*> rows;
  for (const Row& row : off_) rows.push_back(&row);
  for (const Row& row : screen_) rows.push_back(&row);
  return joined(rows);
}

bool VtScreen::is_normal() const {
  return visible_ && wraps_ && !synchronized_ && !coloured_ && !linked_ && rest_.empty();
}

}  // namespace optrack::test
