// SPDX-License-Identifier: MIT
#include "print/step_summary.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMostRows = 100;
constexpr std::size_t kMostFailed = 20;
constexpr int kLongestCell = 300;

std::string cell(std::string_view text) { return markdown_text(fit(harmless(text), kLongestCell, true)); }

std::string_view mark(Status status) {
  switch (status) {
    case Status::completed:
      return "\u2705";  // White heavy check mark.
    case Status::failed:
    case Status::lost:
      return "\u274c";  // Cross mark.
    case Status::cancelled:
      return "\U0001f6ab";  // No entry sign.
    case Status::pending:
    case Status::running:
      return "\u23f3";  // Hourglass.
  }
  return "";
}

std::string table_row(const SummaryRow& row) {
  return fmt::format("| {} {} | {} | {} | {} | {} |\n", mark(row.status), to_string(row.status), cell(row.op),
                     cell(row.title), row.elapsed ? cell(format_clock(*row.elapsed)) : "", cell(row.message));
}

std::string failed_tasks(const SummaryRow& row) {
  std::string text;
  for (std::size_t i = 0; i < std::min(row.failed.size(), kMostFailed); ++i) {
    text += fmt::format("- {}: {}\n", cell(row.op), cell(row.failed[i]));
  }
  if (row.failed.size() > kMostFailed) {
    text += fmt::format("- {}: {} more\n", cell(row.op), row.failed.size() - kMostFailed);
  }
  return text;
}

}  // namespace

std::string step_summary(const std::vector<SummaryRow>& rows, const std::string& exit) {
  const auto ended =
      std::count_if(rows.begin(), rows.end(), [](const SummaryRow& row) { return row.status == Status::completed; });
  std::string text = fmt::format("### optrack: {}, {} of {} completed\n\n", cell(exit), ended, rows.size());
  text += "| status | id | operation | time | message |\n|---|---|---|---|---|\n";
  std::string failed;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    text += table_row(rows[i]);
    failed += failed_tasks(rows[i]);
  }
  if (rows.size() > kMostRows) text += fmt::format("\n{} more operations\n", rows.size() - kMostRows);
  if (!failed.empty()) text += "\nFailed tasks:\n\n" + failed;
  return text + "\n";
}

}  // namespace optrack
