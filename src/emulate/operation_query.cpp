// SPDX-License-Identifier: MIT
#include "emulate/operation_query.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace optrack::emulate {
namespace {

/// Also the form of the Ruby client, "2026-03-01 08:00:05 +0000".
std::optional<WallTime> log_time(std::string text) {
  const auto size = text.size();
  if (size > 6 && text[size - 6] == ' ' && (text[size - 5] == '+' || text[size - 5] == '-')) {
    text = text.substr(0, size - 6) + text.substr(size - 5, 3) + ":" + text.substr(size - 2);
  }
  return parse_rfc3339(text);
}

void expand(OperationView& view, std::string_view words) {
  while (!words.empty()) {
    const auto comma = std::min(words.find(','), words.size());
    const auto word = words.substr(0, comma);
    view.logs = view.logs || word == "logs";
    view.tasks = view.tasks || word == "tasks";
    view.resources = view.resources || word == "resources";
    view.projects = view.projects || word == "projects";
    words.remove_prefix(std::min(comma + 1, words.size()));
  }
}

}  // namespace

Result<OperationView> read_view(const std::map<std::string, std::string>& query) {
  OperationView view;
  if (const auto found = query.find("expand"); found != query.end()) expand(view, found->second);
  if (const auto found = query.find("log_time_stamp"); found != query.end()) {
    view.log_after = log_time(found->second);
    if (!view.log_after) return fail(ErrorKind::usage, fmt::format("The value '{}' is not valid.", found->second));
  }
  return view;
}

void distort(OperationView& view, const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::late_logs:
      view.late = fault.duration;
      view.late_tail = fault.tail;
      break;
    case FaultKind::duplicate_logs:
      view.duplicate_logs = true;
      break;
    case FaultKind::unordered_logs:
      view.newest_first = true;
      break;
    case FaultKind::unknown_words:
      view.unknown_words = true;
      break;
    case FaultKind::unknown_members:
      view.unknown_members = true;
      break;
    default:
      break;
  }
}

}  // namespace optrack::emulate
