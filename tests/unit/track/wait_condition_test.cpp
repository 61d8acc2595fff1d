// SPDX-License-Identifier: MIT
// Waiting for what one means: conditions, how many decide, limits of one operation.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "support/running_scene.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

TEST_CASE("wait --for: a condition that comes true ends the wait, the operation goes on") {
  Running scene;
  const Verdict verdict = scene.wait_for_all({"task:copy"});
  CHECK(verdict.kind == Kind::met);
  CHECK(verdict.operation.status == Status::running);
  CHECK(scene.lasted() == 10s);
  CHECK((scene.sink.all<StreamStart>().at(0).conditions == std::vector<std::string>{"task:copy"}));
  const std::vector<std::string> types = scene.sink.types("op");
  const auto task = std::find(types.begin(), types.end(), "task_new");
  REQUIRE(task != types.end());
  CHECK(*(task + 1) == "condition");
  CHECK(scene.journal("op").find("condition") == std::string::npos);
}

TEST_CASE("wait --for: repeated conditions must all come true, at whatever time") {
  Running scene;
  CHECK(scene.wait_for_all({"status=pending", "log~MiB", "progress=40"}).kind == Kind::met);
  CHECK(scene.lasted() == 10s);
  CHECK(scene.decided() == "status=pending met; log~MiB met; progress=40 met; ");
}

TEST_CASE("wait --for: what can no longer come true ends the wait with a sentence") {
  Running scene;
  const Verdict verdict = scene.wait_for_all({"success", "task:other"});
  CHECK(verdict.kind == Kind::impossible);
  REQUIRE(verdict.error);
  CHECK(verdict.error->message ==
        "condition task:other can no longer come true: ended completed; task:other never appeared");
  CHECK(verdict.operation.outcome);
  CHECK(scene.journal("op").ends_with("result"));
  CHECK(scene.decided() == "success met; task:other impossible; ");

  Running early;
  CHECK(early.wait_for_all({"progress<=30", "!status=pending"}).kind == Kind::impossible);
  CHECK(early.lasted() == 10s);
}

TEST_CASE("wait --for: conditions over the record, of the running operation and of its result") {
  CHECK(Running{}.wait_for_all({"/progress=40"}).operation.status == Status::running);
  CHECK(Running{}.wait_for_all({"/result/id=7"}).kind == Kind::met);
  CHECK(Running{}.wait_for_all({"/result/id=8"}).kind == Kind::impossible);
  CHECK(Running{}.wait_for_all({"!/result/id=8"}).kind == Kind::met);
}

TEST_CASE("wait --for: what the journal already holds counts, without a request") {
  for (const bool from_start : {true, false}) {
    CAPTURE(from_start);
    Running scene;
    scene.options.timeout = 15s;
    CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
    const std::size_t asked = scene.transport.requests().size();
    scene.options.from_start = from_start;
    scene.sink.events.clear();

    const Verdict verdict = scene.wait_for_all({"log~10 MiB", "!status=pending"});

    CHECK(verdict.kind == Kind::met);
    CHECK(scene.transport.requests().size() == asked);
    CHECK((scene.sink.all<LogAdded>().size() == 1) == from_start);
    CHECK(scene.decided().find("log~10 MiB met") != std::string::npos);
  }
}

TEST_CASE("wait --for: what another process journalled counts too") {
  Running scene;
  scene.options.conditions = conditions({"task:theirs"});
  scene.store->before_commit = [&scene, writes = 0]() mutable {
    if (++writes != 2) return;  // between our first sight and our first news
    Known known = *scene.memory->known("op");
    Task task;
    task.id = "x";
    task.name = "theirs";
    known.tasks["x"] = task;
    Change change;
    change.op = "op";
    change.base_seq = known.last_seq;
    change.known = &known;
    change.events.push_back({0, scene.clock.wall(), "op", TaskNew{task}});
    REQUIRE(scene.memory->commit({&change, 1}));
  };
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::met);
  CHECK(scene.decided() == "task:theirs met; ");
}

TEST_CASE("wait --for: without a registry that works conditions are decided all the same") {
  Running scene;
  scene.store->broken = true;
  CHECK(scene.wait_for_all({"task:copy"}).kind == Kind::met);
}

TEST_CASE("wait --for: the table of conditions, ends and exit codes") {
  struct Row {
    const char* condition;
    int codes[4];  ///< Of an operation that completes, fails, is cancelled, is lost.
  };
  const Row rows[] = {
      {"done", {0, 1, 3, 5}},
      {"success", {0, 10, 10, 10}},
      {"!success", {10, 0, 0, 0}},
      {"status=running", {0, 0, 0, 0}},
      {"status=failed", {10, 0, 10, 10}},
      {"status=completed || status=cancelled", {0, 10, 0, 10}},
      {"task:copy", {0, 0, 0, 0}},
      {"task:copy=completed", {10, 10, 10, 10}},
      {"progress>=50", {0, 10, 10, 10}},
      {"log~panic", {10, 10, 10, 10}},
      {"resource:Disk || done", {0, 0, 0, 0}},
      {"/result_type=Catlet", {0, 10, 10, 10}},
  };
  const Status ends[] = {Status::completed, Status::failed, Status::cancelled, Status::lost};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < std::size(ends); ++i) {
      CAPTURE(row.condition);
      CAPTURE(to_string(ends[i]));
      Running scene{ends[i]};
      scene.options.conditions = conditions({row.condition});
      CHECK(cli::exit_code_for(scene.wait({"op"}), {}) == row.codes[i]);
    }
  }
}

TEST_CASE("wait --for done: with another condition, how it ended decides once that came true") {
  CHECK(Running{Status::failed}.wait_for_all({"done", "task:copy"}).kind == Kind::ended);
  CHECK(Running{Status::failed}.wait_for_all({"done", "task:other"}).kind == Kind::impossible);
}

TEST_CASE("wait --for: asked once, what is open is pending, what holds is met") {
  Running scene;
  scene.options.timeout = 0ms;
  CHECK(scene.wait_for_all({"task:copy"}).kind == Kind::pending);
  CHECK(scene.wait_for_all({"status=pending"}).kind == Kind::met);
}

TEST_CASE("T-12 wait --first: so many operations decide, by their end or their conditions") {
  struct Row {
    std::size_t first;
    Milliseconds lasted;
    int detached;
  };
  for (const Row row : {Row{1, 10s, 2}, Row{2, 20s, 1}, Row{3, 30s, 0}}) {
    Scene scene;
    scene.options.interval = 5s;
    scene.transport.latency = 0ms;
    scene.options.first = row.first;
    scene.options.conditions = conditions({"status=running"});
    for (const char* id : {"a", "b", "c"}) scene.add(id);
    scene.transport.otherwise([&scene](const Request& request) {
      const auto start = request.target == "/ops/a" ? 10s : request.target == "/ops/b" ? 20s : 30s;
      return reply(200, scene.clock.now() - scene.begun < start ? "pending" : "running");
    });
    const WaitReport report = scene.wait({"a", "b", "c"});
    CHECK(scene.clock.now() - scene.begun == row.lasted);
    CHECK(std::count_if(report.verdicts.begin(), report.verdicts.end(),
                        [](const Verdict& verdict) { return verdict.kind == Kind::detached; }) == row.detached);
  }
}

TEST_CASE("T-12 wait --fail-fast --cancel-rest: the others are asked to cancel, their end is not waited for") {
  Running scene{Status::failed};
  scene.add("two");
  scene.options.fail_fast = true;
  scene.options.cancel_rest = true;
  const WaitReport report = scene.wait({"op", "two"});
  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(report.verdicts.at(1).kind == Kind::detached);
  CHECK(cli::exit_code_for(report, {}) == 1);
  const auto cancel = (*scene.memory->find("two"))->cancel;
  REQUIRE(cancel);
  CHECK(cancel->reason == "condition");
  CHECK(cancel->message == "op ended failed");
  CHECK(scene.journal("two") == "operation status cancel cancel");
  CHECK(scene.lasted() <= 42s);
}

TEST_CASE("T-12 wait --cancel-rest: a server that does not answer is waited for 10 s") {
  Running scene{Status::failed};
  scene.add("two");
  scene.options.fail_fast = true;
  scene.options.cancel_rest = true;
  scene.transport.otherwise([&scene](const Request& request) {
    if (request.method == "POST") scene.transport.latency = 1h;
    const bool over = scene.clock.now() - scene.begun >= 10s;
    return reply(200, request.target == "/ops/op" && over ? "failed" : "running");
  });
  scene.wait({"op", "two"});
  const Milliseconds lasted = scene.lasted();
  CHECK(lasted >= 20s);
  CHECK(lasted <= 22s);
}

TEST_CASE("wait --fail-fast: a condition that became impossible counts as ended badly") {
  Running scene;
  scene.add("two");
  scene.options.fail_fast = true;
  scene.options.conditions = conditions({"progress<=30"});
  const WaitReport report = scene.wait({"op", "two"});
  CHECK(report.verdicts.at(0).kind == Kind::impossible);
  CHECK(report.verdicts.at(1).kind == Kind::detached);
  CHECK(cli::exit_code_for(report, {}) == 10);
}

TEST_CASE("wait --each-timeout: counts for each operation alone, the others go on") {
  Running scene;
  scene.add("two");
  scene.options.each_timeout = 55s;
  const WaitReport report = scene.wait({"op", "two"});
  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(report.verdicts.at(1).kind == Kind::timeout);
  CHECK(scene.lasted() == 55s);
  CHECK_FALSE((*scene.memory->find("two"))->cancel);
}

TEST_CASE("wait --each-timeout --on-timeout cancel: asks to cancel, journal first, and is still a timeout") {
  Running scene;
  scene.options.each_timeout = 15s;
  scene.options.on_timeout = OnTimeout::cancel;
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.cancelled);
  CHECK(scene.lasted() <= 16s);
  CHECK((*scene.memory->find("op"))->cancel->reason == "timeout");
}

TEST_CASE("wait --since: only what was journalled lately is shown, all of it counts") {
  Running scene;
  scene.options.timeout = 35s;
  scene.wait({"op"});
  scene.sink.events.clear();
  scene.options.since = scene.clock.wall() - 30s;
  scene.options.timeout.reset();
  CHECK(scene.wait_for_all({"status=pending"}).kind == Kind::met);
  CHECK(scene.sink.all<OperationSeen>().empty());
  CHECK(scene.sink.all<TaskNew>().size() == 1);
}
