// SPDX-License-Identifier: MIT
#include "optrack/wait.hpp"

#include <doctest/doctest.h>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

namespace {

LogEntry line(std::string id, WallTime at) {
  LogEntry entry;
  entry.id = std::move(id);
  entry.at = at;
  entry.message = "line " + entry.id;
  return entry;
}

std::vector<std::string> logged(const Scene& scene) {
  std::vector<std::string> ids;
  for (const LogAdded& added : scene.sink.all<LogAdded>()) ids.push_back(added.entry.id);
  return ids;
}

}  // namespace

TEST_CASE("T-2 wait: attaching polls at once, the end is journalled before it is shown") {
  Scene scene;
  scene.add("op");
  scene.answer("op", "running");
  scene.answer("op", "completed");

  const WaitReport report = scene.wait({"op"});

  REQUIRE(report.verdicts.size() == 1);
  CHECK(report.verdicts[0].kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::completed);
  CHECK(scene.request_times().at(0) == 0ms);
  CHECK(scene.journal("op") == "operation status status result");
  CHECK((scene.sink.types("op") == std::vector<std::string>{"operation", "status", "status", "result"}));
  CHECK(scene.sink.types().front() == "stream_start");
  CHECK(scene.sink.events.back().seq == 4);
  CHECK(scene.transport.complaints() == "");
}

TEST_CASE("T-13 wait: a start by this process waits before its first poll") {
  Scene scene;
  scene.add("op");
  scene.answer("op", "running");
  scene.answer("op", "running");
  scene.answer("op", "completed");
  scene.transport.latency = 0ms;

  (void)scene.wait({"op"}, true);

  CHECK((scene.request_times() == std::vector<Milliseconds>{500ms, 2000ms, 4500ms}));
}

TEST_CASE("T-13 wait: a fixed interval and Retry-After decide when to ask") {
  Scene scene;
  scene.add("op");
  scene.options.interval = 1s;
  scene.transport.latency = 0ms;
  scene.answer("op", "running");
  scene.answer("op", "running", {{"Retry-After", "7"}});
  scene.answer("op", "completed");

  (void)scene.wait({"op"});

  CHECK((scene.request_times() == std::vector<Milliseconds>{0ms, 1000ms, 8000ms}));
}

TEST_CASE("wait: a poll that brings nothing new writes nothing") {
  Scene scene;
  scene.add("op");
  for (int i = 0; i < 20; ++i) scene.answer("op", "running");
  scene.answer("op", "completed");

  (void)scene.wait({"op"});

  CHECK(scene.store->commits == 3);  // first sight, running, the end
  const auto known = scene.memory->known("op");
  REQUIRE(known);
  CHECK(known->polls.polls == 21);
}

TEST_CASE("wait: an operation that had ended is answered from the registry, without a request") {
  Scene scene;
  scene.add("op");
  scene.answer("op", "failed");
  (void)scene.wait({"op"});
  scene.sink.events.clear();

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::failed);
  CHECK((scene.sink.types("op") == std::vector<std::string>{"operation", "status", "result"}));
  CHECK(scene.transport.requests().size() == 1);
}

TEST_CASE("wait: late log entries come before the result") {
  Scene scene;
  scene.add("op");
  scene.protocol.with.late_logs = true;
  Observation end = saw(Status::completed);
  end.logs = {line("1", scene.clock.wall())};
  scene.protocol.says("end", end);
  end.logs.push_back(line("2", scene.clock.wall()));
  scene.protocol.says("drained", end);
  scene.transport.latency = 0ms;
  scene.answer("op", "end");
  scene.answer("op", "drained");

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(scene.journal("op") == "operation log_entry status log_entry result");
  CHECK((scene.request_times() == std::vector<Milliseconds>{0ms, 1000ms}));
}

TEST_CASE("R-1 wait: left between the end and the drain and begun again, late log entries get their second") {
  Scene scene;
  scene.add("op");
  scene.protocol.with.late_logs = true;
  Observation end = saw(Status::completed);
  scene.protocol.says("end", end);
  end.logs = {line("late", scene.clock.wall())};
  scene.protocol.says("drained", end);
  scene.transport.latency = 0ms;
  scene.answer("op", "end");
  scene.answer("op", "drained");
  scene.signals.at(scene.begun + 500ms, Signal::interrupt);

  scene.wait({"op"});
  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(scene.journal("op") == "operation status log_entry result");
  CHECK((scene.request_times() == std::vector<Milliseconds>{0ms, 1500ms}));
}

TEST_CASE("wait: a failing drain changes nothing") {
  Scene scene;
  scene.add("op");
  scene.protocol.with.late_logs = true;
  scene.answer("op", "failed");
  scene.refuse("op", 500);

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::failed);
  CHECK(scene.journal("op") == "operation status result");
}

TEST_CASE("wait: trouble is reported, retried, and over once an answer comes") {
  Scene scene;
  scene.add("op");
  scene.refuse("op", 500);
  scene.refuse("op", 503, {{"Retry-After", "5"}});
  scene.transport.expect("GET", "/ops/op", fail(ErrorKind::unreachable, "connection refused"));
  scene.answer("op", "completed");
  scene.transport.latency = 0ms;

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK((scene.sink.types("op") == std::vector<std::string>{"operation", "poll_error", "poll_error", "poll_error",
                                                            "poll_ok", "status", "result"}));
  CHECK((scene.request_times() == std::vector<Milliseconds>{0ms, 750ms, 5750ms, 8750ms}));
  CHECK((scene.sink.all<PollRecovered>().at(0).outage == 8750ms));
}

TEST_CASE("wait: lasting trouble ends with its kind") {
  struct Row {
    const char* why;
    int status;
    const char* before;
    Kind want;
    Status operation;
  };
  const Row rows[] = {
      {"5xx for ever", 500, nullptr, Kind::unreachable, Status::pending},
      {"denied", 403, nullptr, Kind::denied, Status::pending},
      {"never there", 404, nullptr, Kind::not_found, Status::pending},
      {"vanished", 404, "running", Kind::ended, Status::lost},
      {"refused", 422, "running", Kind::rejected, Status::running},
      {"cannot be understood", 200, nullptr, Kind::unreachable, Status::pending},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.add("op");
    if (row.before != nullptr) scene.answer("op", row.before);
    scene.transport.otherwise([&row](const Request&) { return reply(row.status, "<html>"); });
    const WaitReport report = scene.wait({"op"});
    CHECK(report.verdicts.at(0).kind == row.want);
    CHECK(report.verdicts[0].operation.status == row.operation);
    CHECK(report.verdicts[0].error.has_value() == (row.want != Kind::ended));
    CHECK(scene.clock.now() - scene.begun <= 301s);
  }
}

TEST_CASE("T-7 wait: at the timeout the present status is looked up") {
  Scene scene;
  scene.add("op");
  scene.options.timeout = 10s;
  scene.options.interval = 8s;
  scene.answer("op", "pending");
  scene.answer("op", "pending");
  scene.answer("op", "running");

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::timeout);
  CHECK(report.verdicts[0].operation.status == Status::running);
  CHECK(scene.request_times().back() == 10s);
  CHECK(scene.transport.complaints() == "");
}

TEST_CASE("T-7 wait: a last look is bounded and skipped when there is fresh news") {
  Scene scene;
  scene.add("op");
  scene.options.timeout = 10s;
  scene.options.interval = 9500ms;
  scene.answer("op", "running");
  scene.answer("op", "running");

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.transport.requests().size() == 2);

  scene.transport.latency = 1h;
  scene.answer("op", "completed");
  scene.options.timeout = 3s;
  const Instant begun = scene.clock.now();
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.clock.now() - begun == 8s);
}

TEST_CASE("wait: a timeout of zero asks once") {
  struct Row {
    const char* why;
    const char* word;
    Kind want;
  };
  const Row rows[] = {
      {"active", "running", Kind::pending}, {"ended", "completed", Kind::ended}, {"garbage", "?", Kind::unreachable}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.add("op");
    scene.options.timeout = 0ms;
    scene.answer("op", row.word);
    CHECK(scene.wait({"op"}, true).verdicts.at(0).kind == row.want);
    CHECK(scene.transport.requests().size() == 1);
  }
}

TEST_CASE("wait: a deadline on the wall clock holds when that clock is set") {
  Scene scene;
  scene.add("op");
  scene.options.deadline = scene.clock.wall() + 1h;
  scene.options.interval = 20s;
  scene.transport.otherwise([&scene](const Request&) {
    if (scene.clock.now() - scene.begun > 30s) scene.clock.step_wall(2h);
    return reply(200, "running");
  });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.clock.now() - scene.begun < 60s);
}

TEST_CASE("wait: an answer that never comes is given up after a minute") {
  Scene scene;
  scene.add("op");
  scene.transport.latency = 24h;
  scene.options.timeout = 90s;
  scene.transport.otherwise([](const Request&) { return reply(200, "completed"); });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK((scene.sink.all<PollTrouble>().at(0).error.kind == ErrorKind::timeout));
}

TEST_CASE("T-12 wait: one's trouble does not touch another") {
  Scene scene;
  scene.add("good");
  scene.add("bad");
  scene.transport.otherwise([](const Request& request) {
    if (request.target == "/ops/bad") return reply(403, "");
    return reply(200, "completed");
  });

  const WaitReport report = scene.wait({"bad", "good"});

  CHECK(report.verdicts.at(0).kind == Kind::denied);
  CHECK(report.verdicts.at(1).kind == Kind::ended);
}

TEST_CASE("T-12 wait: any and fail-fast leave the others active") {
  for (const bool any : {true, false}) {
    CAPTURE(any);
    Scene scene;
    scene.add("slow");
    scene.add("fast");
    scene.options.first = any ? 1 : 0;
    scene.options.fail_fast = !any;
    scene.transport.otherwise([any](const Request& request) {
      if (request.target == "/ops/slow") return reply(200, "running");
      return reply(200, any ? "completed" : "failed");
    });
    const WaitReport report = scene.wait({"slow", "fast"});
    CHECK(report.verdicts.at(0).kind == Kind::detached);
    CHECK(report.verdicts.at(1).kind == Kind::ended);
  }
}

TEST_CASE("T-5 wait: silence shows heartbeats") {
  Scene scene;
  scene.add("op");
  scene.options.heartbeat = 30s;
  scene.options.timeout = 100s;
  Observation seen = saw(Status::running);
  seen.tasks.emplace_back();
  seen.tasks[0].id = "disk-1";
  seen.tasks[0].status = Status::running;
  scene.protocol.says("busy", seen);
  scene.transport.otherwise([](const Request&) { return reply(200, "busy"); });

  (void)scene.wait({"op"});

  const auto beats = scene.sink.all<Heartbeat>();
  REQUIRE(beats.size() == 3);
  CHECK((beats[1].silent == 60s));
  CHECK((beats[1].running == std::vector<std::string>{"disk-1"}));
}

TEST_CASE("wait: each log entry once, whatever the server repeats") {
  Scene scene;
  scene.add("op");
  Observation seen = saw(Status::running);
  seen.logs = {line("2", scene.clock.wall()), line("1", scene.clock.wall())};
  scene.protocol.says("first", seen);
  seen.logs = {line("3", scene.clock.wall()), line("2", scene.clock.wall()), line("2", scene.clock.wall())};
  seen.status = Status::completed;
  scene.protocol.says("second", seen);
  scene.answer("op", "first");
  scene.answer("op", "second");

  (void)scene.wait({"op"});

  CHECK((logged(scene) == std::vector<std::string>{"1", "2", "3"}));
}

TEST_CASE("wait: nothing new from the journal when only news is wanted") {
  Scene scene;
  scene.add("op");
  scene.options.timeout = 0ms;
  scene.answer("op", "running");
  (void)scene.wait({"op"});
  scene.sink.events.clear();
  scene.options.from_start = false;
  scene.answer("op", "completed");

  (void)scene.wait({"op"});

  CHECK((scene.sink.types("op") == std::vector<std::string>{"status", "result"}));
}

TEST_CASE("wait: 300 operations end in one loop") {
  Scene scene;
  std::vector<std::string> ids;
  for (int i = 0; i < 300; ++i) {
    ids.push_back("op" + std::to_string(i));
    scene.add(ids.back());
  }
  scene.transport.latency = 0ms;
  scene.transport.otherwise([](const Request&) { return reply(200, "completed"); });

  const WaitReport report = scene.wait(ids);

  for (const Verdict& verdict : report.verdicts) CHECK(verdict.kind == Kind::ended);
}
