// SPDX-License-Identifier: MIT
#include "track/local_recorder.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "protocol/local.hpp"
#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace local_recorder_test {
using Kind = Verdict::Kind;

namespace {

Operation local_record(const std::string& id) {
  Operation record;
  record.id = id;
  record.name = "load";
  record.provider = record.protocol = "local";
  record.remote.id = id;
  record.owner = {"ann", "here", 4711};
  return record;
}

Observation going(std::optional<double> progress, std::string message = {}) {
  Observation seen;
  seen.status = Status::running;
  seen.progress = progress;
  seen.message = std::move(message);
  return seen;
}

LogEntry line(std::string message) {
  LogEntry entry;
  entry.message = std::move(message);
  return entry;
}

/// A scene with one operation of this process.
struct LocalScene : Scene {
  LocalScene() { REQUIRE(recorder.begin(local_record("op"))); }

  WaitReport follow() {
    RecordingSink other;
    const auto record = memory->find("op");
    REQUIRE(record);
    REQUIRE(*record);
    return wait_for(World{clock, transport, *memory, signals}, other, {{**record, &local_protocol()}}, options);
  }
  /// What `optrack cancel` in another process writes.
  void cancel_elsewhere() {
    const auto known = memory->known("op");
    REQUIRE(known);
    Known after = *known;
    after.cancel_requested = true;
    Change change;
    change.op = "op";
    change.base_seq = known->last_seq;
    change.events = {
        Event{0, clock.wall(), "op", CancelChanged{CancelState::requested, "manual", "stop it", "eve@host"}}};
    change.known = &after;
    change.cancel = CancelRequest{clock.wall(), "manual", "stop it", "eve@host"};
    const auto committed = memory->commit(std::span{&change, 1});
    REQUIRE(committed);
    REQUIRE((committed->at(0).kind == Committed::Kind::stored));
  }

  LocalRecorder recorder{*store, clock, sink, 500ms};
};

}  // namespace

TEST_CASE("R-22 local operation: runs from its entry on, and its journal is like that of any other") {
  LocalScene scene;
  const auto begun = scene.memory->find("op");
  REQUIRE(*begun);
  CHECK((*begun)->status == Status::running);
  CHECK((*begun)->started == scene.clock.wall());

  scene.clock.advance(1s);
  scene.recorder.log(line("first"));
  Observation task = going(40.0);
  task.tasks.push_back({"t1", {}, "copy", {}, Status::running, {}, {}, {}, {}, {}, {}});
  task.resources.push_back({"r1", "file", "a.csv", {}});
  scene.recorder.record(std::move(task));
  REQUIRE(scene.recorder.end(Status::completed, "all done", Outcome{"rows", {"{\"count\":7}"}, {}}));

  CHECK(scene.journal("op") == "operation log_entry task_new resource_new progress progress status result");
  const auto ended = scene.memory->find("op");
  CHECK((*ended)->status == Status::completed);
  CHECK((*ended)->message == "all done");
  CHECK((*ended)->progress == 100.0);
  CHECK((*ended)->outcome->value.text == "{\"count\":7}");
  CHECK((*ended)->ended == scene.clock.wall());
  CHECK(scene.sink.types("op") == std::vector<std::string>{"operation", "log_entry", "task_new", "resource_new",
                                                           "progress", "progress", "status", "result"});
}

TEST_CASE("R-22 local operation: equal log lines are told apart, control characters made harmless") {
  LocalScene scene;
  scene.recorder.log(line("same"));
  scene.recorder.log(line("same"));
  scene.recorder.log(line("red \x1b[31malert"));
  const auto logs = scene.sink.all<LogAdded>();
  REQUIRE(logs.size() == 3);
  CHECK(logs[0].entry.id != logs[1].entry.id);
  CHECK(logs[2].entry.message == "red alert");
}

TEST_CASE("R-23 local operation: what comes often is committed at most twice a second, and the newest at the end") {
  LocalScene scene;
  const std::size_t before = scene.store->commits;
  for (int i = 1; i <= 99; ++i) {
    scene.recorder.record_soon(going(i, std::to_string(i) + " rows"));
    scene.clock.advance(10ms);
  }
  CHECK(scene.store->commits - before == 2);  // at 0 and 0.5 s of 0.99 s
  CHECK((*scene.memory->find("op"))->message == "51 rows");
  REQUIRE(scene.recorder.end(Status::failed, {}, {}));
  CHECK((*scene.memory->find("op"))->message == "99 rows");
  CHECK((*scene.memory->find("op"))->progress == 99.0);
}

TEST_CASE(
    "R-23 local operation: a partial result is in the registry before the end, and is the result without another") {
  LocalScene scene;
  Observation partial = going(std::nullopt);
  partial.outcome = Outcome{"rows", {"{\"count\":3}"}, {}};
  scene.recorder.record_soon(partial);
  CHECK(scene.memory->known("op")->outcome == partial.outcome);
  CHECK_FALSE((*scene.memory->find("op"))->outcome);
  const std::size_t commits = scene.store->commits;
  scene.clock.advance(1s);
  scene.recorder.record_soon(partial);
  CHECK(scene.store->commits == commits);  // nothing new, nothing written
  REQUIRE(scene.recorder.end(Status::failed, "disk full", {}));
  CHECK((*scene.memory->find("op"))->outcome == partial.outcome);
}

TEST_CASE("R-22 local operation: a cancellation by another process is found, and its event shown once") {
  LocalScene scene;
  CHECK_FALSE(scene.recorder.cancel_request());
  scene.cancel_elsewhere();
  CHECK_FALSE(scene.recorder.cancel_request());  // not looked for yet
  scene.clock.advance(250ms);
  REQUIRE(scene.recorder.cancel_request());
  CHECK(scene.recorder.cancel_request()->message == "stop it");
  REQUIRE(scene.recorder.end(Status::cancelled, "stop it", {}));
  CHECK(scene.journal("op") == "operation cancel status result");
  CHECK(scene.sink.all<CancelChanged>().size() == 1);
}

TEST_CASE("R-22 local operation: writing meets a cancellation by another process, and loses nothing") {
  LocalScene scene;
  scene.cancel_elsewhere();
  scene.recorder.log(line("still at it"));
  CHECK(scene.journal("op") == "operation cancel log_entry");
  REQUIRE(scene.recorder.cancel_request());  // at once: the conflict told
  CHECK(scene.recorder.cancel_request()->by == "eve@host");
}

TEST_CASE("R-22 local operation: a registry that cannot be written is told at the end") {
  LocalScene scene;
  scene.store->broken = true;
  scene.recorder.log(line("lost line"));
  const Result<void> ended = scene.recorder.end(Status::completed, {}, {});
  REQUIRE_FALSE(ended);
  CHECK(ended.error().kind == ErrorKind::local);
  CHECK(scene.sink.all<ResultReady>().size() == 1);  // shown all the same
}

TEST_CASE("R-22 wait: a local operation is followed by its journal, without a request") {
  LocalScene scene;
  int looks = 0;
  scene.options.owner_lives = [&](const Operation& /*operation*/) {
    if (++looks == 2) scene.recorder.log(line("half"));
    if (looks == 4) REQUIRE(scene.recorder.end(Status::completed, {}, {}));
    return looks <= 4;
  };
  const WaitReport report = scene.follow();
  CHECK(report.verdicts[0].kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::completed);
  CHECK(scene.transport.requests().empty());
  CHECK(looks == 4);
  CHECK(scene.clock.now() - scene.begun == 750ms);
}

TEST_CASE("R-21 wait: a local operation whose process is gone ends lost, and says so") {
  LocalScene scene;
  scene.options.owner_lives = [](const Operation& operation) { return operation.owner.pid != 4711; };
  const WaitReport report = scene.follow();
  CHECK(report.verdicts[0].kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::lost);
  CHECK(report.verdicts[0].operation.message.find("process 4711 on here") == 0);
  CHECK(scene.journal("op") == "operation status result");
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("R-22 wait: asked once, a local operation is as its journal says") {
  LocalScene scene;
  scene.options.timeout = 0ms;
  CHECK(scene.follow().verdicts[0].kind == Kind::pending);
  scene.options.timeout = 2s;
  CHECK(scene.follow().verdicts[0].kind == Kind::timeout);
  CHECK(scene.clock.now() - scene.begun < 3s);
}

TEST_CASE("R-22 wait: cancelling a local operation leaves the wish in the registry") {
  LocalScene scene;
  scene.options.timeout = 1s;
  scene.options.on_timeout = OnTimeout::cancel;
  CHECK(scene.follow().verdicts[0].kind == Kind::timeout);
  scene.clock.advance(1s);
  REQUIRE(scene.recorder.cancel_request());
  CHECK(scene.recorder.cancel_request()->reason == "timeout");
  CHECK(scene.transport.requests().empty());
}

}  // namespace local_recorder_test
