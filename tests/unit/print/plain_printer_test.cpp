// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "print/printers.hpp"
#include "support/doubles.hpp"
#include "support/samples.hpp"
#include "support/story.hpp"
#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace plain_printer_test {

namespace {

/// A plain printer that is shown a story.
class Story {
 public:
  explicit Story(PrinterOptions options = {}) : printer_(find_printer("plain")->make(output, options)) {}

  Story& at(std::chrono::seconds second, EventBody body, std::string op = "k3v9abcdef") {
    const bool frame = std::holds_alternative<StreamStart>(body) || std::holds_alternative<StreamEnd>(body);
    printer_->on({is_journalled(body) ? ++seq_ : 0, kTen + second, frame ? "" : std::move(op), std::move(body)});
    return *this;
  }
  Lines lines() {
    printer_->flush();
    return output.lines();
  }

  StringOutput output;

 private:
  std::unique_ptr<EventSink> printer_;
  std::uint64_t seq_ = 0;
};

OperationSeen seen() {
  OperationSeen body;
  body.op_type = "catlets.create";
  body.status = Status::running;
  return body;
}

Task task(std::string id, std::string parent, std::string name, std::string display) {
  Task made;
  made.id = std::move(id);
  made.parent = std::move(parent);
  made.name = std::move(name);
  made.display_name = std::move(display);
  made.status = Status::running;
  return made;
}

LogAdded log(std::string message, std::string level = "info", std::string of = "t1") {
  return {LogEntry{message, std::move(of), kTen + 3s, std::move(level), message, ""}};
}

StreamEnd end(int code, std::string name) { return {code, std::move(name), {}, {"optrack wait k3v9"}}; }

}  // namespace

TEST_CASE("T-7 plain: a wait that times out, as drawn") {
  Story story;
  TaskUpdate progress;
  progress.task = "t1";
  progress.progress = 61.9;
  story.at(0s, StreamStart{}).at(2s, seen()).at(3s, TaskNew{task("t1", "", "disk-1", "copy volume sda")});
  story.at(3s, log("copying volume sda (2.1 GiB)")).at(4s, progress).at(4s, ProgressChanged{46.0, {}});
  story.at(33s, Heartbeat{30s, {"t1"}, {}}).at(120s, end(124, "timeout"));
  CHECK(story.lines() == Lines{
                             "10:00:02 k3v9 catlets.create  running",
                             "10:00:03 k3v9 disk-1         started: copy volume sda",
                             "10:00:03 k3v9 disk-1       | copying volume sda (2.1 GiB)",
                             "10:00:33 still waiting 0:33: k3v9 46% (disk-1 61%)",
                             "10:02:00 k3v9 catlets.create  timeout after 2:00, still running, not cancelled",
                             "         go on with: optrack wait k3v9",
                         });
}

TEST_CASE("T-13 plain: a heartbeat tells what is typical, and that an operation is late") {
  Story story;
  Heartbeat typical{30s, {"t1"}, {}};
  typical.typical = 90s;
  Heartbeat late{30s, {}, {}};
  late.typical = 20s;
  late.late_by = 38s;
  story.at(0s, StreamStart{}).at(0s, seen()).at(3s, ProgressChanged{46.0, {}});
  story.at(33s, typical);
  story.at(34s, ProgressChanged{47.0, {}}).at(64s, late);
  const Lines lines = story.lines();
  REQUIRE(lines.size() >= 3);
  CHECK(lines[1] == "10:00:33 still waiting 0:33: k3v9 46% (t1), typical 1:30");
  CHECK(lines[2] == "10:01:04 still waiting 1:04: k3v9 47%, LATE (typical 0:20)");
}

TEST_CASE("T-8 plain: a failure shows path, last error lines, what is left, and what to do") {
  Story story;
  story.at(0s, seen())
      .at(1s, TaskNew{task("t0", "", "create", "")})
      .at(1s, TaskNew{task("t1", "t0", "disk-1", "copy sda")});
  story.at(2s, log("one")).at(2s, log("write failed", "error")).at(2s, log("two"));
  story.at(3s, ResourceNew{{"r1", "catlet", "web-01", ""}});
  TaskUpdate failed;
  failed.task = "t1";
  failed.to = Status::failed;
  failed.elapsed = 47s;
  story.at(50s, failed);
  story.at(51s, ResultReady{Status::failed, {}, "no space", {"t0", "t1"}, 51s});
  const Lines lines = story.lines();
  const Lines tail(lines.end() - 6, lines.end());
  CHECK(tail == Lines{
                    "10:00:50 k3v9 disk-1         FAILED after 0:47",
                    "10:00:51 k3v9 catlets.create  FAILED after 0:51: no space",
                    "         failed: create / copy sda",
                    "           | 10:00:03 write failed",
                    "         left behind: catlet web-01",
                    "         see: optrack logs k3v9  |  optrack show k3v9",
                });
}

TEST_CASE("T-8 plain: without levels the failed task's last lines are shown") {
  Story story;
  story.at(0s, seen()).at(1s, TaskNew{task("t1", "t1", "loop", "")});
  for (const char* text : {"a", "b", "c", "d"}) story.at(2s, log(text));
  story.at(3s, ResultReady{Status::failed, {"exec", {}, 7}, "", {"t1"}, {}});
  const Lines lines = story.lines();
  const Lines tail(lines.end() - 6, lines.end() - 1);
  CHECK(
      tail ==
      Lines{
          "10:00:03 k3v9 catlets.create  FAILED, exit code 7",
          "         failed: loop / loop / loop / loop / loop / loop / loop / loop / loop / loop / loop / loop / loop / "
          "loop / loop / loop / loop / loop / loop / loop",
          "           | 10:00:03 b", "           | 10:00:03 c", "           | 10:00:03 d"});
}

TEST_CASE("plain: trouble, recovery, cancel and notes") {
  Story story;
  story.at(0s, seen());
  story.at(37s, PollTrouble{3, {ErrorKind::unreachable, "HTTP 502", 502}, 7600ms, 37s}).at(45s, PollRecovered{45s});
  story.at(46s, CancelChanged{CancelState::requested, "manual", "not needed", "ann@host"});
  story.at(47s, CancelChanged{CancelState::refused, "", "too late", ""});
  story.at(47s, LabelsChanged{{{"env", "prod"}, {"team", "a"}}, {"old"}, "ann@host"})
      .at(48s, Notice{"log could not be fetched"});
  story.at(49s, ConditionChanged{"progress>=50", "met"}).at(50s, ResourceGone{{"r1", "catlet", "", ""}});
  story.at(51s, ResultReady{Status::completed, {}, "", {}, 51s});
  CHECK(story.lines() == Lines{
                             "10:00:00 k3v9 catlets.create  running",
                             "10:00:37 k3v9 no answer for 0:37 (HTTP 502), try 4 in 8s",
                             "10:00:45 k3v9 answers again after 0:45",
                             "10:00:46 k3v9 cancel requested by ann@host (manual): not needed",
                             "10:00:47 k3v9 cancel refused: too late",
                             "10:00:47 k3v9 labels: env=prod, team=a, old removed",
                             "10:00:48 k3v9 note: log could not be fetched",
                             "10:00:49 k3v9 condition met: progress>=50",
                             "10:00:50 k3v9 - catlet r1 is gone",
                             "10:00:51 k3v9 catlets.create  completed after 0:51",
                         });
}

TEST_CASE("plain: an exit code is said once, a short trouble has no duration, giving up claims nothing") {
  Story story;
  story.at(0s, seen()).at(1s, PollTrouble{1, {ErrorKind::not_found, "HTTP 404", 404}, 1s, 0s});
  StreamEnd end;
  end.exit_code = 5;
  end.exit_name = "not-found";
  story.at(10s, end);
  CHECK(story.lines() == Lines{"10:00:00 k3v9 catlets.create  running",
                               "10:00:01 k3v9 no answer (HTTP 404), try 2 in 1s",
                               "10:00:10 k3v9 catlets.create  given up, last seen running, not cancelled"});
  Story ended;
  ended.at(0s, seen()).at(8s, ResultReady{Status::failed, {"exec", {}, 7}, "exit code 7", {}, 8s});
  CHECK(ended.lines().at(1) == "10:00:08 k3v9 catlets.create  FAILED after 0:08: exit code 7");
}

TEST_CASE("T-12 plain: several operations share a heartbeat and get a summary") {
  PrinterOptions options;
  options.operations = 2;
  options.tags = {{"k3v9abcdef", "k3v9"}, {"b00d000000", "b00d0"}};
  Story story{options};
  StreamEnd last = end(130, "signal");
  last.counts = {{"running", 2}};
  story.at(0s, StreamStart{}).at(0s, seen()).at(0s, seen(), "b00d000000");
  story.at(30s, Heartbeat{30s, {}, {}}).at(30s, Heartbeat{30s, {}, {}}, "b00d000000").at(31s, last);
  const Lines lines = story.lines();
  const Lines tail(lines.begin() + 2, lines.end());
  CHECK(tail == Lines{
                    "10:00:30 still waiting 0:30: k3v9 running, b00d0 running",
                    "10:00:31 b00d0 catlets.create  interrupted after 0:31, still running, not cancelled",
                    "10:00:31 k3v9 catlets.create  interrupted after 0:31, still running, not cancelled",
                    "10:00:31 2 operations: 2 running",
                    "         go on with: optrack wait k3v9",
                });
}

TEST_CASE("plain: no escape ever reaches the output, whatever a server writes") {
  const std::string evil =
      "\x1b]0;owned\a\x1b[2J\r\n::error::x\xc2\x9b"
      "1m\xff\u202e";
  Story story;
  OperationSeen first = seen();
  first.op_type = evil;
  story.at(0s, first).at(1s, TaskNew{task("t1", "", evil, evil)}).at(1s, log(evil));
  story.at(1s, Notice{evil}).at(1s, ResourceNew{{"r", evil, evil, evil}});
  story.at(2s, ResultReady{Status::failed, {}, evil, {"t1"}, {}});
  for (const std::string& line : story.lines()) {
    CAPTURE(line);
    CHECK(line.find_first_of("\x1b\r\a") == std::string::npos);
    CHECK(line.find("\xc2\x9b") == std::string::npos);
    CHECK((line.rfind("10:00:0", 0) == 0 || line.rfind("         ", 0) == 0));
  }
}

TEST_CASE("plain: cut to a terminal's width, never to a pipe's") {
  for (const bool terminal : {true, false}) {
    PrinterOptions options;
    options.terminal.is_terminal = terminal;
    options.terminal.columns = 20;
    Story story{options};
    story.at(0s, seen());
    CHECK(story.lines().front() == (terminal ? "10:00:00 k3v9 catl.." : "10:00:00 k3v9 catlets.create  running"));
  }
}

TEST_CASE("plain: colour only on the word that matters, and only when it is on") {
  PrinterOptions options;
  options.terminal.color = true;
  Story story{options};
  story.at(0s, seen()).at(1s, log("careful", "warning")).at(2s, ResultReady{Status::completed, {}, "", {}, {}});
  CHECK(story.lines() == Lines{"10:00:00 k3v9 catlets.create  running",
                               "10:00:03 k3v9 t1           | \x1b[33mwarning:\x1b[0m careful",
                               "10:00:02 k3v9 catlets.create  \x1b[32mcompleted\x1b[0m"});
}

TEST_CASE("plain: times are local unless UTC is asked for, at both ends of time") {
  VirtualClock clock;
  clock.offset = 5h + 30min;
  PrinterOptions options;
  options.clock = &clock;
  LogAdded early = log("early");
  LogAdded late = log("late");
  early.entry.at = WallTime::min();
  late.entry.at = WallTime::max();
  Story story{options};
  story.at(0s, seen()).at(0s, early).at(0s, late);
  CHECK(story.lines() == Lines{"15:30:00 k3v9 catlets.create  running", "05:42:43 k3v9 t1           | early",
                               "05:17:16 k3v9 t1           | late"});
  options.utc = true;
  Story utc{options};
  CHECK(utc.at(0s, seen()).lines() == Lines{"10:00:00 k3v9 catlets.create  running"});
}

TEST_CASE("plain: pending tasks wait in silence, started ones are told once") {
  Story story;
  Task waiting = task("t1", "", "disk-1", "copy");
  waiting.status = Status::pending;
  TaskUpdate started;
  started.task = "t1";
  started.to = Status::running;
  TaskUpdate message;
  message.task = "t1";
  message.message = "860 MiB";
  story.at(0s, seen()).at(1s, TaskNew{waiting}).at(2s, started).at(3s, message);
  CHECK(story.lines() == Lines{"10:00:00 k3v9 catlets.create  running", "10:00:02 k3v9 disk-1         started: copy",
                               "10:00:03 k3v9 disk-1         860 MiB"});
}

TEST_CASE("plain: every kind of event in any order is survived") {
  Story story;
  for (const EventBody& body : sample_bodies()) story.at(0s, body);
  CHECK(story.lines().size() > 10);
  CHECK(story.output.text.find('\x1b') == std::string::npos);
}

TEST_CASE("plain: tasks known before keep their names when only news is shown") {
  PrinterOptions options;
  options.tasks["k3v9abcdef"] = {task("t1", "", "disk-1", "copy volume sda")};

  const Lines lines = Story(options).at(3s, log("copied 2.1 GiB")).lines();

  CHECK(lines == Lines{"10:00:03 k3v9 disk-1       | copied 2.1 GiB"});
}

namespace {

PrinterOptions by_task() {
  PrinterOptions options;
  options.order = LineOrder::task;
  return options;
}

TaskUpdate task_ended(std::string id, Status status) {
  TaskUpdate body;
  body.task = std::move(id);
  body.to = status;
  return body;
}

}  // namespace

TEST_CASE("T-5 plain: with --order task the lines of a task come together, once it has ended") {
  Story story(by_task());
  const std::string other = "b00dabcdef";
  story.at(1s, TaskNew{task("t1", "", "disk-1", "disk-1")}).at(1s, TaskNew{task("t2", "", "network", "network")});
  story.at(1s, TaskNew{task("t1", "", "disk-1", "disk-1")}, other);
  story.at(3s, log("one")).at(3s, log("two", "info", "t2")).at(3s, log("theirs"), other).at(4s, log("three"));
  story.at(4s, log("of no task", "info", "")).at(5s, task_ended("t1", Status::completed));
  story.at(6s, task_ended("t2", Status::failed)).at(7s, task_ended("t1", Status::completed), other);
  CHECK(story.lines() == Lines{
                             "10:00:01 k3v9 disk-1         started",
                             "10:00:01 k3v9 network        started",
                             "10:00:01 b00d disk-1         started",
                             "10:00:03 k3v9              | of no task",
                             "10:00:03 k3v9 disk-1       | one",
                             "10:00:03 k3v9 disk-1       | three",
                             "10:00:05 k3v9 disk-1         completed",
                             "10:00:03 k3v9 network      | two",
                             "10:00:06 k3v9 network        FAILED",
                             "10:00:03 b00d disk-1       | theirs",
                             "10:00:07 b00d disk-1         completed",
                         });
}

TEST_CASE("T-5 T-7 plain: with --order task nothing is lost when the operation ends or the wait is left") {
  const ResultReady result{Status::completed, {}, "", {}, 9s};
  for (const bool left : {false, true}) {
    CAPTURE(left);
    Story story(by_task());
    story.at(1s, TaskNew{task("t1", "", "disk-1", "disk-1")}).at(3s, log("one")).at(4s, log("two"));
    CHECK(story.lines().size() == 1);
    if (left) story.at(5s, end(124, "timeout"));
    if (!left) story.at(5s, result);
    const Lines lines = story.lines();
    REQUIRE(lines.size() >= 5);
    CHECK(lines[1] == "10:00:03 k3v9 disk-1       | one");
    CHECK(lines[2] == "10:00:03 k3v9 disk-1       | two");
    CHECK(lines[3] == "10:00:05 k3v9 disk-1         running");
    CHECK(lines[4].find(left ? "timeout" : "completed") != std::string::npos);
  }
}

TEST_CASE("T-5 T-14 plain: with --order task suppressed lines are told behind those that are shown") {
  PrinterOptions options = by_task();
  options.filter.max_log = 1;
  Story story(options);
  story.at(1s, TaskNew{task("t1", "", "disk-1", "disk-1")})
      .at(3s, log("one"))
      .at(4s, log("two"))
      .at(5s, end(130, "signal"));
  const Lines lines = story.lines();
  REQUIRE(lines.size() >= 4);
  CHECK(lines[1] == "10:00:03 k3v9 disk-1       | one");
  CHECK(lines[3] == "10:00:05 k3v9 note: suppressed 1 log line");
}

TEST_CASE("T-3 plain: an operation that completed tells what it brought, no other one does") {
  const Outcome catlet{"Catlet", {R"({"id":"c1","name":"web","status":"Running","cpu_count":2})"}, std::nullopt};
  Story story;
  story.at(1s, ResultReady{Status::completed, catlet, "", {}, 9s});
  CHECK(story.lines() == Lines{
                             "10:00:01 k3v9 operation  completed after 0:09",
                             "         Catlet  name web  id c1  status Running  cpus 2",
                         });
  Story failed;
  failed.at(1s, ResultReady{Status::failed, catlet, "", {}, 9s});
  CHECK(failed.output.text.find("Catlet") == std::string::npos);
}

TEST_CASE("T-3 plain: on a terminal what an operation brought keeps within the width") {
  PrinterOptions options;
  options.terminal.is_terminal = true;
  options.terminal.columns = 40;
  Story story(options);
  story.at(1s, ResultReady{Status::completed,
                           {"Catlet", {R"({"id":"c1","name":"web","status":"Running","cpu_count":2})"}, std::nullopt},
                           "",
                           {},
                           9s});
  CHECK(story.lines() == Lines{
                             "10:00:01 k3v9 operation  completed aft..",
                             "         Catlet  name web  id c1",
                             "           status Running  cpus 2",
                         });
}

}  // namespace plain_printer_test
