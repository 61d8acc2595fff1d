// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/signals.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// The outside of a playback, borrowed for as long as it runs. The transport sends nothing: it sleeps.
struct PlaybackWorld {
  Clock& clock;
  Transport& transport;
  Signals& signals;
};

/// Shows recorded events as if they happened now, in the rhythm of their time stamps: `EventSink` is called as the
/// wait loop calls it. One thread.
class Playback {
 public:
  /// \param speed  Above 0; 2: twice as fast as it was recorded. `nullopt`: without waiting.
  Playback(const PlaybackWorld& world, EventSink& sink, std::optional<double> speed);
  ~Playback();
  Playback(const Playback&) = delete;
  Playback& operator=(const Playback&) = delete;

  /// Sends one event when its time has come: as long after the last one as it was recorded, at once where the clock of
  /// the recording went back. \return False, and nothing was sent: a signal or the lost reader ended it.
  bool play(const Event& event);

  /// What ended it early.
  [[nodiscard]] std::optional<Signal> signal() const { return signal_; }

 private:
  void plan(WallTime next);
  [[nodiscard]] WallTime recorded_time(Instant now) const;
  bool take_signals();
  bool wait_until_due();

  const PlaybackWorld world_;
  EventSink& sink_;
  std::optional<double> speed_;
  std::optional<WallTime> last_;  ///< Of the last event sent.
  WallTime next_{};               ///< Of the event waited for.
  Instant due_{};                 ///< When it is sent.
  std::optional<Signal> signal_;
};

}  // namespace optrack
