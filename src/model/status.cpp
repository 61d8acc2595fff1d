// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <utility>

#include "optrack/operation.hpp"

namespace optrack {
namespace {

constexpr std::array<std::pair<Status, std::string_view>, 6> kWords{{{Status::pending, "pending"},
                                                                     {Status::running, "running"},
                                                                     {Status::completed, "completed"},
                                                                     {Status::failed, "failed"},
                                                                     {Status::cancelled, "cancelled"},
                                                                     {Status::lost, "lost"}}};

}  // namespace

std::string_view to_string(Status status) {
  const auto* found = std::find_if(kWords.begin(), kWords.end(), [status](const auto& w) { return w.first == status; });
  return found == kWords.end() ? "lost" : found->second;
}

std::optional<Status> parse_status(std::string_view word) {
  const auto* found = std::find_if(kWords.begin(), kWords.end(), [word](const auto& w) { return w.second == word; });
  if (found == kWords.end()) return std::nullopt;
  return found->first;
}

bool may_change(Status from, Status to) {
  if (from == to) return true;
  return !is_final(from) && to != Status::pending;
}

}  // namespace optrack
