// SPDX-License-Identifier: MIT
#include "print/live/live_row.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace optrack::live {
namespace {

constexpr std::size_t kPercent = 5;         // A blank and "100%".
constexpr std::size_t kGap = 2;             // Between columns.
constexpr std::size_t kLeastName = 12;      // Less of a name tells nothing, so other columns go first.
constexpr std::size_t kLeastBar = 10;       // As short as a bar gets so that a remark has room.
constexpr std::size_t kMostNote = 24;       // As much of a remark as names and bars make room for.
constexpr std::size_t kLeastNote = 10;      // Less of a remark is not worth its cells.
constexpr std::size_t kNameBesideBar = 28;  // A bar says again what a number says.

/// Cells of each column; 0: it is left out.
struct Widths {
  std::size_t left = 0, bar = 0, percent = 0, time = 0;
};

Widths widths_for(const std::vector<Row>& rows, const RowStyle& style, std::size_t columns) {
  std::size_t name = 0, note = 0, instead = 0;
  Widths given;
  for (const Row& row : rows) {
    name = std::max(name, row.left.width());
    if (!row.instead.empty()) instead = std::max(instead, kGap + std::min(row.instead.width(), kMostNote));
    note = std::max(note, std::min(row.note.width(), kMostNote));
    if (row.bar) given.bar = style.bar;
    if (row.percent) given.percent = kPercent;
    if (!row.time.empty()) given.time = std::max(given.time, row.time.size() + kGap);
  }
  const auto grant = [columns](std::size_t& column, std::size_t beside) {
    if (beside + column > columns) column = 0;
  };
  grant(given.time, std::min(name, kLeastName));
  grant(given.percent, std::min(name, kLeastName) + given.time);
  grant(given.bar, std::min(name, kNameBesideBar) + kGap + given.time + given.percent);
  std::size_t right = given.time + given.percent + given.bar;
  const std::size_t left = std::max(name + (given.bar > 0 ? kGap : 0), style.least);
  const std::size_t wanted = left + right + (note > 0 ? note + kGap : 0);
  if (wanted > columns && given.bar > kLeastBar) {
    const std::size_t spared = std::min(given.bar - kLeastBar, wanted - columns);
    given.bar -= spared;
    right -= spared;
  }
  const std::size_t beside = std::min(columns, std::max(right, instead));
  given.left = std::min(left, std::max(columns - beside, std::min(kLeastName, columns - std::min(columns, right))));
  return given;
}

Line line_of(Row row, const Widths& widths, const RowStyle& style, const Terminal& terminal) {
  const bool gauge = row.bar || row.percent;
  const bool spreads = !gauge && row.instead.empty();
  const std::size_t room = widths.left + (spreads ? widths.bar + widths.percent : 0);
  const std::size_t blank = widths.bar > 0 && room > 0 ? 1 : 0;  // The other columns begin with theirs.
  Line line = std::move(row.left);
  line.cut(static_cast<int>(room - blank), terminal.unicode);
  if (!row.instead.empty()) {
    line.pad(widths.left);
    return line.pad(0, line.width() > 0 && widths.bar == 0 ? kGap : 0).add(row.instead);
  }
  std::size_t column = widths.left;
  if (widths.bar > 0 && row.bar)
    line.pad(column).add(progress_bar(row.percent, widths.bar, terminal.unicode, style.second));
  column += widths.bar;
  if (widths.percent > 0 && row.percent)
    line.pad(column).add(fmt::format(" {:>3}%", static_cast<int>(std::clamp(*row.percent, 0.0, 100.0))));
  column += widths.percent;
  if (widths.time > 0 && !row.time.empty()) line.pad(column).add(fmt::format("{:>{}}", row.time, widths.time));
  column += widths.time;
  const auto columns = static_cast<std::size_t>(std::max(terminal.columns, 1));
  const std::size_t least = std::min(row.note.width(), kLeastNote);
  if (least > 0 && std::max(line.width(), column) + kGap + least <= columns)
    line.pad(column).pad(0, kGap).add(row.note);
  return line;
}

}  // namespace

std::vector<Line> align(std::vector<Row> rows, const RowStyle& style, const Terminal& terminal) {
  const auto columns = static_cast<std::size_t>(std::max(terminal.columns, 1));
  const Widths widths = widths_for(rows, style, columns);
  std::vector<Line> lines;
  lines.reserve(rows.size());
  for (Row& row : rows) {
    lines.push_back(line_of(std::move(row), widths, style, terminal));
    lines.back().cut(static_cast<int>(columns), terminal.unicode);
  }
  return lines;
}

}  // namespace optrack::live
