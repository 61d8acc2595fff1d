// SPDX-License-Identifier: MIT
#include "print/show.hpp"

#include <doctest/doctest.h>

#include "print/table.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace show_test {

namespace {

const WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

ShowFacts failed_run() {
  ShowFacts facts;
  facts.operation.id = "k3v9m2x7qd";
  facts.operation.name = "web";
  facts.operation.type = "catlets.create";
  facts.operation.provider = "lab";
  facts.operation.remote.id = "5c1f";
  facts.operation.status = Status::failed;
  facts.operation.raw_status = "Error";
  facts.operation.message = "no space";
  facts.operation.labels = {{"team", "a"}};
  facts.operation.created = kNoon;
  facts.operation.started = kNoon;
  facts.operation.ended = kNoon + 51s;
  Task task;
  task.id = "t1";
  task.display_name = "create";
  task.status = Status::failed;
  task.started = kNoon + 1s;
  task.ended = kNoon + 48s;
  facts.known.tasks = {{"t1", task}};
  facts.known.counts = {1, 0, 0, 1};
  facts.known.resources = {{"r1", {"r1", "Catlet", "web-01", ""}}};
  facts.known.polls.polls = 9;
  facts.last_logs.push_back({"l1", "t1", kNoon + 47s, "info", "write failed", ""});
  facts.now = kNoon + 100s;
  facts.updated = kNoon + 51s;
  return facts;
}

}  // namespace

TEST_CASE("T-15 show: times, tasks, resources, polls and the last lines on one page") {
  const std::string page = show_page(failed_run(), {}, {});

  CHECK(page == R"(x k3v9m2x7qd  catlets.create  FAILED after 0:51
name        web
message     no space
provider    lab:5c1f
server says Error
created     2026-03-01 12:00:00
started     2026-03-01 12:00:00
ended       2026-03-01 12:00:51
updated     2026-03-01 12:00:51
labels      team=a

tasks       1: 1 failed
  x create  0:47
failed      create

resources
  Catlet web-01  r1

polls       9, 0 without an answer

last log lines
  12:00:47 create  write failed
)");
}

TEST_CASE("T-15 show: lines are cut on a terminal only") {
  Terminal narrow;
  narrow.is_terminal = true;
  narrow.columns = 20;
  const std::string page = show_page(failed_run(), {}, narrow);

  std::size_t begin = 0;
  for (std::size_t end = page.find('\n'); end != std::string::npos; end = page.find('\n', begin)) {
    CHECK(end - begin <= 20);
    begin = end + 1;
  }
}

TEST_CASE("T-15 show: an operation that goes on tells how far it is and when something was heard last") {
  ShowFacts facts = failed_run();
  facts.operation.status = Status::running;
  facts.operation.ended.reset();
  facts.operation.progress = 46.9;
  const std::string page = show_page(facts, {}, {});
  CHECK(page.starts_with("> k3v9m2x7qd  catlets.create  running for 1:40\n"));
  CHECK(page.find("\nprogress    [=========>-----------]  46%\n") != std::string::npos);
  CHECK(page.find("\nupdated     2026-03-01 12:00:51  (0:49 ago)\n") != std::string::npos);
}

TEST_CASE("T-8 show: errors and failed tasks are coloured on a terminal, never anywhere else") {
  ShowFacts facts = failed_run();
  facts.last_errors.push_back({"l2", "t1", kNoon + 47s, "error", "disk full", ""});
  CHECK(show_page(facts, {}, {}).find('\x1b') == std::string::npos);
  CHECK(show_page(facts, {}, {}).find("\nlast errors\n  12:00:47 create  error: disk full\n") != std::string::npos);
  Terminal colourful;
  colourful.is_terminal = colourful.color = true;
  const std::string page = show_page(facts, {}, colourful);
  CHECK(page.find("\x1b[1;31mFAILED\x1b[0m") != std::string::npos);
  CHECK(page.find("\x1b[1;31mx create\x1b[0m") != std::string::npos);
  CHECK(page.find("\x1b[1;31merror:\x1b[0m disk full") != std::string::npos);
}

TEST_CASE("table: columns line up, lines do not end in blanks, no rows give no header") {
  TextTable table({"ID", "STATUS", "NAME"});
  CHECK(table.text({}).empty());
  table.add({"a", "running"});
  table.add({"long-one", "ok", "web"});
  CHECK(table.text({}) ==
        "ID        STATUS   NAME\n"
        "a         running\n"
        "long-one  ok       web\n");
}

TEST_CASE("T-13 show: one line tells when a wait would ask next, and why") {
  ShowFacts facts = failed_run();
  facts.operation.status = Status::running;
  CHECK(show_page(facts, {}, {}).find("next poll") == std::string::npos);
  facts.explains_poll = true;
  facts.next_poll = 5500ms;
  CHECK(show_page(facts, {}, {}).find("\nnext poll   no history of this type, next poll in 6 s\n") !=
        std::string::npos);
  facts.typical = 84s;
  CHECK(show_page(facts, {}, {}).find("\nnext poll   typical 1:24, next poll in 6 s\n") != std::string::npos);
  facts.late = true;
  facts.next_poll = 125s;
  CHECK(show_page(facts, {}, {}).find("\nnext poll   LATE (typical 1:24), next poll in 2:05\n") != std::string::npos);
}

TEST_CASE("T-3 show: what an operation brought, one fact a line") {
  ShowFacts facts = failed_run();
  facts.operation.outcome = Outcome{"Catlet", {R"({"id":"c1","name":"web","cpu_count":2})"}, std::nullopt};
  CHECK(show_page(facts, {}, {}).find("\nresult      Catlet\n  name      web\n  id        c1\n  cpus      2\n") !=
        std::string::npos);
  facts.operation.outcome = Outcome{"", {R"({"a":1,"b":{}})"}, std::nullopt};
  CHECK(show_page(facts, {}, {}).find("\nresult\n  a         1\n  1 more    optrack result k3v9m2x7qd\n") !=
        std::string::npos);
  facts.operation.outcome = Outcome{"", {"[1]"}, std::nullopt};
  CHECK(show_page(facts, {}, {}).find("\nresult      see: optrack result k3v9m2x7qd\n") != std::string::npos);
}

}  // namespace show_test
