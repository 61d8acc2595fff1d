// SPDX-License-Identifier: MIT
// What ends a wait early: signals, operations that decide for all, sources of cancellation.
#include <utility>

#include "track/ask.hpp"
#include "track/heed.hpp"
#include "track/wait_loop.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kTimeToAnswer{10'000};
constexpr std::size_t kMostFollowed = 100;  // a server could go on naming others for ever

}  // namespace

void WaitLoop::take(Signal signal) {
  if (signal == Signal::suspend && options_.wishes != nullptr) options_.wishes->release();
  if (!is_leaving(signal)) return heed(signal, sink_, world_.signals);
  if (expectations_.take_signal(signal)) return;
  const bool asked = asking_until_.has_value();
  if (asked) options_.prompt->close();
  asking_until_.reset();
  signal_ = signal;
  const bool first = signal == Signal::interrupt && !asked && !interrupted_ && !closing_until_;
  if (first && options_.on_interrupt == OnInterrupt::cancel) return interrupted();
  if (first && options_.on_interrupt == OnInterrupt::ask && options_.prompt != nullptr && options_.prompt->ask()) {
    asking_until_ = world_.clock.now() + kTimeToAnswer;
    return;
  }
  leaving_ = true;
}

void WaitLoop::interrupted() {
  interrupted_ = true;
  for (const auto& follower : followers_) follower->request_cancel("signal", "interrupted");
  send_cancels();
}

/// The answer to what the interruption means; none in time is the default, detach.
void WaitLoop::take_choice() {
  if (!asking_until_) return;
  auto choice = options_.prompt->choice();
  if (!choice && world_.clock.now() < *asking_until_) return;
  options_.prompt->close();
  asking_until_.reset();
  switch (choice.value_or(InterruptPrompt::Choice::detach)) {
    case InterruptPrompt::Choice::detach:
      leaving_ = true;
      return;
    case InterruptPrompt::Choice::cancel:
      return interrupted();
    case InterruptPrompt::Choice::go_on:
      signal_.reset();
      return;
  }
}

/// Keys belong to the question what an interruption means, while that is open.
void WaitLoop::take_wishes() {
  if (options_.wishes == nullptr || asking_until_) return;
  while (const auto wish = options_.wishes->next()) {
    if (*wish == Wishes::Wish::detach) {
      signal_ = Signal::interrupt;
      leaving_ = true;
      return;
    }
    for (const auto& follower : followers_) follower->request_cancel("manual", {});
    send_cancels();
  }
}

/// A timeout, a signal or a handle among the sources of cancellation concerns every operation.
void WaitLoop::check_cancel() {
  if (!expectations_.outside_moved()) return;
  for (const auto& follower : followers_) follower->check_cancel();
  send_cancels();
}

/// Journals the cancellations asked for, then sends them.
void WaitLoop::send_cancels() {
  journal_.commit();
  for (std::size_t i = 0; i < followers_.size(); ++i) {
    followers_[i]->send_cancel();
    due_.set(i, followers_[i]->due());
  }
}

void WaitLoop::take_verdict(std::size_t index) {
  const Verdict verdict = *followers_[index]->verdict();
  const bool ended = verdict.kind == Verdict::Kind::ended;
  const bool met = verdict.kind == Verdict::Kind::met;
  if (ended || met) ++decided_;
  if (options_.first > 0 && decided_ >= options_.first) leaving_ = true;
  if (!leaving_ && !closing_until_) follow(index);
  const bool well = met || (ended && verdict.operation.status == Status::completed);
  const bool only_left = verdict.kind == Verdict::Kind::timeout || verdict.kind == Verdict::Kind::pending ||
                         verdict.kind == Verdict::Kind::detached;
  if (!options_.fail_fast || well || only_left) return;
  if (options_.cancel_rest) {
    cancel_rest(verdict);
  } else {
    leaving_ = true;
  }
}

/// Goes on with the operation that a result names.
void WaitLoop::follow(std::size_t parent) {
  if (!options_.follow) return;
  const std::optional<Remote> nested = followers_[parent]->nested();
  if (!nested) return;
  const Operation& operation = followers_[parent]->verdict()->operation;
  if (followed_ >= kMostFollowed) {
    return sink_.on(
        {0, world_.clock.wall(), operation.id, Notice{"its result names one operation too many to follow"}});
  }
  Result<Watched> watched = options_.follow(operation, *nested);
  if (!watched) {
    const Notice notice{"the operation in its result cannot be followed: " + watched.error().message};
    return sink_.on({0, world_.clock.wall(), operation.id, notice});
  }
  for (const auto& follower : followers_) {
    if (follower->id() == watched->operation.id) return;
  }
  ++followed_;
  watched->followed = true;
  add(std::move(*watched));
  followers_.back()->attach();
  keeper_.join(followers_.back()->id());
  due_.set(followers_.size() - 1, followers_.back()->due());
}

/// One ended badly, and the others are not wanted any more: asked to cancel, not waited for.
void WaitLoop::cancel_rest(const Verdict& cause) {
  if (closing_kind_ == Verdict::Kind::detached) return;
  closing_kind_ = Verdict::Kind::detached;
  closing_until_ = world_.clock.now() + kCancelAnswer;
  const std::string message = cause.operation.id + (cause.kind == Verdict::Kind::ended
                                                        ? " ended " + std::string{to_string(cause.operation.status)}
                                                        : " cannot be waited for");
  for (const auto& follower : followers_) follower->cancel_as_rest(message);
  send_cancels();
}

}  // namespace optrack
