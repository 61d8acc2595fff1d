// SPDX-License-Identifier: MIT
#include "track/lasting.hpp"

#include <algorithm>

namespace optrack {
namespace {

constexpr std::chrono::hours kLongestRun{24 * 30};

std::optional<double> in_seconds(std::chrono::nanoseconds lasted) {
  if (lasted > kLongestRun) return std::nullopt;
  return std::chrono::duration<double>(lasted).count();
}

}  // namespace

std::optional<double> seconds_lasted(const Lifetime& life, Status status, bool cancel_requested) {
  const bool by_itself = status == Status::completed || status == Status::failed;
  if (!by_itself || cancel_requested || !life.start_known) return std::nullopt;
  if (life.server_started && life.server_ended && *life.server_ended >= *life.server_started) {
    // Compared before subtracting: hostile times may be further apart than fits.
    if (*life.server_ended > WallTime::max() - kLongestRun || *life.server_ended - kLongestRun > *life.server_started) {
      return std::nullopt;
    }
    return in_seconds(*life.server_ended - *life.server_started);
  }
  if (!life.ended_by) return std::nullopt;
  const Milliseconds from = std::clamp(life.running_at, Milliseconds{0}, std::max(*life.ended_by, Milliseconds{0}));
  return in_seconds((from + std::max(*life.ended_by, Milliseconds{0})) / 2);
}

const std::string& history_type(const Operation& operation, const Known& known) {
  if (!operation.type.empty()) return operation.type;
  return operation.remote.type.empty() ? known.type : operation.remote.type;
}

bool is_own_start(const Operation& operation) { return !operation.remote.type.empty() || !operation.key.empty(); }

}  // namespace optrack
