// SPDX-License-Identifier: MIT
#include "track/long_polling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// The time a request may be held; 0 for a plain one.
Milliseconds hold_of(const Request& request) {
  for (const Header& header : request.headers) {
    if (header.name == "Prefer")
      return Milliseconds{1000 * std::stoll(header.value.substr(header.value.find('=') + 1))};
  }
  return 0ms;
}

/// A server whose operations run until `end`, and which answers held polls as `kind` promises.
struct HoldingScene : Scene {
  explicit HoldingScene(LongPoll kind) {
    protocol.with.long_poll = kind;
    options.fresh.reset();
    transport.otherwise([this](const Request& request) {
      const Milliseconds hold = hold_of(request);
      (hold > 0ms ? holds : plain).push_back(std::chrono::floor<Milliseconds>(clock.now() - begun));
      transport.latency = answer_after(hold);
      return answer(hold, clock.now() + transport.latency);
    });
  }

  /// When a held answer comes, from now.
  std::function<Milliseconds(Milliseconds)> answer_after = [this](Milliseconds hold) {
    const auto left = std::chrono::ceil<Milliseconds>(begun + end - clock.now());
    return hold == 0ms ? 10ms : std::clamp(left, 10ms, hold);
  };
  std::function<Result<Response>(Milliseconds, Instant)> answer = [this](Milliseconds /*hold*/, Instant at) {
    return reply(200, at >= begun + end ? "completed" : "running");
  };

  Milliseconds end = 100s;
  std::vector<Milliseconds> holds, plain;  ///< When each was sent.
};

}  // namespace

TEST_CASE("long poll: the end is seen at once, with a request every 30 s") {
  HoldingScene scene{LongPoll::until_end};
  scene.add("op");
  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
  CHECK(scene.clock.now() - scene.begun <= scene.end + 20ms);
  CHECK(scene.plain == std::vector<Milliseconds>{0ms});  // who attaches wants to know at once
  CHECK(scene.holds == std::vector<Milliseconds>{10ms, 30'010ms, 60'010ms, 90'010ms});
  CHECK(scene.transport.requests().at(1).request.timeout.value_or(0ms) > 30s);
}

TEST_CASE("long poll: who started the operation asks to hold at once; a short operation costs one request") {
  HoldingScene scene{LongPoll::until_end};
  scene.end = 2s;
  scene.add("op");
  scene.wait({"op"}, true);
  CHECK(scene.plain.empty());
  CHECK(scene.holds == std::vector<Milliseconds>{0ms});
  CHECK(scene.clock.now() - scene.begun <= 2s + 20ms);
}

TEST_CASE("long poll: where only the end is answered early, what readers see is no older than they are promised") {
  HoldingScene scene{LongPoll::until_end};
  scene.options.fresh = 3s;
  scene.add("op");
  scene.wait({"op"});
  for (std::size_t i = 1; i < scene.holds.size(); ++i) CHECK(scene.holds[i] - scene.holds[i - 1] <= 3s + 20ms);
  CHECK(scene.holds.size() >= 30);
  CHECK(scene.clock.now() - scene.begun <= scene.end + 20ms);
}

TEST_CASE(
    "long poll: where every change is answered, readers see it at once, and a busy server does not make us busy") {
  HoldingScene scene{LongPoll::until_change};
  scene.options.fresh = 3s;
  scene.end = 60s;
  std::size_t told = 0;
  scene.answer_after = [](Milliseconds hold) { return hold == 0ms ? 10ms : 20ms; };
  scene.answer = [&](Milliseconds /*hold*/, Instant at) {
    if (at >= scene.begun + scene.end) return reply(200, "completed");
    const std::string word = "change " + std::to_string(++told);
    Observation seen = saw(Status::running);
    seen.message = word;
    scene.protocol.says(word, seen);
    return reply(200, word);
  };
  scene.add("op");
  scene.wait({"op"});
  CHECK(scene.plain.size() == 1);
  CHECK(scene.holds.size() > 100);
  CHECK(scene.holds.size() <= 60s / kNewsPause + 1);
}

TEST_CASE("long poll: a silent, a broken and an unwilling server is polled, and nobody is told of trouble") {
  struct Row {
    const char* why;
    std::function<Result<Response>(Milliseconds)> held;
    Milliseconds answer;
    std::size_t most_holds;
  };
  const Row rows[] = {
      {"silent", [](Milliseconds) { return reply(200, "running"); }, 24h, 1},
      {"knows no such thing", [](Milliseconds) { return reply(404, ""); }, 10ms, 1},
      {"not understood", [](Milliseconds) { return reply(200, "nonsense"); }, 10ms, 1},
      {"breaks off", [](Milliseconds) -> Result<Response> { return fail(ErrorKind::unreachable, "connection reset"); },
       5s, 2},
      {"answers at once", [](Milliseconds) { return reply(200, "running"); }, 10ms, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    HoldingScene scene{LongPoll::until_end};
    scene.answer_after = [&](Milliseconds hold) { return hold == 0ms ? 10ms : row.answer; };
    scene.answer = [&](Milliseconds hold, Instant at) -> Result<Response> {
      return hold == 0ms ? reply(200, at >= scene.begun + scene.end ? "completed" : "running") : row.held(hold);
    };
    scene.end = 20min;
    scene.add("op");
    CHECK(scene.wait({"op"}).verdicts.at(0).kind == Verdict::Kind::ended);
    CHECK(scene.holds.size() == row.most_holds);
    CHECK(scene.plain.size() > 3);
    CHECK(scene.plain.size() < 100);  // at the usual distance
    CHECK(scene.sink.all<PollTrouble>().empty());
  }
}

TEST_CASE("long poll: a server that is gone is found out by the plain question, and trusted again when it is back") {
  HoldingScene scene{LongPoll::until_end};
  scene.answer = [&](Milliseconds hold, Instant at) -> Result<Response> {
    const bool gone = at > scene.begun + 20s && at < scene.begun + 40s;
    if (gone || (hold > 0ms && scene.holds.size() == 1)) return fail(ErrorKind::unreachable, "connection refused");
    return reply(200, at >= scene.begun + scene.end ? "completed" : "running");
  };
  scene.answer_after = [&](Milliseconds hold) {
    const auto left = std::chrono::ceil<Milliseconds>(scene.begun + scene.end - scene.clock.now());
    return hold == 0ms ? 10ms : scene.holds.size() == 1 ? 21s : std::clamp(left, 10ms, hold);
  };
  scene.add("op");
  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
  CHECK(!scene.sink.all<PollTrouble>().empty());
  CHECK(scene.sink.all<PollRecovered>().size() == 1);
  CHECK(scene.holds.size() >= 3);
  CHECK(scene.clock.now() - scene.begun <= scene.end + 20ms);
}

TEST_CASE("long poll: a held poll lasts longer than is allowed once somebody wants fresher news") {
  struct Row {
    const char* why;
    LongPoll kind;
    Milliseconds fresh;
    Milliseconds after;
    bool outlasts;
  };
  const Row rows[] = {{"twenty seconds are left", LongPoll::until_end, 3s, 10s, true},
                      {"it ends soon anyway", LongPoll::until_end, 3s, 28s, false},
                      {"no sooner than before", LongPoll::until_end, 60s, 10s, false},
                      {"changes are told at once", LongPoll::until_change, 3s, 10s, false}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    LongPolling polling{row.kind, std::make_shared<HoldBudget>()};
    const Instant begun{1h};
    CHECK(!polling.outlasts({row.fresh, 300s}, begun));
    REQUIRE(polling.take_place());
    REQUIRE(polling.begin({std::nullopt, 300s}, begun) == 30s);
    CHECK(polling.outlasts({row.fresh, 300s}, begun + row.after) == row.outlasts);
    CHECK(!polling.outlasts({std::nullopt, 300s}, begun + row.after));
    polling.stopped();
    CHECK(!polling.outlasts({row.fresh, 300s}, begun + row.after));
  }
}

TEST_CASE("long poll: 16 are held open at a time, further operations are polled until one ends") {
  LongPolling::Terms terms{std::nullopt, 300s};
  const auto budget = std::make_shared<HoldBudget>();
  std::vector<std::unique_ptr<LongPolling>> all;
  for (int i = 0; i < 20; ++i) all.push_back(std::make_unique<LongPolling>(LongPoll::until_end, budget));
  const Instant now{};
  std::size_t held = 0;
  for (const auto& one : all) {
    one->take_place();
    held += one->begin(terms, now) ? 1U : 0U;
  }
  CHECK(held == kMostHeld);
  CHECK(!all.back()->take_place());
  all.front()->leave();
  CHECK(all.back()->take_place());
  all.clear();
  CHECK(budget->taken == 0);
}

TEST_CASE(
    "long poll: not with a fixed interval, not for a question asked once, and the last look does not wait for it") {
  for (const bool fixed : {true, false}) {
    HoldingScene scene{LongPoll::until_end};
    scene.add("op");
    if (fixed) scene.options.interval = 10s;
    if (!fixed) scene.options.timeout = 0ms;
    scene.wait({"op"}, fixed);
    CHECK(scene.holds.empty());
  }
  HoldingScene scene{LongPoll::until_end};
  scene.add("op");
  scene.options.timeout = 45s;
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Verdict::Kind::timeout);
  CHECK(scene.clock.now() - scene.begun <= 45s + 20ms);
  CHECK(scene.plain.back() == 45s);
}

TEST_CASE("long poll: cancellation does not wait for a held answer") {
  HoldingScene scene{LongPoll::until_end};
  scene.add("op");
  scene.options.on_interrupt = OnInterrupt::cancel;
  scene.signals.at(scene.begun + 12s, Signal::interrupt);
  std::optional<Milliseconds> asked;
  const auto answer = scene.answer;
  scene.answer = [&](Milliseconds hold, Instant at) -> Result<Response> {
    if (scene.transport.requests().back().request.method != "POST") return answer(hold, at);
    asked = std::chrono::floor<Milliseconds>(scene.clock.now() - scene.begun);
    scene.end = 13s;
    return reply(202, "");
  };
  scene.wait({"op"});
  CHECK(asked == 12s);
  CHECK(scene.clock.now() - scene.begun <= 14s);
}
