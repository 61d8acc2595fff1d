// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/terminal.hpp"

namespace optrack {

/// Rows of text in aligned columns, as `optrack list` shows them. Cells are measured in terminal
/// cells, not bytes. On a terminal with a known width each line is cut to it; else never.
class TextTable {
 public:
  using Row = std::vector<std::string>;

  /// \param header Titles, shown only when there is at least one row.
  explicit TextTable(Row header) : header_(std::move(header)) {}

  /// Cells missing at the end count as empty, further ones than the header has are ignored.
  void add(Row row) { rows_.push_back(std::move(row)); }

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  /// All lines, each ended by '\n', without blanks at line ends; empty for no rows.
  [[nodiscard]] std::string text(const Terminal& terminal) const;

 private:
  Row header_;
  std::vector<Row> rows_;
};

}  // namespace optrack
