// SPDX-License-Identifier: MIT
#include "track/playback.hpp"

#include <doctest/doctest.h>

#include "support/doubles.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// Notes when it was told what; draws every `every` while asked to.
class Screen final : public EventSink {
 public:
  explicit Screen(const VirtualClock& clock) : clock_(clock) {}

  void on(const Event& /*event*/) override { told.push_back(clock_.now() - begin_); }
  void flush() override { ++flushes; }
  [[nodiscard]] std::optional<Instant> due() const override {
    return every ? std::optional{drawn_ + *every} : std::nullopt;
  }
  void tick(Instant now, WallTime wall) override {
    drawn_ = now;
    walls.push_back(wall);
  }
  void heed(Signal signal) override { heeded.push_back(signal); }
  [[nodiscard]] bool gone() const override { return reader_gone; }

  std::vector<Instant::duration> told;
  std::vector<WallTime> walls;
  std::vector<Signal> heeded;
  std::optional<std::chrono::seconds> every;
  int flushes = 0;
  bool reader_gone = false;

 private:
  const VirtualClock& clock_;
  Instant begin_ = clock_.now();
  Instant drawn_ = begin_;
};

struct Cinema {
  VirtualClock clock;
  ScriptedSignals signals{clock};
  ScriptedTransport transport{clock, &signals};
  Screen screen{clock};
  WallTime begin = clock.wall() - std::chrono::hours{24};

  /// Plays one notice at each of these times. \return How many were shown.
  std::size_t play(std::optional<double> speed, const std::vector<std::chrono::seconds>& times) {
    Playback playback{PlaybackWorld{clock, transport, signals}, screen, speed};
    for (const auto time : times) {
      if (!playback.play({0, begin + time, "k3v9abcdef", Notice{"x"}})) break;
    }
    ended_by = playback.signal();
    return screen.told.size();
  }
  std::optional<Signal> ended_by;
};

using Times = std::vector<Instant::duration>;

}  // namespace

TEST_CASE("Playback: keeps the rhythm of the recording, faster if asked to") {
  const std::vector<std::chrono::seconds> recorded{5s, 5s, 7s, 107s};
  Cinema real;
  real.play(1.0, recorded);
  CHECK(real.screen.told == Times{0s, 0s, 2s, 102s});
  Cinema fast;
  fast.play(4.0, recorded);
  CHECK(fast.screen.told == Times{0s, 0s, 500ms, 25'500ms});
}

TEST_CASE("Playback: without a speed nothing is waited for") {
  Cinema cinema;
  cinema.play(std::nullopt, {5s, 7s, 100'000s});
  CHECK(cinema.screen.told == Times{0s, 0s, 0s});
}

TEST_CASE("Playback: a clock that went back, or centuries forward, stops nothing") {
  Cinema cinema;
  CHECK(cinema.play(1.0, {100s, 40s, 41s}) == 3);
  CHECK(cinema.screen.told == Times{0s, 0s, 1s});

  Playback playback{PlaybackWorld{cinema.clock, cinema.transport, cinema.signals}, cinema.screen, 1e6};
  CHECK(playback.play({0, WallTime::min(), "", Notice{}}));
  CHECK(playback.play({0, WallTime::max(), "", Notice{}}));
  CHECK(playback.play({0, WallTime::min(), "", Notice{}}));
}

TEST_CASE("Playback: what was seen in one turn is flushed together") {
  Cinema cinema;
  cinema.play(std::nullopt, {1s, 1s, 1s, 2s, 2s});
  CHECK(cinema.screen.flushes == 1);
}

TEST_CASE("Playback: a view is drawn when it asks to be, at the time of the recording") {
  Cinema cinema;
  cinema.screen.every = 10s;
  cinema.play(2.0, {0s, 50s});
  CHECK(cinema.screen.told == Times{0s, 25s});
  REQUIRE(cinema.screen.walls.size() == 2);
  CHECK(cinema.screen.walls[0] == cinema.begin + 20s);
  CHECK(cinema.screen.walls[1] == cinema.begin + 40s);
}

TEST_CASE("Playback: a signal ends it, a stop passes without catching up, a resize is handed on") {
  Cinema cinema;
  cinema.signals.at(cinema.clock.now() + 3s, Signal::window_change);
  cinema.signals.at(cinema.clock.now() + 4s, Signal::suspend);
  cinema.signals.at(cinema.clock.now() + 6s, Signal::interrupt);
  CHECK(cinema.play(1.0, {0s, 5s, 60s}) == 2);
  CHECK(cinema.ended_by == Signal::interrupt);
  CHECK(cinema.screen.heeded == std::vector<Signal>{Signal::window_change, Signal::suspend, Signal::resume});
  CHECK(cinema.signals.stops == 1);
}

TEST_CASE("Playback: ends when nobody reads any more") {
  Cinema cinema;
  cinema.screen.reader_gone = true;
  CHECK(cinema.play(std::nullopt, {0s, 1s}) == 0);
  CHECK_FALSE(cinema.ended_by.has_value());
}
