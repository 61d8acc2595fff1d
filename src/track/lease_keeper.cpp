// SPDX-License-Identifier: MIT
#include "track/lease_keeper.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace optrack {
namespace {

constexpr Milliseconds kLeasePatience{1'000};
constexpr int kFirstTries = 4;
constexpr int kRenewals = 3;               // per length of a session
constexpr std::size_t kMostAtOnce = 2000;  // Operations in one transaction: others wait 50 ms for the lock, no longer.

}  // namespace

void LeaseKeeper::look_first() {
  if (leases_ == nullptr) return;
  if (const auto sight = leases_->look()) version_ = sight->version;
  if (const auto moves = leases_->moves(0)) mark_ = moves->mark;
}

void LeaseKeeper::begin(const std::vector<std::string>& ops) {
  if (leases_ == nullptr) return;
  places_.resize(ops.size());
  std::vector<std::size_t> asking;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    places_[i].op = ops[i];
    index_of_.emplace(ops[i], i);
    if (followers_[i]->wants_lease()) asking.push_back(i);
  }
  begin_with(asking);
}

void LeaseKeeper::join(const std::string& op) {
  const std::size_t index = places_.size();
  if (leases_ == nullptr) return;
  places_.push_back({op, Part::none, 0});
  index_of_.emplace(op, index);
  if (followers_[index]->wants_lease()) begin_with({index});
}

void LeaseKeeper::begin_with(const std::vector<std::size_t>& asking) {
  if (asking.empty()) return;
  next_ = clock_.now() + kRegistryLook;
  bool claimed = false;
  for (int tries = 0; tries < kFirstTries && !claimed; ++tries) {
    if (session_ == 0) open();
    claimed = session_ != 0 && claim(asking);
  }
  if (!claimed) lead_unguarded(asking);
  send_wishes(std::exchange(wishing_, {}));
}

std::optional<Instant> LeaseKeeper::due() const {
  if (leases_ == nullptr || next_ == Instant{}) return std::nullopt;
  return next_;
}

void LeaseKeeper::act() {
  if (leases_ == nullptr || next_ == Instant{} || clock_.now() < next_) return;
  next_ = clock_.now() + kRegistryLook;
  watch();
  if (leases_ == nullptr) return;
  if (clock_.now() >= renew_at_) renew();
  look_after_holders();
  if (clock_.now() >= retry_at_) {
    retry_at_ = clock_.now() + kLeasePatience;
    (void)claim(all_that(Part::unguarded));
  }
  if (!free_.empty()) claim_free();
  send_wishes(std::exchange(wishing_, {}));
  tell_news();
}

void LeaseKeeper::claim_free() {
  const std::vector<std::size_t> free = std::exchange(free_, {});
  if (claim(free)) {
    free_since_.reset();
    return;
  }
  free_ = free;
  if (clock_.now() - free_since_.value_or(clock_.now()) >= kLeasePatience) lead_unguarded(free);
}

void LeaseKeeper::open() {
  const Result<SessionId> opened = leases_->open_session(options_.session);
  session_ = opened.value_or(SessionId{0});
  if (session_ == 0) return;
  until_ = clock_.now() + options_.session.length;
  renew_at_ = clock_.now() + options_.session.length / kRenewals;
}

/// What others have written since the last time.
void LeaseKeeper::watch() {
  const Result<StoreSight> sight = leases_->look();
  if (!sight) return;
  if (sight->lost) return lose(*sight->lost);
  if (sight->version == version_) return;
  const Result<Moves> moves = leases_->moves(mark_);
  if (!moves) return;
  version_ = sight->version;
  mark_ = moves->mark;
  for (const Move& move : moves->ops) take(move);
  for (auto& [id, holder] : holders_) holder.look = true;
}

void LeaseKeeper::take(const Move& move) {
  const auto found = index_of_.find(move.op);
  if (found == index_of_.end()) return;
  const std::size_t index = found->second;
  followers_[index]->moved(move.last_seq);
  Place& place = places_[index];
  if (place.part == Part::leads) return read_wishes(index);
  if (place.part != Part::follows) return;
  if (move.holder == place.holder) return followers_[index]->hear(move.trouble);
  place.holder = move.holder;
  if (move.holder != 0) {
    holders_.try_emplace(move.holder, Holder{clock_.now(), true});
    wishing_.push_back(index);
  } else {
    free_.push_back(index);
  }
}

/// Finds the operations whose leader has gone.
void LeaseKeeper::look_after_holders() {
  std::vector<SessionId> gone;
  const Instant now = clock_.now();
  for (auto& [id, holder] : holders_) {
    const bool may_have_died = options_.session.lives != nullptr;
    if (holder.until > now && !holder.look && !may_have_died) continue;
    const Result<std::optional<Instant>> end = leases_->session_end(id);
    if (end && *end) {
      holder = {**end, false};
    } else if (end || now > holder.until + kLeasePatience) {
      gone.push_back(id);
    }
  }
  for (const SessionId holder : gone) {
    holders_.erase(holder);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].part == Part::follows && places_[i].holder == holder) free_.push_back(i);
    }
  }
  if (!free_.empty() && !free_since_) free_since_ = clock_.now();
}

void LeaseKeeper::renew() {
  renew_at_ = clock_.now() + options_.session.length / kRenewals;
  const bool late = session_ == 0 || clock_.now() >= until_;
  const Result<bool> renewed = session_ == 0 ? Result<bool>{false} : leases_->renew_session(session_);
  if (!renewed) {
    renew_at_ = clock_.now() + kRegistryLook;
    return;
  }
  if (!*renewed) open();
  if (session_ == 0) return;
  until_ = clock_.now() + options_.session.length;
  // Stopped for longer than the lease: others may have taken over.
  if (late || !*renewed) (void)claim(all_that(Part::leads));
  if (!*renewed) wishing_ = all_that(Part::follows);
  for (const std::size_t index : std::exchange(served_, {})) read_wishes(index);
}

void LeaseKeeper::read_wishes(std::size_t index) {
  if (places_[index].part != Part::leads) return;
  const Result<Wish> wish = leases_->wishes(session_, places_[index].op);
  if (!wish) return;
  followers_[index]->grant(*wish);
  if (*wish != Wish{} && std::find(served_.begin(), served_.end(), index) == served_.end()) served_.push_back(index);
}

/// \return Whether all of them could be asked for.
bool LeaseKeeper::claim(const std::vector<std::size_t>& claimed) {
  if (session_ == 0) return claimed.empty();
  for (std::size_t begin = 0; begin < claimed.size(); begin += kMostAtOnce) {
    const std::size_t count = std::min(kMostAtOnce, claimed.size() - begin);
    std::vector<std::string> ops;
    ops.reserve(count);
    for (std::size_t i = 0; i < count; ++i) ops.push_back(places_[claimed[begin + i]].op);
    const Result<std::vector<Lease>> leases = leases_->claim(session_, ops);
    if (!leases || leases->size() != count) return false;
    for (std::size_t i = 0; i < count; ++i) settle_claim(claimed[begin + i], (*leases)[i]);
  }
  return true;
}

void LeaseKeeper::settle_claim(std::size_t index, const Lease& lease) {
  Place& place = places_[index];
  if (!followers_[index]->wants_lease()) {
    place.part = Part::none;
    return;
  }
  switch (lease.kind) {
    case Lease::Kind::ours: {
      const bool took_over = place.part == Part::follows;
      place.part = Part::leads;
      followers_[index]->lead(lease.token);
      if (took_over) read_wishes(index);
      return;
    }
    case Lease::Kind::others:
      follow(index, lease.holder, lease.until);
      return lease.trouble ? followers_[index]->hear(lease.trouble) : void();
    case Lease::Kind::missing:
      place.part = Part::none;
      followers_[index]->lead(std::nullopt);
      return;
  }
}

void LeaseKeeper::follow(std::size_t index, SessionId holder, Instant until) {
  Place& place = places_[index];
  if (place.part != Part::follows || place.holder != holder) wishing_.push_back(index);
  place.part = Part::follows;
  place.holder = holder;
  holders_[holder] = {until, false};
  followers_[index]->follow();
}

/// Better asked twice than not at all.
void LeaseKeeper::lead_unguarded(const std::vector<std::size_t>& claimed) {
  for (const std::size_t index : claimed) {
    places_[index].part = Part::unguarded;
    followers_[index]->lead(std::nullopt);
  }
  free_.clear();
  free_since_.reset();
  retry_at_ = clock_.now() + kLeasePatience;
}

void LeaseKeeper::send_wishes(const std::vector<std::size_t>& wishing) {
  const Wish wish{options_.fresh, options_.interval};
  if (wishing.empty() || wish == Wish{} || session_ == 0) return;
  for (std::size_t begin = 0; begin < wishing.size(); begin += kMostAtOnce) {
    const std::size_t count = std::min(kMostAtOnce, wishing.size() - begin);
    std::vector<std::string> ops;
    for (std::size_t i = 0; i < count; ++i) ops.push_back(places_[wishing[begin + i]].op);
    if (leases_->wish(session_, ops, wish)) continue;
    wishing_.insert(wishing_.end(), wishing.begin() + static_cast<std::ptrdiff_t>(begin), wishing.end());
    return;
  }
}

void LeaseKeeper::news(std::size_t index) {
  if (leases_ != nullptr) news_.push_back(index);
}

/// Of an operation that is led no more, whoever leads it now tells.
void LeaseKeeper::tell_news() {
  const std::vector<std::size_t> telling = std::exchange(news_, {});
  for (std::size_t begin = 0; begin < telling.size(); begin += kMostAtOnce) {
    std::vector<LeaderNews> news;
    const std::size_t end = std::min(begin + kMostAtOnce, telling.size());
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t index = telling[i];
      if (places_[index].part == Part::leads) news.push_back({places_[index].op, followers_[index]->trouble()});
    }
    if (news.empty() || leases_->tell(session_, news)) continue;
    news_.insert(news_.end(), telling.begin() + static_cast<std::ptrdiff_t>(begin), telling.end());
    return;
  }
}

void LeaseKeeper::fenced(std::size_t index) {
  if (leases_ == nullptr) return;
  places_[index].part = Part::follows;
  places_[index].holder = 0;
  free_.push_back(index);  // whoever has it is told by the next claim
}

void LeaseKeeper::release(std::size_t index) {
  if (leases_ == nullptr || places_[index].part == Part::none) return;
  const bool led = std::exchange(places_[index].part, Part::none) == Part::leads;
  if (led) (void)leases_->release(session_, std::span{&places_[index].op, 1});
}

void LeaseKeeper::close() {
  if (leases_ == nullptr || session_ == 0) return;
  for (int tries = 0; tries < kFirstTries && !leases_->close_session(session_); ++tries) {
  }
  leases_ = nullptr;
}

void LeaseKeeper::lose(const Error& why) {
  leases_ = nullptr;
  journal_.lose(why);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].part != Part::none) followers_[i]->lead(std::nullopt);
  }
}

std::vector<std::size_t> LeaseKeeper::all_that(Part part) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].part == part) found.push_back(i);
  }
  return found;
}

}  // namespace optrack
