// SPDX-License-Identifier: MIT
// Waits that share a registry with other processes: who asks the server, and who follows the journal.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/shared_scene.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

TEST_CASE("leases: while another process asks, the server is not asked, and the journal is shown as it grows") {
  Shared scene;
  scene.add("op");
  scene.other("op");
  scene.plan(3s, [&] { (void)scene.journal_elsewhere("op", Status::running); });
  scene.plan(20s, [&] { (void)scene.journal_elsewhere("op", Status::completed); });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(report.verdicts[0].operation.status == Status::completed);
  CHECK(scene.transport.requests().empty());
  CHECK(scene.journal("op") == "operation status status result");
  CHECK(scene.wrongly_shown("op") == "");
  CHECK(scene.clock.now() - scene.begun < 20s + 500ms);
}

TEST_CASE("leases: a lease that is given back is taken over within a quarter of a second") {
  Shared scene;
  scene.add("op");
  const SessionId other = scene.other("op");
  scene.plan(3s, [&] { REQUIRE(scene.memory->leases()->close_session(other)); });
  scene.options.timeout = 6s;

  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::timeout);

  REQUIRE(!scene.transport.requests().empty());
  CHECK(scene.request_times()[0] <= 3250ms);
}

TEST_CASE("leases: one operation of several that is released is taken over, the others stay") {
  Shared scene;
  scene.add("a");
  scene.add("b");
  const SessionId other = scene.other("a");
  REQUIRE(scene.memory->leases()->claim(other, std::vector<std::string>{"b"}));
  scene.plan(3s, [&] { REQUIRE(scene.memory->leases()->release(other, std::vector<std::string>{"b"})); });
  scene.options.timeout = 6s;

  (void)scene.wait({"a", "b"});

  CHECK(!scene.transport.requests().empty());
  for (const auto& exchanged : scene.transport.requests()) CHECK(exchanged.request.target == "/ops/b");
}

TEST_CASE(
    "R-21 leases: when the one that asks dies, another takes over as its lease runs out, whatever the wall clock") {
  for (const auto step : {std::chrono::nanoseconds{0}, std::chrono::nanoseconds{24h}, std::chrono::nanoseconds{-24h}}) {
    CAPTURE(step.count());
    Shared scene;
    scene.add("op");
    scene.other("op", 15s);
    scene.plan(5s, [&] { scene.clock.step_wall(step); });
    scene.options.timeout = 20s;

    (void)scene.wait({"op"});

    REQUIRE(!scene.transport.requests().empty());
    CHECK(scene.request_times()[0] >= 15s);
    CHECK(scene.request_times()[0] <= 15s + 500ms);
  }
}

TEST_CASE("R-21 leases: stopped for longer than the lease it cannot write, and follows whoever took over") {
  Shared scene;
  scene.add("op");
  int asked = 0;
  scene.transport.otherwise([&](const Request&) {
    if (++asked == 3) {  // the process is stopped while it waits for this answer
      scene.clock.advance(60s);
      scene.other("op");
      CHECK(scene.journal_elsewhere("op", Status::running) == Committed::Kind::stored);
    }
    return reply(200, asked < 3 ? "pending" : "failed");
  });
  scene.plan(80s, [&] { CHECK(scene.journal_elsewhere("op", Status::completed) == Committed::Kind::stored); });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).operation.status == Status::completed);
  CHECK(asked == 3);
  CHECK(scene.journal("op") == "operation status status status result");
  CHECK(scene.wrongly_shown("op") == "");
}

TEST_CASE("leases: one renewal per third of the lease, whatever the number of operations, and one claim") {
  Shared scene;
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    ids.push_back("op" + std::to_string(100 + i));
    scene.add(ids.back());
  }
  scene.options.interval = 20s;
  scene.options.timeout = 60s;

  (void)scene.wait(ids);

  CHECK(scene.leases.claims == 1);
  CHECK(scene.leases.renewals >= 10);
  CHECK(scene.leases.renewals <= 12);
  scene.other(ids[0]);
  CHECK(scene.token == 2);  // it was given back
}

TEST_CASE("R-20 leases: that another process asked for cancellation is known within a quarter of a second") {
  Shared scene;
  scene.add("op");
  scene.options.interval = 60s;
  scene.plan(10s, [&] {
    Known known = *scene.memory->known("op");
    known.cancel_requested = true;
    Change change;
    change.op = "op";
    change.base_seq = known.last_seq;
    change.events = {{0, scene.clock.wall(), "op", CancelChanged{CancelState::requested, "manual", "", "eve@host"}}};
    change.known = &known;
    change.cancel = CancelRequest{scene.clock.wall(), "manual", "", "eve@host"};
    REQUIRE(scene.memory->commit(std::span{&change, 1}));
  });
  scene.transport.otherwise(
      [&](const Request&) { return reply(200, scene.clock.now() - scene.begun < 10s ? "running" : "cancelled"); });

  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::cancelled);
  CHECK(scene.request_times().at(1) <= 11s);
  CHECK(scene.journal("op") == "operation status cancel status result");
}

TEST_CASE("leases: what another reader wishes is served while it is there") {
  Shared scene;
  scene.add("op");
  scene.options.interval = 60s;
  scene.options.timeout = 100s;
  SessionId reader = 0;
  scene.plan(10s, [&] {
    SessionTerms terms;
    terms.boot = "boot";
    terms.length = 10min;
    reader = *scene.memory->leases()->open_session(terms);
    REQUIRE(scene.memory->leases()->wish(reader, std::vector<std::string>{"op"}, Wish{3s, std::nullopt}));
  });
  scene.plan(30s, [&] { REQUIRE(scene.memory->leases()->close_session(reader)); });

  (void)scene.wait({"op"});

  const auto times = scene.request_times();
  std::size_t eager = 0;
  for (const Milliseconds at : times) eager += at > 9s && at < 31s ? 1 : 0;
  CHECK(eager >= 6);
  CHECK(eager <= 8);
  CHECK(times.size() <= eager + 4);
}

TEST_CASE("leases: a poll that the server holds is taken back when another reader wants fresher news") {
  for (const Wish& wish : {Wish{3s, std::nullopt}, Wish{std::nullopt, 3s}}) {
    Shared scene;
    scene.add("op");
    scene.options.interval.reset();
    scene.options.timeout = 25s;
    scene.protocol.with.long_poll = LongPoll::until_end;
    scene.transport.otherwise([&](const Request& request) {
      const bool held = std::any_of(request.headers.begin(), request.headers.end(),
                                    [](const Header& header) { return header.name == "Prefer"; });
      scene.transport.latency = !held ? 10ms : scene.clock.now() - scene.begun < 12s ? 30s : 3s;
      return reply(200, "running");
    });
    scene.plan(12s, [&] {
      const SessionId reader = *scene.memory->leases()->open_session({{}, "boot", 10min, {}});
      REQUIRE(scene.memory->leases()->wish(reader, std::vector<std::string>{"op"}, wish));
    });

    (void)scene.wait({"op"});

    const auto times = scene.request_times();
    REQUIRE(times.size() >= 6);
    CHECK(times[1] < 1s);  // held, for 30 s
    CHECK(times[2] >= 12s);
    CHECK(times[2] <= 12500ms);
    for (std::size_t i = 3; i < times.size(); ++i) CHECK(times[i] - times[i - 1] <= 3100ms);
  }
}

TEST_CASE("leases: who follows leaves its wish") {
  Shared scene;
  scene.add("op");
  const SessionId other = scene.other("op");
  scene.options.interval = 700ms;
  scene.options.fresh = 3s;
  scene.options.timeout = 5s;
  scene.plan(2s, [&] { CHECK(*scene.memory->leases()->wishes(other, "op") == Wish{3s, 700ms}); });
  (void)scene.wait({"op"});
  CHECK(*scene.memory->leases()->wishes(other, "op") == Wish{});
}

TEST_CASE("leases: without the registry being writable a wait asks by itself, and follows once it can") {
  Shared scene;
  scene.add("op");
  scene.other("op");
  scene.leases.broken = true;
  scene.plan(10s, [&] { scene.leases.broken = false; });
  scene.options.timeout = 30s;

  (void)scene.wait({"op"});

  const auto times = scene.request_times();
  REQUIRE(!times.empty());
  CHECK(times.front() < 1s);
  CHECK(times.back() >= 8s);
  CHECK(times.back() <= 15s);
}

TEST_CASE("leases: one question, asked once, needs no lease") {
  Shared scene;
  scene.add("op");
  scene.other("op");
  scene.options.timeout = 0ms;
  CHECK(scene.wait({"op"}).verdicts.at(0).kind == Kind::pending);
  CHECK(scene.transport.requests().size() == 1);
  CHECK(scene.leases.claims == 0);
}

TEST_CASE("R-21 leases: when the registry is lost the wait says so once and goes on without it, leader or not") {
  for (const bool leads : {true, false}) {
    CAPTURE(leads);
    Shared scene;
    scene.add("a");
    scene.add("b");
    if (!leads) {
      const SessionId other = scene.other("a");
      REQUIRE(scene.memory->leases()->claim(other, std::vector<std::string>{"b"}));
    }
    std::size_t commits = 0;
    scene.plan(5s, [&] {
      scene.leases.lost = Error{ErrorKind::local, "registry x was deleted", {}};
      commits = scene.store->commits;
    });
    scene.transport.otherwise(
        [&](const Request&) { return reply(200, scene.clock.now() - scene.begun < 20s ? "running" : "completed"); });

    const WaitReport report = scene.wait({"a", "b"});

    for (const Verdict& verdict : report.verdicts) CHECK(verdict.operation.status == Status::completed);
    CHECK(scene.store->commits == commits);
    REQUIRE(report.store_trouble);
    CHECK(report.store_trouble->message == "registry x was deleted");
    const auto notices = scene.sink.all<Notice>();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].text.find("going on without the registry") != std::string::npos);
    CHECK(scene.sink.all<ResultReady>().size() == 2);
  }
}

TEST_CASE("D-12 leases: a start without an answer is followed too, and found by whoever takes over") {
  Shared scene;
  Operation operation;
  operation.id = "op";
  operation.key = "k1";
  operation.provider = "lab";
  operation.created = scene.clock.wall();
  REQUIRE(scene.memory->add(operation, {}).has_value());
  scene.protocol.with.key_is_id = true;
  const SessionId other = scene.other("op");
  scene.plan(4s, [&] { REQUIRE(scene.memory->leases()->close_session(other)); });
  scene.transport.otherwise(
      [](const Request& request) { return reply(200, request.target == "/keys/k1" ? "running" : "completed"); });

  CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);

  CHECK(scene.request_times().at(0) >= 4s);
  CHECK(scene.transport.requests().at(0).request.target == "/keys/k1");
  CHECK((*scene.memory->find("op"))->remote.id == "k1");
}
