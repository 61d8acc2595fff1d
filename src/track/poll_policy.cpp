// SPDX-License-Identifier: MIT
#include "track/poll_policy.hpp"

#include <algorithm>
#include <cmath>

namespace optrack {
namespace {

constexpr double kPollCost = 0.5;  // seconds of waiting that one poll is worth
constexpr double kSpread = 0.05;
constexpr Milliseconds kFresh{3'000};
constexpr Milliseconds kLeast{1};  // a loop without any pause would be an attack

Milliseconds scheduled(Milliseconds elapsed, double random) {
  const double t = std::max(0.0, std::chrono::duration<double>(elapsed).count());
  const double wait = 2 * std::sqrt(kPollCost * t) + kPollCost;
  const double spread = wait * (1 + kSpread * (2 * std::clamp(random, 0.0, 1.0) - 1));
  return std::chrono::round<Milliseconds>(std::chrono::duration<double>(spread));
}

}  // namespace

std::optional<Milliseconds> PollPolicy::ceiling() const {
  if (!settings_.retention) return std::nullopt;
  return std::max(*settings_.retention / 2, kLeast);
}

Milliseconds PollPolicy::next(Milliseconds elapsed, std::optional<Milliseconds> server_wish, double random) const {
  Milliseconds wait = settings_.interval.value_or(Milliseconds{0});
  if (!settings_.interval) {
    const Milliseconds longest = settings_.shown ? std::min(settings_.longest, kFresh) : settings_.longest;
    wait = std::max(std::min(scheduled(elapsed, random), longest), settings_.shortest);
  }
  wait = std::max(wait, kLeast);
  if (const auto limit = ceiling()) wait = std::min(wait, *limit);
  return std::max(wait, server_wish.value_or(Milliseconds{0}));
}

}  // namespace optrack
