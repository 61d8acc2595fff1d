// SPDX-License-Identifier: MIT
// What asks to cancel while the wait goes on, and what an interruption means.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "support/running_scene.hpp"
#include "track/cancel_progress.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace wait_cancel_test {
using Kind = Verdict::Kind;

TEST_CASE("R-6 wait: sources of cancellation ask the server, once, and the end is waited for") {
  using namespace optrack::sources;
  struct Row {
    const char* why;
    CancelSource source;
    const char* reason;
    Milliseconds at;
  };
  const Row rows[] = {
      {"timeout", timeout(23s), "timeout", 23s},
      {"signal", signal(Signal::interrupt), "signal", 17s},
      {"condition", condition("task:copy"), "condition", 10s},
      {"any", any_of(timeout(23s), signal(Signal::interrupt)), "signal", 17s},
      {"all", all_of(timeout(23s), signal(Signal::interrupt), condition("task:copy")), "timeout", 23s},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Running scene;
    scene.options.cancel = *cancel_when(row.source);
    if (listens_to(row.source, Signal::interrupt)) scene.signals.at(scene.begun + 17s, Signal::interrupt);
    const WaitReport report = scene.wait({"op"});
    CHECK_FALSE(report.signal);
    CHECK(report.verdicts.at(0).operation.status == Status::cancelled);
    CHECK(cli::exit_code_for(report, {}) == 3);
    CHECK((*scene.memory->find("op"))->cancel->reason == row.reason);
    std::vector<Instant> asked;
    for (const auto& exchanged : scene.transport.requests()) {
      if (exchanged.request.method == "POST") asked.push_back(exchanged.at);
    }
    REQUIRE(asked.size() == 1);
    CHECK(asked[0] - scene.begun == row.at);
  }
}

TEST_CASE("R-6 wait: a handle asks with its message, a condition cancels only its own operation") {
  Running scene;
  scene.add("two");
  CancelHandle handle;
  scene.options.cancel = *cancel_when(sources::any_of(sources::manual(handle), sources::condition("task:copy")));
  scene.options.timeout = 50s;
  scene.protocol.before_poll = [&scene, &handle] {
    if (scene.lasted() > 30s) handle.request("enough");
  };
  scene.wait({"op", "two"});
  CHECK((*scene.memory->find("op"))->cancel->reason == "condition");
  const auto cancel = (*scene.memory->find("two"))->cancel;
  REQUIRE(cancel);
  CHECK(cancel->reason == "manual");
  CHECK(cancel->message == "enough");
}

TEST_CASE("R-6 wait: a second signal of the kind that cancels leaves") {
  Running scene;
  scene.options.cancel = *cancel_when(sources::all_of(sources::signal(Signal::interrupt), sources::timeout(1h)));
  scene.signals.at(scene.begun + 5s, Signal::interrupt);
  scene.signals.at(scene.begun + 7s, Signal::interrupt);
  const WaitReport report = scene.wait({"op"});
  CHECK((report.signal == Signal::interrupt));
  CHECK(scene.lasted() == 7s);
  CHECK_FALSE((*scene.memory->find("op"))->cancel);
}

namespace {

/// A person who answers after a while, or does not.
class Person final : public InterruptPrompt {
 public:
  Person(const VirtualClock& clock, std::optional<Choice> answer) : clock_(clock), answer_(answer) {}
  bool ask() override {
    ++asked;
    since_ = clock_.now();
    return there;
  }
  std::optional<Choice> choice() override { return clock_.now() - since_ >= 2s ? answer_ : std::nullopt; }
  void close() override { ++closed; }

  int asked = 0;
  int closed = 0;
  bool there = true;

 private:
  const VirtualClock& clock_;
  std::optional<Choice> answer_;
  Instant since_{};
};

}  // namespace

TEST_CASE("wait --on-interrupt ask: the answer decides; none, nobody and a second Ctrl-C leave") {
  using Choice = InterruptPrompt::Choice;
  struct Row {
    const char* why;
    std::optional<Choice> answer;
    bool there, second;
    Milliseconds lasted;
    int code;
    bool cancelled;
  };
  const Row rows[] = {
      {"detach", Choice::detach, true, false, 7s, 130, false},
      {"cancel", Choice::cancel, true, false, 7500ms, 130, true},
      {"go on", Choice::go_on, true, false, 40s, 0, false},
      {"no answer", std::nullopt, true, false, 15s, 130, false},
      {"nobody", std::nullopt, false, false, 5s, 130, false},
      {"twice", std::nullopt, true, true, 6s, 130, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Running scene;
    Person person{scene.clock, row.answer};
    person.there = row.there;
    scene.options.on_interrupt = OnInterrupt::ask;
    scene.options.prompt = &person;
    scene.signals.at(scene.begun + 5s, Signal::interrupt);
    if (row.second) scene.signals.at(scene.begun + 6s, Signal::interrupt);
    const WaitReport report = scene.wait({"op"});
    CHECK(cli::exit_code_for(report, {}) == row.code);
    const Milliseconds off = scene.lasted() - row.lasted;
    CHECK(off >= -200ms);
    CHECK(off <= 1s);
    CHECK(person.asked == 1);
    CHECK(person.closed == (row.there ? 1 : 0));
    CHECK(scene.cancelled == row.cancelled);
  }
}

}  // namespace wait_cancel_test
