// SPDX-License-Identifier: MIT
// What those who follow learn of an outage that only the process that asks can see.
#include <doctest/doctest.h>

#include "support/shared_scene.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

namespace {

/// Another process leads, and tells that it has had no answer for `outage`.
void tell(Shared& scene, SessionId leader, std::optional<Milliseconds> outage) {
  LeaderNews news{"op", std::nullopt};
  if (outage) {
    const Error error{ErrorKind::unreachable, "connection refused", {}};
    news.trouble = LeaderTrouble{scene.clock.now(), PollTrouble{3, error, 4s, *outage}};
  }
  REQUIRE(scene.memory->leases()->tell(leader, std::span{&news, 1}));
}

/// What a process that begins to follow now would hear.
std::optional<LeaderTrouble> heard(Shared& scene) {
  const SessionId reader = *scene.memory->leases()->open_session({{}, "boot", 15s, {}});
  const auto lease = scene.memory->leases()->claim(reader, std::vector<std::string>{"op"});
  REQUIRE(lease);
  REQUIRE((lease->at(0).kind == Lease::Kind::others));
  REQUIRE(scene.memory->leases()->close_session(reader));
  return lease->at(0).trouble;
}

}  // namespace

TEST_CASE("R-20 outage: who follows shows the trouble of the one that asks, and that it is over") {
  Shared scene;
  scene.add("op");
  const SessionId leader = scene.other("op");
  scene.plan(3s, [&] { tell(scene, leader, 2s); });
  scene.plan(7s, [&] { tell(scene, leader, 6s); });
  scene.plan(8s, [&] { (void)scene.journal_elsewhere("op", Status::running); });  // tells nothing of the outage
  scene.plan(10s, [&] { tell(scene, leader, std::nullopt); });
  scene.plan(12s, [&] { (void)scene.journal_elsewhere("op", Status::completed); });

  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);

  const auto troubles = scene.sink.all<PollTrouble>();
  REQUIRE(troubles.size() == 2);
  CHECK(troubles[0].attempt == 3);
  CHECK(troubles[0].error.message == "connection refused");
  CHECK(troubles[0].outage >= 2s);
  CHECK(troubles[0].outage <= 2500ms);
  CHECK(troubles[0].retry <= 4s);
  CHECK(troubles[1].outage >= 6s);
  const auto recovered = scene.sink.all<PollRecovered>();
  REQUIRE(recovered.size() == 1);
  CHECK(recovered[0].outage >= 9s);
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("R-20 outage: who follows ends after its own --max-outage, whatever the one that asks allows") {
  for (const bool begun_before : {false, true}) {
    CAPTURE(begun_before);
    Shared scene;
    scene.add("op");
    scene.options.max_outage = 10s;
    const SessionId leader = scene.other("op");
    const Milliseconds lasted = begun_before ? 7s : 0s;
    if (begun_before) tell(scene, leader, lasted);
    if (!begun_before) scene.plan(3s, [&] { tell(scene, leader, 0s); });

    const WaitReport report = scene.wait({"op"});

    CHECK(report.verdicts.at(0).kind == Kind::unreachable);
    REQUIRE(report.verdicts[0].error);
    CHECK(report.verdicts[0].error->message == "connection refused");
    const auto waited = scene.clock.now() - scene.begun;
    CHECK(waited >= (begun_before ? 3s : 13s));
    CHECK(waited <= (begun_before ? 3500ms : 13500ms));
    CHECK(scene.transport.requests().empty());
  }
}

TEST_CASE("R-20 outage: who takes over in the middle of an outage goes on counting") {
  Shared scene;
  scene.add("op");
  scene.options.max_outage = 20s;
  scene.transport.otherwise([](const Request&) { return reply(502, ""); });
  const SessionId leader = scene.other("op");
  scene.plan(3s, [&] { tell(scene, leader, 0s); });
  scene.plan(12s, [&] { REQUIRE(scene.memory->leases()->close_session(leader)); });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::unreachable);

  CHECK(!scene.transport.requests().empty());
  CHECK(scene.clock.now() - scene.begun >= 22s);
  CHECK(scene.clock.now() - scene.begun <= 24s);
}

TEST_CASE("R-20 outage: the one that asks tells of its trouble, try by try, and when it is over") {
  Shared scene;
  scene.add("op");
  scene.transport.otherwise([&](const Request&) {
    const auto age = scene.clock.now() - scene.begun;
    return reply(age > 5s && age < 15s ? 502 : 200, age < 25s ? "running" : "completed");
  });
  std::vector<std::optional<LeaderTrouble>> all;
  for (const auto at : {4s, 8s, 14s, 20s}) {
    scene.plan(at, [&] { all.push_back(heard(scene)); });
  }

  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);

  REQUIRE(all.size() == 4);
  CHECK(!all[0]);
  REQUIRE(all[1]);
  REQUIRE(all[2]);
  CHECK(all[2]->what.attempt > all[1]->what.attempt);
  CHECK(all[2]->what.error.http_status == 502);
  CHECK(!all[3]);
}

TEST_CASE("outage: that the server refuses us is not told to others, who may be allowed") {
  Shared scene;
  scene.add("op");
  scene.options.timeout = 8s;
  scene.transport.otherwise([](const Request&) { return reply(403, ""); });
  std::optional<LeaderTrouble> told;
  scene.plan(5s, [&] { told = heard(scene); });
  (void)scene.wait({"op"});
  CHECK(!scene.sink.all<PollTrouble>().empty());
  CHECK(!told);
}

TEST_CASE("outage: a registry that cannot be written hears of it later") {
  Shared scene;
  scene.add("op");
  scene.options.timeout = 30s;
  scene.transport.otherwise([](const Request&) { return reply(502, ""); });
  std::optional<LeaderTrouble> first;
  std::optional<LeaderTrouble> later;
  scene.plan(1s, [&] { scene.leases.broken = true; });
  scene.plan(2s, [&] { first = heard(scene); });
  scene.plan(20s, [&] { scene.leases.broken = false; });
  scene.plan(22s, [&] { later = heard(scene); });
  (void)scene.wait({"op"});
  REQUIRE(later);
  CHECK((!first || first->what.attempt < later->what.attempt));
}
