// SPDX-License-Identifier: MIT
#include "optrack/tracker.hpp"

#include <doctest/doctest.h>

#include <csignal>

#include "protocol/protocols.hpp"
#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace tracker_test {
using Kind = Verdict::Kind;

namespace {

/// A tracker in a scene: provider "lab" speaks the fake protocol, "box" a real one.
struct TrackerScene : Scene {
  Tracker tracker{World{clock, transport, *store, signals}, {{"lab", &protocol}, {"box", find_protocol("lxd")}}};

  /// Polls answer running, in the end `last` once `lasts` has passed.
  void runs_for(Milliseconds lasts, const std::string& last = "completed") {
    transport.otherwise([this, lasts, last](const Request& request) {
      if (request.target.ends_with("/cancel")) cancel_asked = true;
      if (request.method == "POST") return reply(202, "");
      if (cancel_asked) return reply(200, "cancelled");
      return reply(200, clock.now() - begun < lasts ? "running" : last);
    });
  }
  bool cancel_asked = false;
};

}  // namespace

TEST_CASE("T-2 tracker: waits for what was tracked, and gives the outcome as a value") {
  TrackerScene scene;
  Observation done = saw(Status::completed);
  done.outcome = Outcome{"Catlet", {"{\"id\":\"c1\"}"}, {}};
  scene.protocol.says("completed", done);
  scene.runs_for(20s);
  const Result<Operation> operation = scene.tracker.track("lab", "op-7", "web");
  REQUIRE(operation);
  const Result<Verdict> verdict = scene.tracker.wait("web");
  REQUIRE(verdict);
  CHECK(verdict->kind == Kind::ended);
  CHECK(verdict->operation.status == Status::completed);
  CHECK(verdict->operation.outcome->value.text == "{\"id\":\"c1\"}");
  CHECK(scene.tracker.find(operation->id)->value().status == Status::completed);
  CHECK(scene.tracker.list()->size() == 1);
  CHECK(scene.tracker.events(operation->id)->size() >= 3);
  CHECK(scene.tracker.track("lab", "op-7")->id != operation->id);  // that one has ended: a new run
}

TEST_CASE("T-2 tracker: tracking an active operation again gives the record there is") {
  TrackerScene scene;
  const Result<Operation> first = scene.tracker.track("lab", "op-7");
  REQUIRE(first);
  CHECK(scene.tracker.track("lab", "op-7")->id == first->id);
}

TEST_CASE("T-1 tracker: starts with parameters, and says everything that is wrong before sending") {
  TrackerScene scene;
  const Result<Operation> wrong = scene.tracker.start("instances.strat", {}, {.provider = "box"});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
  CHECK(wrong.error().message.find("instances.start") != std::string::npos);
  CHECK_FALSE(scene.tracker.start("instances.start", {{"nope", "1"}}, {.provider = "box"}));
  CHECK_FALSE(scene.tracker.start("instances.start", {}, {.provider = "boks"}));
  CHECK(scene.transport.requests().empty());
  CHECK(scene.tracker.list()->empty());

  const std::string id = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";
  scene.transport.otherwise([&](const Request& /*request*/) {
    return reply(202, R"({"type":"async","status_code":100,"operation":"/1.0/operations/)" + id +
                          R"(","metadata":{"id":")" + id + R"(","status":"Running","status_code":103}})");
  });
  const Result<Operation> begun = scene.tracker.start("instances.start", {{"instance", "web"}},
                                                      {.provider = "box", .name = "boot", .labels = {{"a", "b"}}});
  REQUIRE_MESSAGE(begun, begun.error().message);
  CHECK(begun->remote.id == id);
  CHECK(begun->name == "boot");
  CHECK(begun->labels.at("a") == "b");
}

TEST_CASE("T-4 tracker: handlers are chained, and each event of start and waits arrives once") {
  TrackerScene scene;
  scene.runs_for(20s);
  std::string said;
  scene.tracker.on<OperationSeen>([&](const OperationSeen& /*seen*/) { said += "seen "; })
      .on<StatusChanged>([&](const StatusChanged& change) { said += std::string{to_string(change.to)} + ' '; })
      .on(Stage::completed, [&](const StageReport& report) { said += report.op.empty() ? "?" : "done "; });
  REQUIRE(scene.tracker.track("lab", "op-7", "web"));
  WaitOptions short_wait;
  short_wait.timeout = 5s;
  CHECK(scene.tracker.wait("web", short_wait)->kind == Kind::timeout);
  CHECK(scene.tracker.wait("web")->kind == Kind::ended);
  CHECK(scene.tracker.wait("web")->kind == Kind::ended);
  CHECK(said == "seen running completed done ");
}

TEST_CASE("T-4 tracker: a handler may not wait, and that is a value too") {
  TrackerScene scene;
  scene.runs_for(5s);
  std::string said;
  scene.tracker.on<StatusChanged>([&](const StatusChanged& /*change*/) {
    const auto inner = scene.tracker.wait("web");
    if (!inner) said = inner.error().message;
  });
  REQUIRE(scene.tracker.track("lab", "op-7", "web"));
  CHECK(scene.tracker.wait("web")->kind == Kind::ended);
  CHECK(said == "the tracker is in use: a handler may not start, track, wait or cancel");
}

TEST_CASE("R-2 tracker: what is not there is no error when looked for, and one when waited for") {
  TrackerScene scene;
  CHECK_FALSE(scene.tracker.find("nothing")->has_value());
  CHECK(scene.tracker.wait("nothing").error().kind == ErrorKind::not_found);
  REQUIRE(scene.tracker.track("lab", "a", "twin"));
  REQUIRE(scene.tracker.track("lab", "b", "twin"));
  CHECK(scene.tracker.find("twin").error().kind == ErrorKind::usage);
}

TEST_CASE("R-5 tracker: cancel asks the server with a reason, and knows the reasons") {
  TrackerScene scene;
  scene.runs_for(1h);
  REQUIRE(scene.tracker.track("lab", "op-7", "web"));
  CHECK(scene.tracker.cancel("web", "boredom").error().kind == ErrorKind::usage);
  const auto outcome = scene.tracker.cancel("web", "manual", "wrong branch");
  REQUIRE(outcome);
  CHECK((outcome->kind == CancelOutcome::Kind::requested));
  CHECK(scene.tracker.find("web")->value().cancel->message == "wrong branch");
  CHECK(scene.tracker.wait("web")->operation.status == Status::cancelled);
}

TEST_CASE("R-6 tracker: sources of cancellation apply to every wait") {
  using namespace optrack::sources;
  TrackerScene scene;
  scene.runs_for(1h);
  REQUIRE(scene.tracker.track("lab", "op-7", "web"));
  CHECK(scene.tracker.cancel_when(timeout(-1ms)).error().kind == ErrorKind::usage);
  REQUIRE(scene.tracker.cancel_when(any_of(timeout(5min), signal(SIGINT), condition("log~panic"))));
  scene.signals.at(scene.begun + 30s, Signal::interrupt);
  const auto verdict = scene.tracker.wait("web");
  REQUIRE(verdict);
  CHECK(verdict->operation.status == Status::cancelled);
  CHECK(scene.tracker.find("web")->value().cancel->reason == "signal");
  CHECK(scene.clock.now() - scene.begun < 2min);
}

TEST_CASE("R-6 shield: a wait inside is not interrupted, and the signal counts afterwards") {
  TrackerScene scene;
  scene.runs_for(60s);
  REQUIRE(scene.tracker.track("lab", "op-7", "web"));
  scene.signals.at(scene.begun + 10s, Signal::terminate);
  {
    const Shield shield = scene.tracker.shield();
    CHECK(scene.tracker.wait("web")->kind == Kind::ended);
  }
  REQUIRE(scene.tracker.track("lab", "op-8", "next"));
  scene.runs_for(1h);
  const auto left = scene.tracker.wait_many({"next"});
  REQUIRE(left);
  CHECK(left->signal == Signal::terminate);
  CHECK(left->verdicts[0].kind == Kind::detached);
}

}  // namespace tracker_test
