// SPDX-License-Identifier: MIT
#include "optrack/operation_scope.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>
#include <vector>

#include "optrack/tracker.hpp"
#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace operation_scope_test {

namespace {

struct ScopeScene : Scene {
  Tracker tracker{World{clock, transport, *store, signals}, {{"lab", &protocol}}};

  [[nodiscard]] Operation record(const std::string& name) {
    const auto found = tracker.find(name);
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }
};

}  // namespace

TEST_CASE("R-22 scope: runs from its entry on, and completes when it is left") {
  ScopeScene scene;
  std::string id;
  {
    auto scope = scene.tracker.scope("load", {.type = "data.load", .labels = {{"env", "dev"}}});
    REQUIRE(scope);
    id = scope->id();
    CHECK(scene.record("load").status == Status::running);
    CHECK(scene.record("load").protocol == "local");
    scope->log("reading", "debug");
    const std::string task = scope->begin_task("copy");
    scope->resource({"r1", "file", "a.csv", {}});
    scope->progress(50, "half");
    scope->end_task(task);
    scope->end_task("unknown");
    scope->result({"{\"rows\":3}"}, "rows");
  }
  const Operation ended = scene.record(id);
  CHECK(ended.status == Status::completed);
  CHECK(ended.type == "data.load");
  CHECK(ended.outcome->value.text == "{\"rows\":3}");
  CHECK(scene.memory->known(id)->tasks.at("t1").status == Status::completed);
  CHECK(scene.journal(id).find("GAP") == std::string::npos);
}

TEST_CASE("R-22 scope: fails when an exception leaves it; perform records the text too") {
  ScopeScene scene;
  const auto work = [&] {
    auto scope = scene.tracker.scope("raii");
    REQUIRE(scope);
    throw std::runtime_error("disk full");
  };
  CHECK_THROWS_WITH(work(), "disk full");
  CHECK(scene.record("raii").status == Status::failed);
  CHECK(scene.record("raii").message == "left by an exception");

  CHECK_THROWS_WITH(
      (void)scene.tracker.perform("told", {}, [](OperationScope&) { throw std::runtime_error("disk full"); }),
      "disk full");
  CHECK(scene.record("told").status == Status::failed);
  CHECK(scene.record("told").message == "disk full");
  CHECK(scene.tracker.perform("fine", {}, [](OperationScope& scope) { scope.log("ok"); }));
  CHECK(scene.record("fine").status == Status::completed);
}

TEST_CASE("R-22 scope: an exception under way when it is entered is not its own") {
  ScopeScene scene;
  struct Cleanup {
    ScopeScene& scene;
    ~Cleanup() { (void)scene.tracker.scope("cleanup"); }
  };
  try {
    const Cleanup cleanup{scene};
    throw std::runtime_error("first");
  } catch (const std::runtime_error&) {
  }
  CHECK(scene.record("cleanup").status == Status::completed);
}

TEST_CASE("R-22 scope: explicit ends are values, and the first one counts") {
  ScopeScene scene;
  auto scope = scene.tracker.scope("load");
  REQUIRE(scope);
  CHECK(scope->fail("no such table"));
  CHECK(scope->complete());
  CHECK(scope->ended());
  scope->log("too late");
  CHECK(scene.record("load").status == Status::failed);
  CHECK(scene.journal(scope->id()) == "operation status result");
}

TEST_CASE("R-22 scope: one that cannot be recorded is an error, and perform does not work then") {
  ScopeScene scene;
  CHECK(scene.tracker.scope("bad:name").error().kind == ErrorKind::usage);
  scene.store->broken = true;
  bool worked = false;
  const auto performed = scene.tracker.perform("load", {}, [&](OperationScope&) { worked = true; });
  REQUIRE_FALSE(performed);
  CHECK(performed.error().kind == ErrorKind::local);
  CHECK_FALSE(worked);
}

TEST_CASE("R-7 scope: nested scopes and starts have the innermost open one as parent") {
  ScopeScene scene;
  auto outer = scene.tracker.scope("outer");
  REQUIRE(outer);
  {
    const auto inner = scene.tracker.scope("inner");
    REQUIRE(inner);
    CHECK(scene.record("inner").parent == outer->id());
  }
  const auto next = scene.tracker.scope("next", {.parent = "0000000000"});
  CHECK(scene.record("next").parent == "0000000000");
  CHECK(scene.tracker.wait("outer").error().kind == ErrorKind::usage);  // it would wait for itself
}

TEST_CASE("R-6 scope: sources of cancellation stop it where it checks") {
  using namespace optrack::sources;
  ScopeScene scene;
  CancelHandle handle;
  REQUIRE(scene.tracker.cancel_when(any_of(timeout(5min), signal(SIGTERM), condition("log~panic"), manual(handle))));
  const auto stopped_by = [&](const std::string& name, const std::function<void(OperationScope&)>& cause) {
    CHECK_THROWS_AS((void)scene.tracker.perform(name, {},
                                                [&](OperationScope& scope) {
                                                  scope.check();
                                                  cause(scope);
                                                  scope.check();
                                                }),
                    Cancelled);
    CHECK(scene.record(name).status == Status::cancelled);
    return scene.record(name).cancel->reason;
  };
  CHECK(stopped_by("slow", [&](OperationScope&) { scene.clock.advance(5min); }) == "timeout");
  CHECK(stopped_by("killed", [&](OperationScope&) { scene.signals.at(scene.clock.now(), Signal::terminate); }) ==
        "signal");
  CHECK(stopped_by("noisy", [&](OperationScope& scope) { scope.log("kernel panic"); }) == "condition");
  CHECK(stopped_by("asked", [&](OperationScope&) { handle.request("enough"); }) == "manual");
  scene.tracker.cancel_never();
  CHECK(scene.tracker.perform("free", {}, [](OperationScope& scope) { scope.check(); }));
}

TEST_CASE("R-6 scope: a cancellation nobody looked at does not change how it ended") {
  ScopeScene scene;
  auto scope = scene.tracker.scope("load");
  REQUIRE(scope);
  scope->request_cancel("not needed");
  CHECK(scope->complete());
  CHECK(scene.record("load").status == Status::completed);
}

TEST_CASE("R-7 scope: cancelling the outer one stops the inner one, with reason parent") {
  ScopeScene scene;
  CHECK_THROWS_AS((void)scene.tracker.perform("outer", {},
                                              [&](OperationScope& outer) {
                                                outer.request_cancel("enough");
                                                auto inner = scene.tracker.scope("inner");
                                                REQUIRE(inner);
                                                inner->check();
                                              }),
                  Cancelled);
  CHECK(scene.record("inner").status == Status::cancelled);
  CHECK(scene.record("inner").cancel->reason == "parent");
  CHECK(scene.record("outer").status == Status::cancelled);
  CHECK(scene.record("outer").message == "enough");
}

TEST_CASE("R-6 shield: cleanup is not interrupted, and what came meanwhile counts afterwards") {
  ScopeScene scene;
  REQUIRE(scene.tracker.cancel_when(sources::timeout(1min)));
  bool cleaned = false;
  CHECK_THROWS_AS((void)scene.tracker.perform("load", {},
                                              [&](OperationScope& scope) {
                                                {
                                                  const Shield outer = scene.tracker.shield();
                                                  const Shield inner = scene.tracker.shield();
                                                  scene.clock.advance(2min);
                                                  scope.check();
                                                  CHECK_FALSE(scope.cancelled());
                                                  cleaned = true;
                                                }
                                                scope.check();
                                              }),
                  Cancelled);
  CHECK(cleaned);
}

TEST_CASE("R-19 scope: status callbacks tell of operations of this process too") {
  ScopeScene scene;
  std::string said;
  for (const Stage stage : {Stage::start, Stage::progress, Stage::completed, Stage::failed, Stage::cancelled}) {
    scene.tracker.on(stage, [&](const StageReport& report) { said += std::string{to_string(report.stage)} + ' '; });
  }
  REQUIRE(scene.tracker.perform("load", {}, [](OperationScope& scope) { scope.progress(40); }));
  CHECK(said == "start progress progress completed ");
}

}  // namespace operation_scope_test
