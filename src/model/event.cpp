// SPDX-License-Identifier: MIT
#include "optrack/event.hpp"

#include <array>
#include <type_traits>

namespace optrack {
namespace {

/// In the order of `EventBody`'s alternatives.
constexpr std::array<std::string_view, 18> kTypes{
    "operation",    "status",        "progress", "task_new",  "task_update", "log_entry",
    "resource_new", "resource_gone", "cancel",   "label",     "result",      "stream_start",
    "heartbeat",    "poll_error",    "poll_ok",  "condition", "notice",      "stream_end"};
static_assert(kTypes.size() == std::variant_size_v<EventBody>);

constexpr std::size_t kLastJournalled = 10;
static_assert(std::is_same_v<std::variant_alternative_t<kLastJournalled, EventBody>, ResultReady>);

}  // namespace

std::string_view type_of(const EventBody& body) { return kTypes.at(body.index()); }

std::string_view to_string(CancelState state) {
  switch (state) {
    case CancelState::requested:
      return "requested";
    case CancelState::accepted:
      return "accepted";
    case CancelState::refused:
      return "refused";
  }
  return "refused";
}

std::string to_string(const LabelsChanged& change) {
  std::string text;
  const auto add = [&text](std::string_view key, std::string_view sign, std::string_view value) {
    text.append(text.empty() ? "" : ", ").append(key).append(sign).append(value);
  };
  for (const auto& [key, value] : change.labels) add(key, "=", value);
  for (const std::string& key : change.removed) add(key, " ", "removed");
  return text;
}

bool is_journalled(const EventBody& body) { return body.index() <= kLastJournalled; }

}  // namespace optrack
