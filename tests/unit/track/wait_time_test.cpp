// SPDX-License-Identifier: MIT
// Clocks that jump, servers that live in another time, and when to ask them.
#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

namespace {

const WallTime kEpoch{};

/// Waits until the operation has run for a minute of the steady clock.
WaitReport wait_a_minute(Scene& scene) {
  scene.transport.otherwise(
      [&scene](const Request&) { return reply(200, scene.clock.now() - scene.begun < 60s ? "running" : "completed"); });
  return scene.wait({"op"});
}

}  // namespace

TEST_CASE("wait: the wall clock may jump; polls and time limits do not care") {
  for (const auto jump : {-48h, 48h}) {
    CAPTURE(jump.count());
    Scene scene;
    scene.add("op");
    scene.options.interval = 7s;
    scene.options.timeout = 10min;
    scene.options.heartbeat = 30s;
    bool jumped = false;
    scene.protocol.before_poll = [&] {
      if (scene.clock.now() - scene.begun > 20s && !std::exchange(jumped, true)) scene.clock.step_wall(jump);
    };

    const WaitReport report = wait_a_minute(scene);

    CHECK(jumped);
    CHECK(report.verdicts.at(0).kind == Kind::ended);
    CHECK(scene.request_times().size() == 10);
    const auto results = scene.sink.all<ResultReady>();
    REQUIRE(results.size() == 1);
    CHECK(results[0].elapsed.value_or(-1ms) >= 0ms);
  }
}

TEST_CASE("wait: a deadline is not missed when the wall clock jumps back, nor a timeout prolonged") {
  Scene scene;
  scene.add("op");
  scene.options.deadline = scene.clock.wall() + 60s;
  scene.options.timeout = 5min;
  bool jumped = false;
  scene.protocol.before_poll = [&] {
    if (!std::exchange(jumped, true)) scene.clock.step_wall(-2h);
  };
  scene.transport.otherwise([](const Request&) { return reply(200, "running"); });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.clock.now() - scene.begun >= 5min);
  CHECK(scene.clock.now() - scene.begun <= 5min + 5s);
}

TEST_CASE("wait: servers hours ahead or behind, and entries dated in the future or before 1970") {
  for (const auto shift : {-72h, 72h, -600000h}) {
    CAPTURE(shift.count());
    Scene scene;
    scene.add("op");
    Observation seen = saw(Status::running);
    seen.started = scene.clock.wall() + shift;
    for (int i = 0; i < 3; ++i) {
      seen.logs.emplace_back();
      seen.logs.back().id = std::to_string(i);
      seen.logs.back().at = i == 1 ? kEpoch - 1h : scene.clock.wall() + shift + i * 1s;
      seen.logs_until = seen.logs.back().at;
      scene.protocol.says("at " + std::to_string(i), seen);
      scene.answer("op", "at " + std::to_string(i), {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}});
      seen.logs_until.reset();
    }
    seen.status = Status::completed;
    seen.ended = scene.clock.wall() + shift + 1min;
    scene.protocol.says("end", seen);
    scene.answer("op", "end");

    const WaitReport report = scene.wait({"op"});

    CHECK(report.verdicts.at(0).operation.status == Status::completed);
    CHECK(scene.sink.all<LogAdded>().size() >= 2);
    CHECK((scene.sink.all<ResultReady>().at(0).elapsed == 60s));
    CHECK(scene.transport.complaints() == "");
  }
}

TEST_CASE("T-13 wait: Retry-After is a floor in every form, above every interval") {
  struct Row {
    const char* why;
    const char* value;
    Milliseconds interval, second_request;
  };
  const Row rows[] = {
      {"seconds", "900", 1s, 900s},
      {"a date", "Sun, 01 Mar 2026 08:10:00 GMT", 1s, 600s},
      {"an RFC 850 date", "Sunday, 01-Mar-26 08:10:00 GMT", 1s, 600s},
      {"an asctime date", "Sun Mar  1 08:10:00 2026", 1s, 600s},
      {"shorter than the interval", "2", 30s, 30s},
      {"a date that is past", "Sun, 01 Mar 2026 07:00:00 GMT", 30s, 30s},
      {"garbage", "soon", 30s, 30s},
      {"negative", "-5", 30s, 30s},
      {"for ever: at most a day", "99999999999999999999", 1s, 24h},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.add("op");
    scene.transport.latency = 0ms;
    scene.options.interval = row.interval;
    scene.options.max_interval = 60s;
    scene.answer("op", "running", {{"Retry-After", row.value}, {"Date", "Sun, 01 Mar 2026 08:00:00 GMT"}});
    scene.answer("op", "completed");
    (void)scene.wait({"op"});
    CHECK(scene.request_times().back() == row.second_request);
  }
}

TEST_CASE("wait: what is forgotten after 5 s is asked for at least every 2.5 s, in trouble too") {
  Scene scene;
  scene.add("op");
  scene.transport.latency = 0ms;
  scene.protocol.with.retention = 5s;
  scene.options.interval = 60s;
  scene.options.fresh.reset();
  scene.transport.otherwise([&scene](const Request&) {
    const auto age = scene.clock.now() - scene.begun;
    if (age > 60s && age < 90s) return reply(500, "");
    return reply(200, age < 120s ? "running" : "completed");
  });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::ended);

  const auto times = scene.request_times();
  for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i] - times[i - 1] <= 2500ms);
}

TEST_CASE("wait: lasting trouble ends when its time is over, not before") {
  struct Row {
    const char* why;
    bool seen;
    Result<Response> answer;
    Kind want;
    Milliseconds after;
  };
  const Error no_host{ErrorKind::protocol, "no such host", {}, true};
  const Error refused{ErrorKind::unreachable, "connection refused", {}, true};
  const Row rows[] = {
      {"refused", false, fail(refused), Kind::unreachable, 40s},
      {"refused, was good", true, fail(refused), Kind::unreachable, 40s},
      {"no such host", false, fail(no_host), Kind::unreachable, 10s},
      {"no such host, was good", true, fail(no_host), Kind::unreachable, 40s},
      {"401", false, reply(401, ""), Kind::denied, 10s},
      {"403, was good", true, reply(403, ""), Kind::denied, 10s},
      {"404", false, reply(404, ""), Kind::not_found, 10s},
      {"404, was good: it is lost", true, reply(404, ""), Kind::ended, 0s},
      {"502 with an HTML page", true, reply(502, "<html>"), Kind::unreachable, 40s},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.add("op");
    scene.transport.latency = 0ms;
    scene.options.interval = 1s;
    scene.options.max_outage = 40s;
    if (row.seen) scene.answer("op", "running");
    scene.transport.otherwise([&row](const Request&) { return row.answer; });
    CHECK(scene.wait({"op"}).verdicts.at(0).kind == row.want);
    CHECK(scene.clock.now() - scene.begun == row.after + (row.seen ? 1s : 0s));
  }
}

TEST_CASE("T-7 wait: a timeout can ask the server to cancel, and waits for its word, not for the end") {
  Scene scene;
  scene.add("op");
  scene.options.timeout = 10s;
  scene.options.on_timeout = OnTimeout::cancel;
  scene.transport.otherwise(
      [](const Request& request) { return request.method == "POST" ? reply(202, "") : reply(200, "running"); });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.journal("op") == "operation status cancel cancel");
  CHECK((*scene.memory->find("op"))->cancel->reason == "timeout");
  CHECK(scene.clock.now() - scene.begun < 11s);
}

TEST_CASE("T-7 wait: a server that does not answer the cancel is waited for 10 s") {
  Scene scene;
  scene.add("op");
  scene.options.timeout = 10s;
  scene.options.on_timeout = OnTimeout::cancel;
  scene.transport.otherwise([&](const Request&) {
    scene.transport.latency = 1h;
    return reply(200, "running");
  });

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);
  CHECK(scene.clock.now() - scene.begun == 20s);
}

TEST_CASE("R-5 wait: the first Ctrl-C asks to cancel, the second leaves") {
  Scene scene;
  scene.add("op");
  scene.options.on_interrupt = OnInterrupt::cancel;
  scene.transport.otherwise(
      [](const Request& request) { return request.method == "POST" ? reply(202, "") : reply(200, "running"); });
  scene.signals.at(scene.begun + 10s, Signal::interrupt);
  scene.signals.at(scene.begun + 25s, Signal::interrupt);

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::detached);
  CHECK(scene.clock.now() - scene.begun == 25s);
  CHECK(scene.journal("op") == "operation status cancel cancel");
  const auto asked = std::count_if(scene.transport.requests().begin(), scene.transport.requests().end(),
                                   [](const auto& exchanged) { return exchanged.request.method == "POST"; });
  CHECK(asked == 1);
}

TEST_CASE("wait: nobody reads any more, so it leaves and the operation goes on") {
  Scene scene;
  scene.add("op");
  scene.transport.otherwise([&scene](const Request&) {
    scene.sink.reader_gone = scene.clock.now() - scene.begun > 30s;
    return reply(200, "running");
  });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.reader_gone);
  CHECK(report.verdicts.at(0).kind == Kind::detached);
  CHECK(report.verdicts[0].operation.status == Status::running);
  CHECK(scene.clock.now() - scene.begun < 40s);
}

TEST_CASE("T-6 wait: 1,000 tasks, some their own ancestors, are counted and do no harm") {
  Scene scene;
  scene.add("op");
  Observation seen = saw(Status::running);
  for (int i = 0; i < 1'000; ++i) {
    Task task;
    task.id = "t" + std::to_string(i);
    task.parent = i % 2 == 0 ? task.id : "t" + std::to_string((i + 2) % 1'000);
    task.status = Status::running;
    seen.tasks.push_back(std::move(task));
  }
  scene.protocol.says("busy", seen);
  seen.status = Status::completed;
  for (Task& task : seen.tasks) task.status = Status::completed;
  scene.protocol.says("end", seen);
  scene.answer("op", "busy");
  scene.answer("op", "busy");
  scene.answer("op", "end");

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).operation.status == Status::completed);
  CHECK(scene.sink.all<TaskNew>().size() == 1'000);
  CHECK(scene.sink.all<TaskUpdate>().size() == 1'000);
  CHECK(scene.sink.all<ProgressChanged>().back().tasks.done == 1'000);
}
