// SPDX-License-Identifier: MIT
// A follower among several processes: who asks the server, and how often for the sake of others.
#include <algorithm>

#include "track/follower.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kShortest{50};

std::optional<Milliseconds> least(std::optional<Milliseconds> a, std::optional<Milliseconds> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

bool Follower::wants_lease() const {
  const bool one_shot = desk_.options.timeout == Milliseconds{0};
  return phase_ != Phase::over && protocol_ != nullptr && !one_shot && !traits_.journal_only;
}

void Follower::lead(std::optional<std::uint64_t> token) {
  page_.fence = token;
  if (phase_ == Phase::over || leading_) return;
  leading_ = true;
  desk_.stirred(index_);
  if (phase_ != Phase::following) return;  // asks for cancellation; goes on leading afterwards
  desk_.journal.refresh(page_);
  const bool final = is_final(page_.known.status);
  phase_ = final ? Phase::draining : operation_.remote.id.empty() ? Phase::resolving : Phase::waiting;
  due_ = final && traits_.late_logs ? now() + kDrainPause : now();
}

void Follower::follow() {
  if (phase_ == Phase::over || !leading_) return;
  leading_ = false;
  page_.polls = {};  // kept by whoever leads
  desk_.stirred(index_);
  if (phase_ == Phase::cancelling) return;
  stop_asking();
  again_ = false;
  due_.reset();
  phase_ = Phase::following;
}

/// \return Whether it has just been learned.
bool Follower::learn_of_fence() {
  if (!page_.fenced) return false;
  page_.fenced = false;
  follow();
  desk_.fenced(index_);
  return true;
}

/// What others may have written of the record itself: its remote id after a start, and labels.
void Follower::learn_record() {
  const bool started = operation_.remote.id.empty() && !leading_;
  if (!started && !desk_.expectations.reads_record()) return;
  const Result<std::optional<Operation>> stored = desk_.world.store.find(operation_.id);
  if (!stored || !*stored) return;
  operation_.labels = (*stored)->labels;
  if (started) operation_ = **stored;
}

void Follower::moved(std::uint64_t last_seq) {
  if (phase_ == Phase::over) return;
  desk_.stirred(index_);
  learn_record();
  if (last_seq == page_.stored) return;
  const bool cancelled = page_.known.cancel_requested;
  desk_.journal.refresh(page_);
  if (!page_.known.cancel_requested || cancelled || phase_ != Phase::waiting || !due_) return;
  due_ = std::max(not_before_, std::min(*due_, now() + kAfterCancel));
}

void Follower::grant(const Wish& wish) {
  if (phase_ == Phase::over || wish == granted_) return;
  granted_ = wish;
  policy_.set_fresh(least(desk_.options.fresh, wish.fresh));
  if (phase_ != Phase::waiting || !due_ || asking()) return;
  const Instant wished = last_good_.value_or(attached_) + granted(policy_.next(running_for(), random()));
  due_ = std::max({now(), not_before_, std::min(*due_, wished)});
  desk_.stirred(index_);
}

/// `planned`, or sooner where another reader wishes it. An adaptive plan holds the wish to be fresh already.
Milliseconds Follower::granted(Milliseconds planned) const {
  const auto fresh = desk_.options.interval ? granted_.fresh : std::nullopt;
  const auto bound = least(granted_.interval, fresh);
  return bound ? std::min(planned, std::max(*bound, kShortest)) : planned;
}

}  // namespace optrack
