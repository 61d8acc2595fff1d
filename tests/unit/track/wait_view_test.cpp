// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace wait_view_test {

namespace {

/// A sink that draws every 400 ms as long as something goes on, and notes what it is told.
class Drawing final : public EventSink {
 public:
  explicit Drawing(const VirtualClock& clock) : begun_(clock.now()), due_(begun_) {}

  void on(const Event& event) override {
    if (std::holds_alternative<ResultReady>(event.body)) due_.reset();
  }
  [[nodiscard]] std::optional<Instant> due() const override { return due_; }
  void tick(Instant now, WallTime wall) override {
    ticks.push_back(std::chrono::floor<Milliseconds>(now - begun_));
    walls.push_back(wall);
    due_ = now + 400ms;
  }
  void heed(Signal signal) override { heard.push_back(signal); }

  std::vector<Milliseconds> ticks;
  std::vector<WallTime> walls;
  std::vector<Signal> heard;

 private:
  Instant begun_;
  std::optional<Instant> due_;
};

WaitReport watch(Scene& scene, EventSink& sink) {
  const World world{scene.clock, scene.transport, *scene.store, scene.signals};
  return wait_for(world, sink, {{scene.add("web"), &scene.protocol, true}}, scene.options);
}

}  // namespace

TEST_CASE("wait: a view is told the time when it is due, between polls, and not after the end") {
  Scene scene;
  scene.options.interval = 1s;
  scene.answer("web", "running");
  scene.answer("web", "completed");
  Drawing view{scene.clock};

  const WaitReport report = watch(scene, view);

  CHECK(report.verdicts.front().kind == Verdict::Kind::ended);
  CHECK(view.ticks == std::vector<Milliseconds>{0ms, 400ms, 800ms, 1200ms, 1600ms, 2000ms});
  CHECK(view.walls.back() - view.walls.front() == 2000ms);
}

TEST_CASE("wait: a view hears of a new window size; the wait goes on") {
  Scene scene;
  scene.options.interval = 1s;
  scene.answer("web", "completed");
  scene.signals.at(scene.clock.now() + 100ms, Signal::window_change);
  Drawing view{scene.clock};

  const WaitReport report = watch(scene, view);

  CHECK(report.verdicts.front().kind == Verdict::Kind::ended);
  CHECK(view.heard == std::vector{Signal::window_change});
  CHECK(scene.signals.stops == 0);
}

TEST_CASE("wait: Ctrl-Z lets the view put the terminal back, stops the process, and draws again after it") {
  Scene scene;
  scene.options.interval = 1s;
  scene.answer("web", "completed");
  scene.signals.at(scene.clock.now() + 100ms, Signal::suspend);
  Drawing view{scene.clock};

  const WaitReport report = watch(scene, view);

  CHECK(report.verdicts.front().kind == Verdict::Kind::ended);
  CHECK(view.heard == std::vector{Signal::suspend, Signal::resume});
  CHECK(scene.signals.stops == 1);
}

}  // namespace wait_view_test
