// SPDX-License-Identifier: MIT
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "support/lab.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace hooks_test {

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::chrono::milliseconds time_of(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

}  // namespace

TEST_CASE("R-19 hooks: each status word runs its command, with the event on stdin and facts in variables") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const Ran ran = lab({"wait", id, "--on", "start=echo \"$OPTRACK_EVENT_STAGE $OPTRACK_EVENT_OP\" >> told", "--on",
                       "failed=echo \"$OPTRACK_EVENT_STAGE $OPTRACK_EVENT_TITLE: $OPTRACK_EVENT_MESSAGE\" >> told",
                       "--on", "completed=echo never >> told", "--on", "result=cat > event"});
  CHECK(ran.code == 1);
  CHECK(lab.optrack.home.read("told") == "start " + id + "\nfailed " + kFails + ": The gene was not found.\n");
  const std::string event = lab.optrack.home.read("event");
  CHECK(count(event, "\n") == 1);
  CHECK(event_violations(lines_of(event).at(0)).empty());
  CHECK(Json::parse(event).at("type") == "result");
}

TEST_CASE("T-4 hooks: an event type runs once for each event, in order enough for a file; what they print is no data") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  const Ran ran =
      lab({"wait", id, "-o", "ndjson", "--on", "log_entry=echo \"$OPTRACK_EVENT_MESSAGE\" >> logs; echo seen"});
  CHECK(ran.code == 0);
  CHECK(count(lab.optrack.home.read("logs"), "\n") == 5);
  CHECK_FALSE(contains(ran.out, "seen"));
  CHECK(count(ran.err, "seen\n") == 5);
  for (const std::string& line : lines_of(ran.out)) CHECK(event_violations(line).empty());
}

TEST_CASE("hooks: one that fails, one that does not read and one that is missing change nothing but a note") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  const Ran ran = lab({"wait", id, "--on", "completed=exit 3", "--on", "log_entry=exec 0<&-; exit 0", "--on",
                       "start=/nonexistent/program"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "hook --on completed: ended with status 3\n"));
  CHECK(contains(ran.err, "hook --on start: ended with status 127\n"));
  CHECK_FALSE(contains(ran.err, "hook --on log_entry"));
}

TEST_CASE("hooks: one that outlasts its time is ended, also when it ignores that") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  Ran ran;
  const auto time = time_of([&] {
    ran = lab({"wait", id, "--hook-timeout", "300ms", "--on", "start=trap '' TERM; while :; do sleep 0.1; done", "--on",
               "completed=sleep 60"});
  });
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "hook --on completed: took longer than 300ms and was ended\n"));
  CHECK(contains(ran.err, "hook --on start: took longer than 300ms and was ended\n"));
  CHECK(time < 8s);
}

TEST_CASE("hooks: a thousand calls of a second each neither delay a poll nor the end by more than its short time") {
  Lab lab;
  const std::string id = lab.start(kGoesOn);
  lab.optrack.environment["OPTRACK_HEARTBEAT"] = "5ms";
  const std::size_t before = lab.requests();
  Ran ran;
  const auto time = time_of([&] {
    ran = lab({"wait", id, "-q", "--timeout", "4s", "--on", "heartbeat=sleep 1", "--on", "poll_ok=sleep 1"});
  });
  CHECK(ran.code == 124);
  CHECK(lab.requests() - before > 30);  // every 50 ms for 4 s, less what a busy machine takes; 4 if hooks delayed them
  CHECK(time < 25s);
  CHECK(contains(ran.err, "hooks did not finish: "));
}

TEST_CASE("hooks: the end of a wait comes as soon as all have ended") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  Lab::settle();
  const auto time = time_of([&] { CHECK(lab({"wait", id, "--on", "completed=true"}).code == 0); });
  CHECK(time < 5s);
}

TEST_CASE("hooks: Ctrl-C at the end stops waiting for them") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  Lab::settle();
  Program program = lab.optrack.program({"wait", id, "--on", "completed=echo begun >&2; sleep 60"});
  program.signals = {{SIGINT, "begun"}};
  Ran ran;
  const auto time = time_of([&] { ran = run(program); });
  CHECK(ran.code == 0);
  CHECK(time < 8s);
  CHECK(contains(ran.err, "hooks did not finish: 1 ended, 0 not run"));
}

TEST_CASE("hooks: only the command line sets them, and no option reads what hooks are told") {
  Lab lab;
  lab.optrack.environment["OPTRACK_ON"] = "start=touch from-environment";
  const std::string id = lab.start(kCompletes);
  CHECK(lab({"wait", id}).code == 0);
  CHECK_FALSE(std::filesystem::exists(lab.optrack.home.path() / "from-environment"));
  cli::Globals globals;
  std::vector<cli::OptionSpec> all = cli::global_options(globals);
  for (const cli::CommandRow& row : cli::commands()) {
    for (const cli::OptionSpec& option : row.make().options) all.push_back(option);
  }
  for (const cli::OptionSpec& option : all) CHECK_FALSE(cli::environment_name(option).starts_with("OPTRACK_EVENT_"));
}

TEST_CASE("hooks: a wrong event or no command is refused before anything is asked") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::size_t before = lab.requests();
  const Ran unknown = lab({"wait", id, "--on", "complete=true"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "no such event: complete"));
  CHECK(contains(unknown.err, "did you mean completed"));
  CHECK(lab({"wait", id, "--on", "failed"}).code == 2);
  CHECK(lab({"wait", id, "--on", "failed="}).code == 2);
  CHECK(lab({"wait", id, "-o", "exec"}).code == 2);
  CHECK(lab({"wait", id, "-o", "exec="}).code == 2);
  CHECK(lab.requests() == before);
}

TEST_CASE("exec: a program gets all events, and its output is the output when nobody else's is") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  const Ran ran = lab({"wait", id, "-o", "exec=tee copy"});
  CHECK(ran.code == 0);
  CHECK(ran.out == lab.optrack.home.read("copy"));
  const std::vector<std::string> lines = lines_of(ran.out);
  REQUIRE(lines.size() > 5);
  for (const std::string& line : lines) CHECK(event_violations(line).empty());
  CHECK(Json::parse(lines.back()).at("type") == "stream_end");

  const Ran both = lab({"wait", id, "-o", "ndjson", "-o", "exec=echo aside; cat > copy"});
  CHECK_FALSE(contains(both.out, "aside"));
  CHECK(contains(both.err, "aside\n"));
  CHECK(count(lab.optrack.home.read("copy"), "\n") == lines_of(both.out).size());
}

TEST_CASE("exec: a program that dies, and one that never reads, do not touch the outcome") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const Ran dead = lab({"wait", id, "-o", "plain", "-o", "exec=exit 7"});
  CHECK(dead.code == 1);
  CHECK(contains(dead.err, "exec=exit 7 "));
  Ran deaf;
  const auto time = time_of([&] { deaf = lab({"wait", id, "-o", "plain", "-o", "exec=sleep 60"}); });
  CHECK(deaf.code == 1);
  CHECK(contains(deaf.err, "exec=sleep 60 did not end by itself"));
  CHECK(time < 18s);
}

TEST_CASE("notify: nothing for a short wait") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  Program program = lab.optrack.program({"wait", id, "--notify", "bell,desktop", "--notify", "touch notified"});
  program.terminal = 80;
  const Ran ran = run(program);
  CHECK(ran.code == 0);
  CHECK_FALSE(contains(ran.err, "\a"));
  CHECK_FALSE(std::filesystem::exists(lab.optrack.home.path() / "notified"));
}

TEST_CASE("notify: the end of a long wait rings the terminal, tells the desktop and runs the command") {
  Lab lab;
  const std::string id = lab.start(kGoesOn);
  lab.optrack.home.write("bin/notify-send", "#!/bin/sh\nfor a; do printf '<%s>' \"$a\"; done > \"$HOME/desktop\"\n");
  std::filesystem::permissions(lab.optrack.home.path() / "bin/notify-send", std::filesystem::perms::owner_all);
  lab.optrack.environment["PATH"] = (lab.optrack.home.path() / "bin").string() + ":" + lab.optrack.environment["PATH"];
  Program program = lab.optrack.program({"wait", id, "--timeout", "10500ms", "--notify", "bell,desktop", "--notify",
                                         "echo \"$OPTRACK_EVENT_TYPE $OPTRACK_EVENT_EXIT_NAME\" > notified"});
  program.terminal = 80;
  const Ran ran = run(program);
  CHECK(ran.code == 124);
  CHECK(count(ran.err, "\a") == 1);
  CHECK(lab.optrack.home.read("desktop") ==
        "<--app-name=optrack><--><optrack: timeout><" + kGoesOn + ": 1 running after 0:10>");
  CHECK(lab.optrack.home.read("notified") == "stream_end timeout\n");
}

}  // namespace hooks_test
