// SPDX-License-Identifier: MIT
// What a wait learns from operations before and leaves to those after it.
#include <doctest/doctest.h>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// An operation of type "make" whose start was sent from here.
Operation make(Scene& scene, const std::string& id) {
  Operation operation = scene.add(id);
  REQUIRE(*scene.memory->remove(id));
  operation.type = "make";
  operation.remote.type = "make";
  operation.created = scene.clock.wall();
  REQUIRE(scene.memory->add(operation, {}));
  return operation;
}

std::vector<double> durations(Scene& scene, const std::string& type = "make") {
  return *scene.memory->durations("lab", type);
}

/// The server answers "running" until the operation is `lasts` old, then `word`.
void run_for(Scene& scene, Milliseconds lasts, const std::string& word = "completed") {
  const Instant start = scene.clock.now();
  scene.transport.otherwise([&scene, start, lasts, word](const Request& request) {
    if (request.method == "POST") return reply(202, "");
    return reply(200, scene.clock.now() - start < lasts ? "running" : word);
  });
}

void teach(Scene& scene, const std::vector<double>& seconds) {
  scene.add("teacher");
  std::uint64_t seq = 0;
  for (const double lasted : seconds) {
    Change change;
    change.op = "teacher";
    change.base_seq = seq++;
    change.events.emplace_back();
    change.events.back().body = ResultReady{};
    change.lasted = Lasted{"lab", "make", lasted};
    REQUIRE(scene.memory->commit(std::span{&change, 1}));
  }
}

}  // namespace

TEST_CASE("T-13 wait: how long an operation took goes into the history of its type, once") {
  Scene scene;
  scene.transport.latency = 0ms;
  scene.options.interval = 2s;
  make(scene, "op");
  run_for(scene, 11s);

  (void)scene.wait({"op"});

  CHECK(durations(scene) == std::vector<double>{11});  // seen running at 10 s, ended at 12 s
  (void)scene.wait({"op"});
  CHECK(durations(scene).size() == 1);
}

TEST_CASE("T-13 wait: the server's own times are preferred") {
  Scene scene;
  scene.options.interval = 2s;
  make(scene, "op");
  Observation seen = saw(Status::running);
  seen.started = scene.clock.wall() - 72h;  // its clock is wrong, but it is one clock
  scene.protocol.says("begun", seen);
  scene.answer("op", "begun");
  seen.status = Status::failed;
  seen.ended = *seen.started + 4200ms;
  scene.protocol.says("over", seen);
  scene.answer("op", "over");

  (void)scene.wait({"op"});

  CHECK(durations(scene) == std::vector<double>{4.2});
}

TEST_CASE("T-13 wait: what did not end by itself, or began nobody knows when, teaches nothing") {
  struct Row {
    const char* why;
    std::string word;
    bool own;
    bool cancel;
  };
  const Row rows[] = {{"cancelled", "cancelled", true, false},
                      {"completed after a request to cancel", "completed", true, true},
                      {"tracked, and the server gives no start", "completed", false, false}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.options.interval = 2s;
    if (row.own) {
      make(scene, "op");
    } else {
      scene.add("op");
    }
    if (row.cancel) {
      scene.options.timeout = 5s;
      scene.options.on_timeout = OnTimeout::cancel;
    }
    run_for(scene, row.cancel ? 5s : 11s, row.word);
    (void)scene.wait({"op"});
    CHECK(durations(scene).empty());
  }
}

TEST_CASE("T-13 wait: what usually takes half a minute is not asked about in between") {
  Scene scene;
  scene.transport.latency = 0ms;
  scene.options.fresh.reset();
  teach(scene, {30, 32, 28, 31, 29});
  make(scene, "op");
  run_for(scene, 30500ms);

  (void)scene.wait({"op"}, true);

  const std::vector<Milliseconds> times = scene.request_times();
  REQUIRE(times.size() == 4);
  CHECK(times[0] == 2s);
  CHECK(times[1] > 11s);
  CHECK(times[2] > 28s);
  CHECK(times[3] < 31s);
}

TEST_CASE("T-13 wait: shown events tell what is typical and what is left; the journal does not") {
  Scene scene;
  scene.options.interval = 2s;
  scene.options.heartbeat = 5s;
  teach(scene, {30, 32, 28, 31, 29});
  make(scene, "op");
  Observation seen = saw(Status::running);
  seen.progress = 50;
  scene.protocol.says("half", seen);
  const Instant start = scene.clock.now();
  scene.transport.otherwise([&scene, start](const Request&) {
    const auto age = scene.clock.now() - start;
    return reply(200, age < 15s ? "running" : age < 50s ? "half" : "completed");
  });

  (void)scene.wait({"op"});

  const auto first = scene.sink.all<OperationSeen>();
  REQUIRE(first.size() == 1);
  CHECK(first[0].typical == 30s);
  CHECK(first[0].p95.value_or(0s) > 33s);
  CHECK(first[0].samples == 5);
  const auto progress = scene.sink.all<ProgressChanged>();
  REQUIRE(progress.size() == 2);
  CHECK(progress[0].eta_from == "progress");
  CHECK(progress[0].eta.value_or(0s) > 10s);
  CHECK(progress[0].eta.value_or(0s) < 20s);
  CHECK_FALSE(progress[1].eta);  // it has ended
  const auto beats = scene.sink.all<Heartbeat>();
  REQUIRE_FALSE(beats.empty());
  CHECK(beats.front().typical == 30s);
  CHECK_FALSE(beats.front().late_by);
  CHECK(beats.back().late_by.value_or(0s) > 5s);
  const auto stored = scene.memory->events("op", {});
  REQUIRE(stored);
  for (const Event& event : *stored) {
    if (const auto* body = std::get_if<OperationSeen>(&event.body)) CHECK_FALSE(body->typical);
    if (const auto* body = std::get_if<ProgressChanged>(&event.body)) CHECK_FALSE(body->eta);
  }
}

TEST_CASE("T-13 wait: the time left is worked out only where somebody reads along") {
  for (const bool read : {true, false}) {
    Scene scene;
    if (!read) scene.options.fresh.reset();
    make(scene, "op");
    Observation seen = saw(Status::running);
    seen.progress = 50;
    scene.protocol.says("half", seen);
    scene.answer("op", "running");
    scene.answer("op", "half");
    scene.answer("op", "completed");

    (void)scene.wait({"op"});

    const auto progress = scene.sink.all<ProgressChanged>();
    REQUIRE(progress.size() == 2);
    CHECK(progress[0].eta.has_value() == read);
  }
}

TEST_CASE("T-13 wait: without a history nothing is made up") {
  Scene scene;
  scene.options.heartbeat = 5s;
  make(scene, "op");
  run_for(scene, 20s);
  (void)scene.wait({"op"});
  CHECK_FALSE(scene.sink.all<OperationSeen>().at(0).typical);
  for (const Heartbeat& beat : scene.sink.all<Heartbeat>()) CHECK_FALSE(beat.typical);
}
