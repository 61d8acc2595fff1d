// SPDX-License-Identifier: MIT
// A follower among several processes: who asks the server, and how often for the sake of others.
#include <algorithm>
#include <utility>

#include "track/follower.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kShortestTurn{50};

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
  trouble_.reset();
  phase_ = final ? Phase::draining : operation_.remote.id.empty() ? Phase::resolving : Phase::waiting;
  due_ = final && traits_.late_logs ? now() + kDrainPause : now();
}

void Follower::follow() {
  if (phase_ == Phase::over || !leading_) return;
  leading_ = false;
  page_.polls = {};  // kept by whoever leads
  trouble_.reset();
  desk_.stirred(index_);
  if (phase_ == Phase::cancelling) return;
  stop_asking();
  last_answer_.forget();
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

/// The server answers: that ends an outage.
void Follower::answered() {
  if (const auto lasted = outage_->answered(now())) desk_.journal.show(page_, PollRecovered{*lasted});
  tell(std::nullopt);
}

void Follower::tell(std::optional<PollTrouble> trouble) {
  if (!leading_ || (!trouble && !trouble_)) return;
  trouble_.reset();
  if (trouble) trouble_ = LeaderTrouble{now(), std::move(*trouble)};
  desk_.news(index_);
}

void Follower::hear(const std::optional<LeaderTrouble>& news) {
  if (phase_ != Phase::following) return;
  if (!news) {
    if (!std::exchange(trouble_, std::nullopt)) return;
    due_.reset();
    const auto lasted = outage_->answered(now());
    return desk_.journal.show(page_, PollRecovered{lasted.value_or(Milliseconds{0})});
  }
  if (trouble_ && trouble_->at == news->at) return;
  trouble_ = news;
  const Milliseconds since_then = std::chrono::floor<Milliseconds>(std::max(now() - news->at, Instant::duration{0}));
  const Milliseconds uptime = std::chrono::floor<Milliseconds>(now().time_since_epoch());
  PollTrouble what = news->what;
  what.retry = std::max(what.retry - since_then, Milliseconds{0});
  what.outage = std::clamp(what.outage + since_then, Milliseconds{0}, uptime);
  outage_->heard(what.attempt, what.error.kind, now() - what.outage);
  due_ = outage_->patience_end();
  desk_.journal.show(page_, std::move(what));
  desk_.stirred(index_);
}

/// The process that asks has been without an answer for longer than is waited for here.
void Follower::lose_patience() {
  if (trouble_) end(verdict_for(trouble_->what.error.kind), trouble_->what.error);
}

/// \return What a held poll must serve: our own reader and the others. A fixed interval of theirs is the age of what
/// they show, too.
LongPolling::Terms Follower::hold_terms() const {
  return {least(policy_.fresh(), granted_.interval), desk_.options.max_outage};
}

void Follower::grant(const Wish& wish) {
  if (phase_ == Phase::over || wish == granted_) return;
  granted_ = wish;
  policy_.set_fresh(least(desk_.options.fresh, wish.fresh));
  if (polling_.under_way() && long_polling_.outlasts(hold_terms(), now())) {
    stop_asking();
    due_ = std::max(now(), not_before_);
    return desk_.stirred(index_);
  }
  if (phase_ != Phase::waiting || !due_ || asking()) return;
  const Instant wished = last_good_.value_or(attached_) + granted(policy_.next(running_for(), random()));
  due_ = std::max({now(), not_before_, std::min(*due_, wished)});
  desk_.stirred(index_);
}

/// `planned`, or sooner where another reader wishes it. An adaptive plan holds the wish to be fresh already.
Milliseconds Follower::granted(Milliseconds planned) const {
  const auto fresh = desk_.options.interval ? granted_.fresh : std::nullopt;
  const auto bound = least(granted_.interval, fresh);
  return bound ? std::min(planned, std::max(*bound, kShortestTurn)) : planned;
}

}  // namespace optrack
