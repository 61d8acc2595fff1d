// SPDX-License-Identifier: MIT
#include "print/annotations.hpp"

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMost = 9;
constexpr int kLongestAnnotation = 1000;  // Columns; more is in the log.
constexpr std::array<std::string_view, 2> kKindWords{"error", "warning"};

}  // namespace

void Annotations::add(Kind kind, Rank rank, std::string_view title, std::string_view message) {
  Gathered& gathered = gathered_.at(static_cast<std::size_t>(kind));
  ++gathered.count;
  std::vector<std::string>& lines = gathered.lines.at(static_cast<std::size_t>(rank));
  if (lines.size() >= kMost) return;
  const std::string_view shown = message.empty() ? title : message;
  lines.push_back(fmt::format("::{} title={}::{}\n", kKindWords.at(static_cast<std::size_t>(kind)),
                              command_property(fit(harmless(title), kLongestAnnotation, true)),
                              command_data(fit(harmless(shown), kLongestAnnotation, true))));
}

std::string Annotations::commands() const {
  std::string text;
  for (std::size_t kind = 0; kind < gathered_.size(); ++kind) {
    std::size_t shown = 0;
    for (const auto& lines : gathered_.at(kind).lines) {
      for (std::size_t i = 0; i < lines.size() && shown < kMost; ++i, ++shown) text += lines[i];
    }
    const std::size_t more = gathered_.at(kind).count - shown;
    if (more > 0) text += fmt::format("::{}::{} more, see the log\n", kKindWords.at(kind), more);
  }
  return text;
}

}  // namespace optrack
