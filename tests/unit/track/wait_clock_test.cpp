// SPDX-License-Identifier: MIT
// Clocks that are stepped, machines that sleep, and waits whose clocks disagree.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// A server that has one more log entry each `every` of its own time, ten in all, and then ends. Each answer has all
/// that are there.
struct TalkingScene : Scene {
  TalkingScene() {
    add("op");
    options.interval = 5s;
    transport.otherwise([this](const Request&) { return say(clock.now() - begun); });
  }

  Response say(Instant::duration passed) {
    const std::size_t count = std::min<std::size_t>(10, static_cast<std::size_t>(passed / 10s));
    const std::string word = "has " + std::to_string(count);
    Observation seen = saw(count == 10 ? Status::completed : Status::running);
    seen.started = epoch;
    for (std::size_t i = 0; i < count; ++i) {
      seen.logs.emplace_back();
      seen.logs.back().id = std::to_string(i);
      seen.logs.back().at = epoch + i * 10s;
    }
    protocol.says(word, seen);
    return reply(200, word);
  }

  [[nodiscard]] bool is_whole() {
    return sink.all<LogAdded>().size() == 10 && sink.all<ResultReady>().size() == 1 &&
           journal("op").find("GAP") == std::string::npos;
  }

  WallTime epoch = clock.wall();  ///< Of the server's clock, which nobody steps.
};

}  // namespace

TEST_CASE(
    "clocks: the wall clock is stepped to and fro while events arrive; each is told once, polls keep their distance") {
  for (const auto step : {-1560min, -61min, 61min, 1560min}) {
    CAPTURE(step.count());
    TalkingScene scene;
    auto by = step;
    scene.store->before_commit = [&] {
      scene.clock.step_wall(by);
      by = -by;  // back again with the next one
    };
    CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
    CHECK(scene.is_whole());
    CHECK(scene.transport.requests().size() <= 22);
    CHECK(scene.clock.now() - scene.begun < 110s);
  }
}

TEST_CASE(
    "clocks: a machine that sleeps for hours while a poll is under way goes on with one poll, not with all it missed") {
  TalkingScene scene;
  bool slept = false;
  scene.transport.otherwise([&](const Request&) {
    const Response answer = scene.say(scene.clock.now() - scene.begun);
    if (scene.clock.now() - scene.begun > 30s && !std::exchange(slept, true)) scene.clock.advance(8h);
    return answer;
  });
  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
  CHECK(slept);
  CHECK(scene.is_whole());
  CHECK(scene.transport.requests().size() <= 10);
}

TEST_CASE("clocks: where only the wall clock counts sleep, a deadline that passed in it ends the wait soon after") {
  TalkingScene scene;
  scene.options.interval = 1h;
  scene.options.deadline = scene.clock.wall() + 2h;
  bool slept = false;
  scene.transport.otherwise([&](const Request&) {
    if (!std::exchange(slept, true)) scene.clock.step_wall(8h);
    return reply(200, "running");
  });
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Verdict::Kind::timeout);
  CHECK(scene.clock.now() - scene.begun <= 10s);
}

TEST_CASE(
    "clocks: a wait goes on where one with a clock an hour off left, and the journal has no gap and nothing twice") {
  for (const auto off : {-1h, 1h}) {
    CAPTURE(off.count());
    TalkingScene scene;
    scene.options.timeout = 35s;
    CHECK(scene.wait({"op"}).verdicts.at(0).kind == Verdict::Kind::timeout);
    const std::size_t before = scene.sink.all<LogAdded>().size();
    CHECK(before >= 3);
    scene.clock.step_wall(off);
    scene.options.timeout.reset();
    scene.options.from_start = false;
    CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
    CHECK(scene.is_whole());
    CHECK(scene.sink.all<ResultReady>().at(0).elapsed.value_or(-1ms) >= 0ms);
  }
}
