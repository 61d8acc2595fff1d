// SPDX-License-Identifier: MIT
#include "track/playback.hpp"

#include <algorithm>
#include <chrono>

#include "track/ask.hpp"
#include "track/heed.hpp"

namespace optrack {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::hours kLongestIdle{1};
/// Recordings may say anything; sums of this fit an `Instant`.
constexpr Seconds kLongestGap{std::chrono::hours{24 * 3650}};

/// From one time of the recording to another. Floating: two of them may be further apart than nanoseconds count.
Seconds gap(WallTime from, WallTime to) {
  const Seconds between = Seconds{to.time_since_epoch()} - Seconds{from.time_since_epoch()};
  return std::clamp(between, Seconds{0}, kLongestGap);
}

template <typename To>
To rounded(Seconds seconds) {
  return std::chrono::duration_cast<To>(seconds);
}

}  // namespace

Playback::Playback(const PlaybackWorld& world, EventSink& sink, std::optional<double> speed)
    : world_(world), sink_(sink), speed_(speed), due_(world.clock.now()) {
  world_.transport.wake_on(world_.signals.descriptor());
}

Playback::~Playback() { world_.transport.wake_on(-1); }

bool Playback::play(const Event& event) {
  // What the wait loop saw at one time came in one turn.
  if (last_ && *last_ != event.ts) sink_.flush();
  plan(event.ts);
  if (!wait_until_due()) return false;
  sink_.on(event);
  last_ = event.ts;
  return true;
}

void Playback::plan(WallTime next) {
  next_ = next;
  if (!speed_ || !last_) return;
  const Seconds wait = std::min(gap(*last_, next) / *speed_, kLongestGap);
  due_ =
      std::min(due_ + rounded<Instant::duration>(wait), world_.clock.now() + rounded<Instant::duration>(kLongestGap));
}

WallTime Playback::recorded_time(Instant now) const {
  if (!last_ || *last_ >= next_) return next_;
  if (!speed_) return *last_;
  return next_ - rounded<WallTime::duration>(std::min(Seconds{due_ - now} * *speed_, gap(*last_, next_)));
}

bool Playback::take_signals() {
  while (const auto signal = world_.signals.next()) {
    const Instant before = world_.clock.now();
    if (is_leaving(*signal)) {
      signal_ = signal;
      return false;
    }
    heed(*signal, sink_, world_.signals);
    due_ += world_.clock.now() - before;  // a stopped film stands still
  }
  return true;
}

bool Playback::wait_until_due() {
  while (take_signals() && !sink_.gone()) {
    const Instant now = world_.clock.now();
    const auto redraw = sink_.due();
    if (redraw && *redraw <= now) sink_.tick(now, recorded_time(now));
    if (!speed_ || due_ <= now) return true;
    world_.transport.wait(std::min({due_, sink_.due().value_or(due_), now + kLongestIdle}));
  }
  return false;
}

}  // namespace optrack
