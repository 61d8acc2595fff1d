// SPDX-License-Identifier: MIT
// Waits that share a registry with other processes, or die in the middle.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "model/text.hpp"
#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

namespace {

/// What `optrack cancel` in another process writes before it asks the server.
void cancel_elsewhere(Scene& scene, const std::string& id) {
  const auto known = scene.memory->known(id);
  REQUIRE(known);
  Known after = *known;
  after.cancel_requested = true;
  Change change;
  change.op = id;
  change.base_seq = known->last_seq;
  change.events = {Event{0, scene.clock.wall(), id, CancelChanged{CancelState::requested, "manual", "", "eve@host"}}};
  change.known = &after;
  change.cancel = CancelRequest{scene.clock.wall(), "manual", "", "eve@host"};
  const auto committed = scene.memory->commit(std::span{&change, 1});
  REQUIRE(committed);
  REQUIRE((committed->at(0).kind == Committed::Kind::stored));
}

/// A server whose operation goes its way by the clock, with a log line every second.
Result<Response> by_the_clock(Scene& scene) {
  const auto age = std::chrono::floor<std::chrono::seconds>(scene.clock.now() - scene.begun);
  Observation seen = saw(age < 2s ? Status::pending : age < 9s ? Status::running : Status::completed);
  for (std::chrono::seconds at{0}; at <= std::min(age, 9s); ++at) {
    seen.logs.emplace_back();
    seen.logs.back().id = std::to_string(at.count());
    seen.logs.back().at = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + 8h + at;
  }
  scene.protocol.says("now", seen);
  return reply(200, "now");
}

std::size_t count_of(const std::string& words, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = words.find(word); at != std::string::npos; at = words.find(word, at + 1)) ++count;
  return count;
}

void check_whole_journal(Scene& scene) {
  const std::string words = scene.journal("op");
  CAPTURE(words);
  CHECK(count_of(words, "GAP") == 0);
  CHECK(count_of(words, "log_entry") == 10);
  CHECK(count_of(words, "status") == 3);
  CHECK(count_of(words, "result") == 1);
  CHECK(words.ends_with("result"));
}

}  // namespace

TEST_CASE("R-20 wait: that another process asked for cancellation is seen at the next poll") {
  Scene scene;
  scene.add("op");
  scene.options.interval = 5s;
  bool asked = false;
  scene.transport.otherwise([&](const Request&) {
    if (scene.transport.requests().size() == 2 && !std::exchange(asked, true)) cancel_elsewhere(scene, "op");
    return reply(200, scene.clock.now() - scene.begun < 19s ? "running" : "cancelled");
  });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).operation.status == Status::cancelled);
  CHECK(scene.journal("op") == "operation status cancel status result");
  REQUIRE(scene.sink.all<CancelChanged>().size() == 1);
  const auto cancel = std::find_if(scene.sink.events.begin(), scene.sink.events.end(),
                                   [](const Event& event) { return type_of(event.body) == "cancel"; });
  const auto status =
      std::find_if(cancel, scene.sink.events.end(), [](const Event& event) { return type_of(event.body) == "status"; });
  CHECK(cancel->seq == 3);
  CHECK(status->ts - cancel->ts > 10s);
}

TEST_CASE("R-21 wait: two waits in turn on one registry lose nothing and repeat nothing") {
  Scene scene;
  scene.add("op");
  scene.protocol.with.late_logs = true;
  scene.transport.otherwise([&scene](const Request&) { return by_the_clock(scene); });
  RecordingSink first = scene.sink;
  RecordingSink second;

  for (int turn = 0; turn < 40; ++turn) {
    scene.options.timeout = Milliseconds{300 + 10 * turn};
    scene.options.from_start = turn < 2;
    scene.sink = turn % 2 == 0 ? first : second;
    (void)scene.wait({"op"});
    (turn % 2 == 0 ? first : second) = scene.sink;
  }

  check_whole_journal(scene);
}

TEST_CASE("R-1 wait: killed before or after any commit and begun again, the journal is whole") {
  for (std::size_t killed_at = 1; killed_at < 16; ++killed_at) {
    for (const bool before : {true, false}) {
      CAPTURE(killed_at);
      CAPTURE(before);
      Scene scene;
      scene.add("op");
      scene.protocol.with.late_logs = true;
      scene.transport.otherwise([&scene](const Request&) { return by_the_clock(scene); });
      // A process that is killed does nothing any more: an exception gets past everything.
      scene.store->before_commit = [&] {
        if (before && scene.store->commits == killed_at) throw std::runtime_error("killed");
      };
      scene.store->after_commit = [&] {
        if (!before && scene.store->commits == killed_at) throw std::runtime_error("killed");
      };
      (void)scene.wait({"op"});
      scene.store->before_commit = nullptr;
      scene.store->after_commit = nullptr;
      CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
      check_whole_journal(scene);
    }
  }
}

TEST_CASE("D-12 wait: a start without an answer is looked up by its key") {
  struct Row {
    const char* why;
    int found_after;  ///< seconds; -1: never
    Kind want;
    Status status;
  };
  const Row rows[] = {{"it is there", 0, Kind::ended, Status::completed},
                      {"it comes late", 20, Kind::ended, Status::completed},
                      {"it never came", -1, Kind::ended, Status::lost}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    Operation operation;
    operation.id = "op";
    operation.key = "k1";
    operation.provider = "lab";
    operation.created = scene.clock.wall();
    REQUIRE(scene.memory->add(operation, {}).has_value());
    scene.protocol.with.key_is_id = true;
    scene.transport.otherwise([&](const Request& request) {
      if (request.target == "/ops/k1") return reply(200, "completed");
      const bool there = row.found_after >= 0 && scene.clock.now() - scene.begun >= row.found_after * 1s;
      return there ? reply(200, "running") : reply(404, "");
    });
    const WaitReport report = scene.wait({"op"});
    CHECK(report.verdicts.at(0).kind == row.want);
    CHECK(report.verdicts[0].operation.status == row.status);
    CHECK((*scene.memory->find("op"))->remote.id == (row.found_after < 0 ? "" : "k1"));
    CHECK(scene.clock.now() - scene.begun < 70s);
  }
}

TEST_CASE("wait: a start that another process is still waiting for is taken over with its answer") {
  Scene scene;
  Operation operation;
  operation.id = "op";
  operation.created = scene.clock.wall();
  REQUIRE(scene.memory->add(operation, {}).has_value());
  scene.transport.otherwise([](const Request&) { return reply(200, "completed"); });
  scene.store->before_find = [&] {
    if (scene.clock.now() - scene.begun < 5s) return;
    Change change;
    change.op = "op";
    change.base_seq = scene.memory->known("op")->last_seq;
    change.remote = Remote{"r1", "", ""};
    REQUIRE(scene.memory->commit(std::span{&change, 1}).has_value());
    scene.store->before_find = nullptr;
  };

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).operation.status == Status::completed);
  CHECK(scene.transport.requests().at(0).request.target == "/ops/r1");
}

TEST_CASE("R-3 wait: an operation without a type takes the server's word for it, another keeps its own") {
  for (const std::string own : {"", "catlets.create"}) {
    CAPTURE(own);
    Scene scene;
    Operation operation = scene.add("first");
    operation.id = "op";
    operation.remote.id = "op";
    operation.type = own;
    REQUIRE(scene.memory->add(operation, {}).has_value());
    Observation seen = saw(Status::completed);
    seen.type = "Executing\x1b[31m command";
    scene.protocol.says("end", seen);
    scene.answer("op", "end");
    const std::string shown = scene.wait({"op"}).verdicts.at(0).operation.type;
    CHECK(shown == (own.empty() ? harmless(seen.type) : own));
    CHECK((*scene.memory->find("op"))->type == shown);
  }
}
