// SPDX-License-Identifier: MIT
#include "cli/filtered_output.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "model/json_unseen.hpp"
#include "model/large_integers.hpp"
#include "model/text.hpp"

namespace optrack::cli {
namespace {

/// A text of several lines for a terminal.
std::string harmless_lines(std::string_view text) {
  std::string shown;
  while (true) {
    const std::size_t end = text.find('\n');
    shown += harmless(text.substr(0, end));
    if (end == std::string_view::npos) return shown;
    shown += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string shown_output(const JqOutput& output, bool people) {
  if (!output.is_string) return escape_unseen(std::string{output.text});
  return people ? harmless_lines(output.text) : std::string{output.text};
}

}  // namespace

void FilteredOutput::write(std::string_view json) {
  std::string lines;
  while (!json.empty() && !ended_) {
    const std::size_t end = unit_ == Unit::line ? json.find('\n') : std::string_view::npos;
    filter(json.substr(0, end), lines);
    json.remove_prefix(std::min(json.size(), end == std::string_view::npos ? json.size() : end + 1));
  }
  if (!lines.empty()) to_.write(lines);
}

void FilteredOutput::filter(std::string_view document, std::string& lines) {
  constexpr std::size_t kEnough = 262'144;
  const auto ran = filter_.run(quote_large_integers(document), [&](const JqOutput& output) {
    lines += shown_output(output, people_) + "\n";
    if (lines.size() < kEnough) return true;
    to_.write(std::exchange(lines, {}));
    return !to_.reader_left();
  });
  ended_ = !ran || to_.reader_left();
  if (!ran) complain(ran.error().message);
  if (ran && *ran) complain(**ran);
}

void FilteredOutput::complain(std::string_view sentence) {
  constexpr std::size_t kMost = 20;
  ++failures_;
  std::string told = "--jq: " + harmless(sentence);
  if (told_.size() > kMost || !told_.insert(told).second) return;
  if (told_.size() > kMost) told = "--jq: further messages are left out";
  complaints_.push_back(std::move(told));
}

std::vector<std::string> FilteredOutput::take_complaints() { return std::exchange(complaints_, {}); }

std::optional<Error> FilteredOutput::trouble() const {
  if (failures_ == 0) return to_.trouble();
  const char* const what = unit_ == Unit::line ? "line" : "document";
  return Error{ErrorKind::local,
               fmt::format("--jq failed on {} {}{}{}", failures_, what, failures_ == 1 ? "" : "s",
                           ended_ ? "; nothing more was printed" : ""),
               {}};
}

}  // namespace optrack::cli
