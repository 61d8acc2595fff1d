// SPDX-License-Identifier: MIT
#include "track/long_polling.hpp"

#include <algorithm>
#include <utility>

namespace optrack {
namespace {

constexpr int kMostStrikes = 2;
constexpr Milliseconds kShortestHold{1'000};  // servers count in whole seconds
constexpr double kNearly = 0.9;               // of the time asked for: clocks and networks differ

}  // namespace

LongPolling::LongPolling(LongPoll offered, std::shared_ptr<HoldBudget> budget)
    : offered_(offered), budget_(std::move(budget)) {}

bool LongPolling::take_place() {
  if (offered_ == LongPoll::none || plain_next_) return false;
  if (has_place_) return true;
  if (budget_->taken >= kMostHeld) return false;
  ++budget_->taken;
  has_place_ = true;
  return true;
}

std::optional<Milliseconds> LongPolling::begin(const Terms& terms, Instant now) {
  held_.reset();
  if (std::exchange(plain_next_, false) || !has_place_) return std::nullopt;
  held_ = Held{now, length(terms)};
  return held_->asked;
}

Milliseconds LongPolling::length(const Terms& terms) const {
  Milliseconds hold = std::min(kLongestHold, terms.max_outage);
  // Where only the end is answered at once, everything before it is as old as the request.
  if (offered_ == LongPoll::until_end && terms.fresh) hold = std::min(hold, *terms.fresh);
  return std::max(Milliseconds{std::chrono::floor<std::chrono::seconds>(hold)}, kShortestHold);
}

bool LongPolling::outlasts(const Terms& terms, Instant now) const {
  return held_ && held_->since + held_->asked > now + length(terms);
}

std::optional<Milliseconds> LongPolling::answered(bool news, Instant now) {
  const std::optional<Held> held = std::exchange(held_, std::nullopt);
  if (!held) return take_place() ? std::optional{Milliseconds{0}} : std::nullopt;
  const std::chrono::duration<double> lasted = now - held->since;
  const bool long_enough = lasted >= kWorthHolding || lasted >= kNearly * std::chrono::duration<double>(held->asked);
  const bool expected = news && offered_ == LongPoll::until_change;
  if (!long_enough && !expected) {
    strike(1);
    return std::nullopt;
  }
  strikes_ = 0;
  return expected ? kNewsPause : Milliseconds{0};
}

bool LongPolling::failed(const Error& error, bool silent) {
  if (!std::exchange(held_, std::nullopt)) return false;
  // An answer that says no is about the request; a lost connection may be about anything.
  strike(silent || error.http_status || error.kind == ErrorKind::protocol ? kMostStrikes : 1);
  plain_next_ = true;
  return true;
}

void LongPolling::strike(int weight) {
  strikes_ += weight;
  if (strikes_ >= kMostStrikes) leave();
}

void LongPolling::leave() {
  offered_ = LongPoll::none;
  give_up_place();
}

void LongPolling::give_up_place() {
  if (std::exchange(has_place_, false)) --budget_->taken;
}

}  // namespace optrack
