// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>

#include "optrack/wait.hpp"
#include "support/fake_protocol.hpp"
#include "track/cancel.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace wait_trouble_test {
using Kind = Verdict::Kind;

TEST_CASE("wait: Ctrl-C detaches, and the operation goes on") {
  Scene scene;
  scene.add("op");
  scene.transport.otherwise([](const Request&) { return reply(200, "running"); });
  scene.signals.at(scene.begun + 10s, Signal::interrupt);

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::detached);
  CHECK((report.signal == Signal::interrupt));
  CHECK(scene.clock.now() - scene.begun == 10s);
}

TEST_CASE("R-5 wait: Ctrl-C can ask the server to cancel, journalled first") {
  Scene scene;
  scene.add("op");
  scene.options.on_interrupt = OnInterrupt::cancel;
  bool asked = false;
  scene.transport.otherwise([&](const Request& request) {
    if (request.method == "POST") {
      asked = true;
      CHECK(scene.journal("op") == "operation status cancel");
      return reply(202, "");
    }
    return reply(200, asked ? "cancelled" : "running");
  });
  scene.signals.at(scene.begun + 10s, Signal::interrupt);

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).operation.status == Status::cancelled);
  CHECK(scene.journal("op") == "operation status cancel cancel status result");
}

TEST_CASE("R-20 wait: what another process journalled is shown once and never written twice") {
  Scene scene;
  scene.add("op");
  bool other = true;
  scene.store->before_commit = [&] {
    if (scene.store->commits != 2 || !std::exchange(other, false)) return;
    Scene& same = scene;
    RecordingSink sink;
    ScriptedTransport transport{same.clock};
    transport.latency = 0ms;
    transport.otherwise([](const Request&) { return reply(200, "running"); });
    WaitOptions once;
    once.timeout = 0ms;
    ScriptedSignals signals{same.clock};
    const auto found = same.memory->find("op");
    (void)wait_for({same.clock, transport, *same.memory, signals}, sink, {{**found, &same.protocol, false}}, once);
  };
  scene.answer("op", "running");
  scene.answer("op", "completed");

  (void)scene.wait({"op"});

  CHECK(scene.journal("op") == "operation status status result");
  CHECK((scene.sink.types("op") == std::vector<std::string>{"operation", "status", "status", "result"}));
}

TEST_CASE("R-1 wait: killed at any moment and begun again, nothing is lost and nothing twice") {
  for (int killed_after = 0; killed_after < 12; ++killed_after) {
    CAPTURE(killed_after);
    Scene scene;
    scene.add("op");
    scene.protocol.with.late_logs = true;
    scene.transport.otherwise([&scene](const Request&) {
      const auto age = scene.clock.now() - scene.begun;
      return reply(200, age < 2s ? "pending" : age < 4s ? "running" : "completed");
    });
    scene.signals.at(scene.begun + killed_after * 500ms, Signal::terminate);
    (void)scene.wait({"op"});
    CHECK(scene.wait({"op"}).verdicts.at(0).operation.status == Status::completed);
    const std::string words = scene.journal("op");
    CHECK(words.find("GAP") == std::string::npos);
    CHECK(words.substr(words.size() - 6) == "result");
    CHECK(words.find("result") == words.size() - 6);
  }
}

TEST_CASE("wait: a registry in trouble delays nothing and gets everything in the end") {
  Scene scene;
  scene.add("op");
  scene.transport.otherwise([&scene](const Request&) {
    const auto age = scene.clock.now() - scene.begun;
    scene.store->broken = age > 1s && age < 8s;
    return reply(200, age < 6s ? "running" : age < 20s ? "running" : "completed");
  });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::ended);
  CHECK(!report.store_trouble);
  CHECK(scene.journal("op") == "operation status status result");
}

TEST_CASE("R-20 wait: another process's lock is not spoken of, and events keep their order and numbers") {
  struct Row {
    const char* why;
    std::size_t first, last;  ///< Commits that fail.
  };
  for (const Row& row : {Row{"in the middle", 2, 9}, Row{"at the very end", 3, 12}}) {
    CAPTURE(row.why);
    Scene scene;
    scene.add("op");
    scene.store->before_commit = [&] {
      scene.store->broken = scene.store->commits >= row.first && scene.store->commits <= row.last;
    };
    scene.answer("op", "running");
    scene.answer("op", "completed");

    const WaitReport report = scene.wait({"op"});

    CHECK(!report.store_trouble);
    CHECK(scene.sink.all<Notice>().empty());
    CHECK((scene.sink.types("op") == std::vector<std::string>{"operation", "status", "status", "result"}));
    std::uint64_t seq = 0;
    for (const Event& event : scene.sink.events) {
      if (event.op == "op") CHECK(event.seq == ++seq);
    }
  }
}

TEST_CASE("R-10 cancel: every operation gets its own outcome") {
  Scene scene;
  const CancelTarget yes{scene.add("yes"), &scene.protocol};
  const CancelTarget no{scene.add("no"), &scene.protocol};
  scene.transport.otherwise(
      [](const Request& request) { return reply(request.target == "/ops/yes/cancel" ? 202 : 409, ""); });

  const World world{scene.clock, scene.transport, *scene.store, scene.signals};
  const CancelReport report = cancel_operations(world, scene.sink, {yes, no}, {});

  CHECK(report.outcomes.at(0).kind == CancelOutcome::Kind::requested);
  CHECK(report.outcomes.at(1).kind == CancelOutcome::Kind::refused);
  CHECK(scene.journal("yes") == "cancel cancel");
}

TEST_CASE("wait: a server that takes requests and stays silent does not outlast --max-outage") {
  Scene scene;
  scene.add("op");
  scene.options.max_outage = 5s;
  scene.transport.latency = 1h;
  scene.transport.otherwise([](const Request&) { return reply(200, "running"); });

  const WaitReport report = scene.wait({"op"});

  CHECK(report.verdicts.at(0).kind == Kind::unreachable);
  CHECK(scene.clock.now() - scene.begun <= 11s);
}

TEST_CASE("wait: what breaks off a wait leaves a verdict for every operation") {
  Scene scene;
  scene.add("ended");
  scene.add("active");
  scene.answer("ended", "completed");
  scene.answer("active", "running");
  scene.transport.otherwise([&](const Request&) -> Response {
    scene.store->before_commit = [] { throw std::runtime_error{"a store that breaks its promise"}; };
    return reply(200, "completed");
  });

  const WaitReport report = scene.wait({"ended", "active"});

  REQUIRE(report.verdicts.size() == 2);
  CHECK(report.verdicts[0].operation.id == "ended");
  CHECK(report.verdicts[0].kind == Kind::ended);
  CHECK(report.verdicts[1].operation.id == "active");
  CHECK(report.verdicts[1].kind == Kind::local);
  CHECK(report.verdicts[1].error.value().message == "a store that breaks its promise");
}

}  // namespace wait_trouble_test
