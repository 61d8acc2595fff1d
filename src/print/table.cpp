// SPDX-License-Identifier: MIT
#include "print/table.hpp"

#include <algorithm>

#include "model/text.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

std::string padded(const std::string& cell, std::size_t width) {
  const std::size_t used = display_width(cell);
  return used >= width ? cell : cell + std::string(width - used, ' ');
}

}  // namespace

std::string TextTable::text(const Terminal& terminal) const {
  if (rows_.empty()) return {};
  std::vector<const Row*> lines{&header_};
  for (const Row& row : rows_) lines.push_back(&row);

  std::vector<std::size_t> widths(header_.size(), 0);
  for (const Row* line : lines) {
    for (std::size_t i = 0; i < widths.size() && i < line->size(); ++i) {
      widths[i] = std::max(widths[i], display_width((*line)[i]));
    }
  }
  std::string all;
  for (const Row* line : lines) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) text += "  ";
      text += padded(i < line->size() ? (*line)[i] : "", widths[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    const bool cut = terminal.is_terminal && terminal.columns > 0;
    all += (cut ? fit(text, terminal.columns, terminal.unicode) : text) + "\n";
  }
  return terminal.is_terminal ? all : without_commands(all);
}

}  // namespace optrack
