// SPDX-License-Identifier: MIT
#include "track/wait_loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "track/ask.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kOneShot{30'000};
constexpr Milliseconds kKeyLook{100};
constexpr Milliseconds kWallCheck{5'000};
constexpr Milliseconds kLongestSleep{3'600'000};

}  // namespace

WaitLoop::WaitLoop(const World& world, EventSink& sink, const WaitOptions& options)
    : world_(world),
      sink_(sink),
      options_(options),
      expectations_(sink, world.clock, world.store, options),
      journal_(world.store, world.clock, expectations_),
      forecasts_(world.store),
      desk_{world,
            options,
            journal_,
            expectations_,
            forecasts_,
            [this](std::size_t index) { stirred_.push_back(index); },
            [this](std::size_t index) { keeper_.fenced(index); },
            [this](std::size_t index) { keeper_.news(index); }},
      keeper_(world, options, journal_, followers_),
      begun_(world.clock.now()) {}

WaitReport WaitLoop::run(std::vector<Watched> watched) {
  try {
    announce(watched);
    take_over(watched);
    return follow_all();
  } catch (const std::exception& trouble) {  // out of memory, or a sink that breaks its promise
    return broken_off(trouble.what(), watched);
  }
}

/// `watched` is left empty: its records live on in the followers.
void WaitLoop::take_over(std::vector<Watched>& watched) {
  followers_.reserve(watched.size());
  for (Watched& one : watched) add(std::move(one));
  watched = std::vector<Watched>{};
}

void WaitLoop::add(Watched watched) {
  followers_.push_back(std::make_unique<Follower>(followers_.size(), std::move(watched), desk_));
  due_.add();
  counted_.push_back(false);
  ++active_;
}

void WaitLoop::announce(const std::vector<Watched>& watched) {
  StreamStart start;
  start.version = options_.version;
  start.mode = options_.mode;
  for (const Watched& one : watched) start.ops.push_back(one.operation.id);
  start.conditions = expectations_.texts();
  start.deadline = options_.deadline;
  if (options_.timeout && *options_.timeout > Milliseconds{0}) {
    const WallTime end = world_.clock.wall() + *options_.timeout;
    start.deadline = std::min(options_.deadline.value_or(end), end);
  }
  sink_.on(Event{0, world_.clock.wall(), {}, std::move(start)});
}

WaitReport WaitLoop::follow_all() {
  world_.transport.wake_on(world_.signals.descriptor());
  attach();
  if (options_.timeout == Milliseconds{0}) closing_until_ = begun_ + kOneShot;
  finish_turn();
  while (active_ > 0 && !leaving_) turn();
  leave(Verdict::Kind::detached);
  if (options_.wishes != nullptr) options_.wishes->release();
  world_.transport.wake_on(-1);
  return report();
}

void WaitLoop::attach() {
  keeper_.look_first();
  std::vector<std::string> ops;
  ops.reserve(followers_.size());
  for (const auto& follower : followers_) {
    follower->attach();
    ops.push_back(follower->page().op);
  }
  keeper_.begin(ops);
}

void WaitLoop::turn() {
  take_signals();
  if (!leaving_) keeper_.act();
  if (!leaving_) take_choice();
  if (!leaving_) take_wishes();
  if (!leaving_) check_cancel();
  if (!leaving_) check_time();
  if (!leaving_) act();
  finish_turn();
  if (active_ > 0 && !leaving_) world_.transport.wait(next_wake());
}

void WaitLoop::take_signals() {
  while (const auto signal = world_.signals.next()) take(*signal);
}

std::optional<Instant> WaitLoop::end_of_time() const {
  std::optional<Instant> end;
  if (options_.timeout) end = begun_ + *options_.timeout;
  if (options_.deadline) {
    // Compared in seconds first: a deadline centuries away must not overflow.
    const WallTime wall = world_.clock.wall();
    const Instant by_wall = *options_.deadline <= wall ? world_.clock.now()
                            : *options_.deadline - wall > kLongestSleep
                                ? world_.clock.now() + kLongestSleep
                                : world_.clock.now() + (*options_.deadline - wall);
    end = std::min(end.value_or(by_wall), by_wall);
  }
  return end;
}

void WaitLoop::check_time() {
  if (closing_until_) {
    if (world_.clock.now() < *closing_until_) return;
    leave(options_.timeout == Milliseconds{0} ? Verdict::Kind::pending : closing_kind_);
    return;
  }
  const auto end = end_of_time();
  if (end && *end <= world_.clock.now()) close_down();
}

/// The time is up: the present status is shown, or cancellation asked for, then it is over.
void WaitLoop::close_down() {
  const bool cancel = options_.on_timeout == OnTimeout::cancel;
  closing_until_ = world_.clock.now() + (cancel ? kCancelAnswer : kLastLook);
  if (cancel) {
    for (const auto& follower : followers_) follower->request_cancel("timeout", "the time given to wait has passed");
    journal_.commit();
  }
  for (std::size_t i = 0; i < followers_.size(); ++i) {
    followers_[i]->last_look();
    if (cancel) followers_[i]->send_cancel();
    due_.set(i, followers_[i]->due());
  }
}

void WaitLoop::act() {
  const Instant now = world_.clock.now();
  while (const auto index = due_.take(now)) {
    followers_[*index]->act();
    due_.set(*index, followers_[*index]->due());
    stirred_.push_back(*index);
  }
}

void WaitLoop::finish_turn() {
  journal_.commit();
  while (!stirred_.empty()) {
    journal_.commit();
    const std::vector<std::size_t> now = std::exchange(stirred_, {});
    for (const std::size_t index : now) {
      followers_[index]->settle();
      due_.set(index, followers_[index]->due());
      const Verdict* verdict = followers_[index]->verdict();
      if (verdict == nullptr || counted_[index]) continue;
      counted_[index] = true;
      --active_;
      if (!is_final(verdict->operation.status)) keeper_.release(index);
      take_verdict(index);
    }
  }
  sink_.flush();
  const Instant now = world_.clock.now();
  if (const auto due = sink_.due(); due && *due <= now) sink_.tick(now, world_.clock.wall());
  if (sink_.gone()) {
    reader_gone_ = true;
    leaving_ = true;
  }
}

Instant WaitLoop::next_wake() {
  const Instant now = world_.clock.now();
  Instant wake = now + kLongestSleep;
  if (const auto due = due_.next()) wake = std::min(wake, *due);
  if (const auto look = keeper_.due()) wake = std::min(wake, *look);
  if (const auto retry = journal_.retry_at()) wake = std::min(wake, *retry);
  if (const auto expected = expectations_.next_look()) wake = std::min(wake, *expected);
  if (const auto redraw = sink_.due()) wake = std::min(wake, *redraw);
  if (asking_until_) wake = std::min({wake, *asking_until_, now + kKeyLook});
  if (options_.wishes != nullptr) wake = std::min(wake, now + kKeyLook);
  if (closing_until_) return std::min(wake, *closing_until_);
  if (const auto end = end_of_time()) wake = std::min(wake, *end);
  if (options_.deadline) wake = std::min(wake, now + kWallCheck);
  return wake;
}

void WaitLoop::leave(Verdict::Kind kind) {
  leaving_ = true;
  for (const auto& follower : followers_) follower->leave(kind);
}

WaitReport WaitLoop::report() {
  std::vector<JournalPage*> pages;
  pages.reserve(followers_.size());
  for (const auto& follower : followers_) pages.push_back(&follower->page());
  journal_.finish(pages);
  keeper_.close();
  sink_.flush();
  WaitReport report;
  report.signal = signal_;
  report.reader_gone = reader_gone_ || sink_.gone();
  report.store_trouble = journal_.trouble();
  for (const auto& follower : followers_) report.verdicts.push_back(*follower->verdict());
  return report;
}

/// \param watched  What no follower has taken over.
WaitReport WaitLoop::broken_off(const char* why, std::vector<Watched>& watched) const {
  const Error error{ErrorKind::local, why, std::nullopt};
  WaitReport report;
  for (const auto& follower : followers_) {
    const Verdict* verdict = follower->verdict();
    report.verdicts.push_back(verdict != nullptr ? *verdict
                                                 : Verdict{Verdict::Kind::local, follower->operation(), error});
  }
  for (std::size_t i = followers_.size(); i < watched.size(); ++i) {
    report.verdicts.push_back({Verdict::Kind::local, std::move(watched[i].operation), error});
  }
  return report;
}

WaitReport wait_for(const World& world, EventSink& sink, std::vector<Watched> watched, const WaitOptions& options) {
  return WaitLoop{world, sink, options}.run(std::move(watched));
}

}  // namespace optrack
