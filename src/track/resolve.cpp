// SPDX-License-Identifier: MIT
// The rarer exchanges of a follower: finding a start whose answer was lost, and cancelling.
#include <algorithm>
#include <utility>

#include "model/text.hpp"
#include "track/delta.hpp"
#include "track/entrance.hpp"
#include "track/follower.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kResolvePause{1'000};
constexpr Milliseconds kCancelExchange{30'000};
constexpr Milliseconds kCancelPause{1'000};
constexpr int kCancelTries = 5;

}  // namespace

/// The process that sent the start may have got its answer meanwhile.
bool Follower::adopt_stored() {
  desk_.journal.refresh(page_);
  const Result<std::optional<Operation>> stored = desk_.world.store.find(operation_.id);
  if (!stored || !*stored || (*stored)->remote.id.empty()) return is_final(page_.known.status);
  operation_ = **stored;
  phase_ = Phase::waiting;
  due_ = now();
  return true;
}

void Follower::resolve() {
  desk_.stirred(index_);
  if (adopt_stored()) return;
  if (!traits_.key_is_id || operation_.key.empty()) return not_started_yet();
  limit_ = now() + kCancelExchange;
  finding_.begin(protocol_->find_by_key(operation_.key, context()),
                 [this](Result<std::optional<Started>> found, std::optional<Milliseconds> wish) {
                   take_found(std::move(found), wish);
                 });
}

void Follower::take_found(Result<std::optional<Started>> found, std::optional<Milliseconds> wish) {
  limit_.reset();
  desk_.stirred(index_);
  desk_.journal.count(page_, found ? nullptr : &found.error());
  if (!found && found.error().kind != ErrorKind::not_found) return take_trouble(found.error(), wish);
  answered();
  if (!found || !*found) return not_started_yet();
  Started started = std::move(**found);
  last_good_ = now();
  Remote remote = make_harmless(std::move(started.remote));
  if (remote.type.empty()) remote.type = operation_.remote.type;
  operation_.remote = std::move(remote);
  page_.remote = std::make_unique<const Remote>(operation_.remote);
  page_.durable = true;
  phase_ = Phase::waiting;
  stage(make_harmless(std::move(started.observation)), false, false);
  policy_.answered({running_for(), std::nullopt, true, wish});
}

void Follower::not_started_yet() {
  if (closing_) return end(desk_.options.timeout == Milliseconds{0} ? Verdict::Kind::pending : Verdict::Kind::timeout);
  if (running_for() < desk_.options.start_grace) {
    due_ = now() + kResolvePause;
    return;
  }
  end_as(Status::lost, "the start was never answered, and the server cannot be asked whether it came");
}

void Follower::request_cancel(const std::string& reason, const std::string& message) {
  if (phase_ == Phase::over || phase_ == Phase::draining || is_final(page_.known.status)) return;
  stop_asking();
  cancel_tries_ = 0;
  phase_ = Phase::cancelling;
  due_.reset();
  page_.durable = true;
  operation_.cancel = CancelRequest{desk_.world.clock.wall(), reason, message, desk_.options.by};
  page_.cancel = std::make_unique<const CancelRequest>(*operation_.cancel);
  desk_.stirred(index_);
  desk_.journal.stage(
      page_,
      [change = CancelChanged{CancelState::requested, reason, message, desk_.options.by}](Known& known) {
        known.cancel_requested = true;
        return std::vector<EventBody>{change};
      },
      JournalPage::Origin::us);
}

void Follower::send_cancel() {
  if (phase_ != Phase::cancelling || cancelling_.under_way()) return;
  if (is_final(page_.known.status)) return after_cancel();
  if (operation_.remote.id.empty()) {
    desk_.journal.show(page_, Notice{"cannot be cancelled: its remote id is not known yet"});
    phase_ = leading_ ? Phase::resolving : Phase::following;
    if (leading_) due_ = now() + kResolvePause;
    return closing_ ? end(Verdict::Kind::timeout) : void();
  }
  ++cancel_tries_;
  limit_ = now() + kCancelExchange;
  cancelling_.begin(protocol_->cancel(operation_.remote, context()),
                    [this](const Result<CancelReply>& reply, std::optional<Milliseconds> /*wish*/) {
                      limit_.reset();
                      take_cancel_reply(reply);
                    });
}

void Follower::take_cancel_reply(const Result<CancelReply>& reply) {
  desk_.stirred(index_);
  if (!reply) {
    const bool may_pass = reply.error().kind == ErrorKind::unreachable || reply.error().kind == ErrorKind::timeout;
    if (may_pass && cancel_tries_ < kCancelTries) {
      due_ = now() + kCancelPause;
      return;
    }
    desk_.journal.show(page_, Notice{"the server could not be asked to cancel: " + reply.error().message});
    return after_cancel();
  }
  if (reply->kind == CancelReply::Kind::already_final) return after_cancel();
  const bool accepted = reply->kind == CancelReply::Kind::accepted;
  CancelChanged change{accepted ? CancelState::accepted : CancelState::refused, {}, harmless(reply->message), {}};
  if (reply->kind == CancelReply::Kind::unsupported && change.message.empty()) {
    change.message = "the server cannot cancel this operation";
  }
  page_.durable = true;
  desk_.journal.stage(
      page_,
      [change](Known& known) { return known.result_ready ? std::vector<EventBody>{} : std::vector<EventBody>{change}; },
      JournalPage::Origin::us);
  after_cancel();
}

void Follower::after_cancel() {
  phase_ = leading_ ? Phase::waiting : Phase::following;
  if (closing_) return end(Verdict::Kind::timeout);
  if (leading_) due_ = std::max(now() + kAfterCancel, not_before_);
}

}  // namespace optrack
