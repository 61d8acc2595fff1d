// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "optrack/terminal.hpp"
#include "print/live/live_line.hpp"

namespace optrack::live {

/// One row of a table whose right-hand columns stand below each other: name, bar, percentage, time, remark.
struct Row {
  Line left;
  bool bar = false;               ///< Shows a bar; without `percent` something moves in it.
  std::optional<double> percent;  ///< 0 to 100.
  std::string time;               ///< "0:42"; empty: none.
  Line note;                      ///< What follows, cut first.
  Line instead;                   ///< Not empty: stands in place of all columns but the first.
};

/// How wide the columns may be.
struct RowStyle {
  std::size_t bar = 14;     ///< Cells of a bar with its brackets.
  std::size_t least = 0;    ///< The first column is at least so wide where there is room.
  std::int64_t second = 0;  ///< Moves bars that know no percentage.
};

/// The rows as lines of at most `terminal.columns` cells. Bars get shorter to make room for remarks; what
/// still does not fit goes in this order: remarks, bars, percentages, times.
std::vector<Line> align(std::vector<Row> rows, const RowStyle& style, const Terminal& terminal);

}  // namespace optrack::live
