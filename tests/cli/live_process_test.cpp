// SPDX-License-Identifier: MIT
// How the live view and its terminal come through signals, keys and a terminal that goes away.
#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/terminal_run.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

const std::string kHint = "Ctrl-C detaches";

/// `optrack wait WORDS…` in a terminal that colours nothing.
Program waiting(const Lab& lab, std::vector<std::string> words) {
  words.insert(words.begin(), "wait");
  return on_xterm(lab.optrack.program(std::move(words)));
}

}  // namespace

TEST_CASE("live view: several operations and an outage; SIGTERM and SIGHUP leave the terminal as it was") {
  const Lab lab;
  const std::vector<std::string> ids{lab.start(kGoesOn), lab.start(kGoesOn), lab.start(kFails)};
  for (const int signal : {SIGTERM, SIGHUP}) {
    TerminalRun run{waiting(lab, {ids[0], ids[1], ids[2]}), 80, 24};
    REQUIRE(run.see("FAILED"));
    REQUIRE(run.see("3 operations  2 running  1 failed"));
    REQUIRE(run.see(kHint));
    if (signal == SIGHUP) {
      lab.server->stop();
      REQUIRE(run.see("⚠"));
      REQUIRE(run.see("no answer"));
    }
    run.signal(signal);
    CHECK(run.end() == 128 + signal);
    CHECK(run.screen.is_normal());
    CHECK(run.count(kHint) == 0);
    CHECK(run.count("3 operations: ") == 1);
  }
}

TEST_CASE("live view: --on-interrupt cancel shows the answer; a second Ctrl-C leaves at once") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id, "--on-interrupt", "cancel"}), 80, 24};
  REQUIRE(run.see("Collecting"));
  run.type("\x03");
  CHECK(run.end() == 130);
  CHECK(run.count("⊘") + run.count("cancelled after") >= 1);
  CHECK(run.count("^C") == 0);
  const Lab stubborn{"ignored"};
  const std::string other = stubborn.start(kGoesOn);
  TerminalRun twice{waiting(stubborn, {other, "--on-interrupt", "cancel"}), 80, 24};
  REQUIRE(twice.see("Collecting"));
  twice.type("\x03");
  REQUIRE(twice.see("running, cancel requested"));
  twice.type("\x03");
  CHECK(twice.end() == 130);
  CHECK(twice.screen.is_normal());
  CHECK(twice.count("still running, cancel requested") == 1);
}

TEST_CASE("live view: stopped with Ctrl-Z the terminal is free, continued it is drawn again") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id, "--keys"}), 80, 24};
  const std::string settings = run.settings();
  REQUIRE(run.see("Collecting"));
  REQUIRE(run.see("d detach"));
  for (int round = 0; round < 2; ++round) {
    run.type("\x1a");
    REQUIRE(run.is_stopped());
    run.look(50ms);
    CHECK(run.screen.is_normal());
    CHECK(run.count("running") == 0);
    CHECK(run.settings() == settings);
    run.signal(SIGCONT);
    REQUIRE(run.see("d detach"));
  }
  run.type("q");
  CHECK(run.end() == 130);
  CHECK(run.settings() == settings);
  CHECK(run.count("Collecting") == 1);
}

TEST_CASE("live view: keys hide tasks and logs, cancel after a question, detach") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id, "--keys"}), 80, 24};
  const std::string settings = run.settings();
  REQUIRE(run.see("▸ Populate"));
  run.type("t");
  run.look(600ms);
  CHECK(run.count("▸ Populate") == 0);
  run.type("c");
  REQUIRE(run.see("ask the server to cancel? y/n"));
  run.type("n");
  REQUIRE(run.see("d detach"));
  CHECK(lab.record(id).value("cancel_requested", false) == false);
  run.type("c");
  REQUIRE(run.see("ask the server to cancel? y/n"));
  run.type("y");
  CHECK(run.end() == 3);
  CHECK(run.settings() == settings);
  CHECK(lab.record(id).at("cancel_reason") == "manual");
}

TEST_CASE("live view: a crash and Ctrl-\\ put back a terminal whose keys are read") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  for (const int signal : {SIGSEGV, SIGABRT, SIGQUIT}) {
    TerminalRun run{waiting(lab, {id, "--keys"}), 80, 24};
    const std::string settings = run.settings();
    REQUIRE(run.see("d detach"));
    REQUIRE(within(20s, [&] { return run.settings() != settings; }));
    if (signal == SIGQUIT) {
      run.type("\x1c");
    } else {
      run.signal(signal);
    }
    CHECK(run.end() == 128 + signal);
    CHECK(run.settings() == settings);
    CHECK(run.screen.is_normal());
  }
}

TEST_CASE("live view: killed, it leaves a terminal in which one can work") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  REQUIRE(run.see("Collecting"));
  REQUIRE(run.see(kHint));
  run.signal(SIGKILL);
  CHECK(run.end() == 128 + SIGKILL);
  CHECK(run.screen.is_normal());
  CHECK(run.count("Collecting") == 1);
}

TEST_CASE("live view: stopped without being asked, it is drawn anew where the cursor then is") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  REQUIRE(run.see("Collecting"));
  REQUIRE(run.see(kHint));
  run.signal(SIGSTOP);
  REQUIRE(run.is_stopped());
  run.look(50ms);
  run.screen.feed("\r\n\r\n\r\n\r\n$ fg\r\n");  // what a shell and its user write
  run.signal(SIGCONT);
  run.look(1'500ms);
  CHECK(run.count(kHint) == 2);  // the old one could not be taken away
  CHECK(run.screen.all().back() == "  " + kHint);
  run.type("\x03");
  CHECK(run.end() == 130);
  CHECK(run.count("$ fg") == 1);
  CHECK(run.count("Collecting") == 1);
  CHECK(run.count(kHint) == 1);
  CHECK(run.screen.is_normal());
}

TEST_CASE("live view: a terminal that goes away detaches, the operation goes on") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  for (const auto& words : {std::vector<std::string>{id}, {id, "--keys"}}) {
    TerminalRun run{waiting(lab, words), 80, 24};
    REQUIRE(run.see("Collecting"));
    run.hang_up();
    CHECK(run.end() == 129);
    CHECK(lab.record(id).at("status") == "running");
  }
}

TEST_CASE("live view: what programs beside the wait print stands above the block") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::string hook = "log_entry=echo out of a hook; printf 'to stderr' >&2; sleep 0.2; echo ' and on' >&2";
  TerminalRun run{waiting(lab, {id, "-o", "tty", "-o", "exec=head -c 3; echo; exec cat >/dev/null", "--on", hook}), 80,
                  24};
  REQUIRE(run.see("to stderr and on"));
  REQUIRE(run.see(kHint));
  run.look(1'500ms);
  const std::vector<std::string> lines = run.screen.screen();
  for (const char* line : {"{\"v", "out of a hook", "to stderr and on"}) {
    CAPTURE(line);
    CHECK(std::count(lines.begin(), lines.end(), line) == 1);
  }
  CHECK(run.count(kHint) == 1);
  CHECK(lines.back() == "  " + kHint);
  run.type("\x03");
  CHECK(run.end() == 130);
  CHECK(run.count("out of a hook") == 1);
  CHECK(run.screen.is_normal());
}
