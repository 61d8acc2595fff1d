// SPDX-License-Identifier: MIT
#include "print/tty_printer.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/samples.hpp"
#include "support/story.hpp"
#include "support/string_output.hpp"
#include "support/vt_screen.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace tty_printer_test {

namespace {

const Instant kBegin{1000h};

/// A terminal that takes nothing while `stopped`.
class StoppableOutput final : public Output {
 public:
  void write(std::string_view bytes) override { (stopped ? waiting : text) += bytes; }
  bool drain() override {
    if (!stopped) text += std::exchange(waiting, {});
    return waiting.empty() && !stopped;
  }
  void finish() override {
    stopped = false;
    drain();
  }
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return std::nullopt; }

  bool stopped = false;
  std::string text, waiting;
};

Task task(std::string id, std::string name, std::string display, Status status, std::string parent = "") {
  Task made;
  made.id = std::move(id);
  made.parent = std::move(parent);
  made.name = std::move(name);
  made.display_name = std::move(display);
  made.status = status;
  return made;
}

OperationSeen seen() {
  OperationSeen body;
  body.op_type = "catlets.create";
  body.status = Status::running;
  return body;
}

LogAdded log(std::string text, std::string id = "t1") {
  LogAdded body;
  body.entry.task = std::move(id);
  body.entry.message = std::move(text);
  return body;
}

/// A printer, its terminal and a clock that goes where it is told.
struct View {
  explicit View(PrinterOptions options = {}) : screen(options.terminal.columns, options.terminal.rows) {
    printer = make_live_view(output, options);
  }
  View& at(std::chrono::milliseconds after, EventBody body, const std::string& op = kOp) {
    wait(after);
    printer->on(Event{0, kTen + after, op, std::move(body)});
    printer->flush();
    return *this;
  }
  /// Lets the time pass until `after`, with the ticks that are due.
  View& wait(std::chrono::milliseconds after) {
    for (auto due = printer->due(); due && *due <= kBegin + after; due = printer->due()) {
      now = std::max(now, *due);
      printer->tick(now, kTen + (now - kBegin));
      ++ticks;
      REQUIRE(ticks < 100'000);
    }
    now = std::max(now, kBegin + after);
    return *this;
  }
  Lines all() {
    screen.feed(std::string_view{output.text}.substr(fed));
    fed = output.text.size();
    return screen.all();
  }
  StoppableOutput output;
  VtScreen screen;
  std::unique_ptr<LiveView> printer;
  Instant now = kBegin;
  std::size_t fed = 0;
  int ticks = 0;
};

PrinterOptions wide() {
  PrinterOptions options;
  options.terminal.columns = 80;
  options.terminal.rows = 24;
  options.terminal.can_overwrite = options.terminal.is_terminal = true;
  options.tags = {{kOp, "k3v9"}};
  return options;
}

StreamEnd end(int code, const char* name) { return {code, name, {}, {"optrack wait k3v9"}}; }

}  // namespace

TEST_CASE("T-4 tty: log lines and finished tasks above, the block below") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(1s, TaskNew{task("t1", "prepare", "", Status::running)});
  view.at(1s, log("resolved parent acme/ubuntu-22.04/starter"));
  TaskUpdate done;
  done.task = "t1";
  done.to = Status::completed;
  done.elapsed = 3s;
  view.at(4s, done).wait(4'200ms);
  CHECK(view.all() == Lines{
                          "10:00:01 prepare   resolved parent acme/ubuntu-22.04/starter",
                          "10:00:04 prepare   v completed after 0:03",
                          "k3v9 catlets.create  running  [....<==>.............]  0:04",
                          "  v 1 done",
                          "  Ctrl-C detaches",
                      });
}

TEST_CASE("T-5 tty: with --order task the lines of a task come together above the block, nothing is lost") {
  PrinterOptions options = wide();
  options.order = LineOrder::task;
  View view{options};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(1s, TaskNew{task("t1", "disk", "", Status::running)});
  view.at(1s, TaskNew{task("t2", "network", "", Status::running)}).at(1s, log("one")).at(2s, log("two", "t2"));
  view.at(2s, log("three")).wait(3s);
  CHECK(view.all().front().starts_with("k3v9 catlets.create  running"));
  TaskUpdate done;
  done.task = "t1";
  done.to = Status::completed;
  view.at(4s, done).wait(4'200ms);
  Lines lines = view.all();
  REQUIRE(lines.size() > 3);
  CHECK(lines[0] == "10:00:01 disk      one");
  CHECK(lines[1] == "10:00:02 disk      three");
  CHECK(lines[2] == "10:00:04 disk      v completed");
  view.at(5s, end(130, "signal"), "");
  lines = view.all();
  REQUIRE(lines.size() == 6);
  CHECK(lines[3] == "10:00:02 network   two");
  CHECK(lines[4] == "> k3v9 catlets.create  interrupted after 0:05, still running, not cancelled");
}

TEST_CASE("T-3 tty: what an operation brought stands below its end, within the width of the window") {
  ResultReady result;
  result.outcome = {"Catlet", {R"({"id":"c1","name":"web","status":"Running","cpu_count":2})"}, std::nullopt};
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(3s, result).at(3s, end(0, "ok"), "");
  Lines lines = view.all();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "v k3v9 catlets.create completed after 0:03");
  CHECK(lines[1] == "  Catlet  name web  id c1  status Running  cpus 2");

  PrinterOptions narrow = wide();
  narrow.terminal.columns = 40;
  View small{narrow};
  small.at(0s, StreamStart{}, "").at(0s, seen()).at(3s, result).at(3s, end(0, "ok"), "");
  lines = small.all();
  REQUIRE(lines.size() > 3);
  CHECK(lines[lines.size() - 3] == "  Catlet  name web  id c1");
  CHECK(lines[lines.size() - 2] == "    status Running  cpus 2");
}

TEST_CASE("T-8 tty: a failure replaces the block by what one needs to act, as drawn") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen());
  view.at(0s, TaskNew{task("t0", "create", "create", Status::running)});
  view.at(0s, TaskNew{task("t1", "disk-1", "disk-1", Status::running, "t0")});
  view.at(0s, TaskNew{task("t2", "copy-sda", "copy volume sda", Status::running, "t1")});
  for (int i = 0; i < 7; ++i) view.at(1s, TaskNew{task(fmt::format("d{}", i), "", "", Status::completed, "t0")});
  for (int i = 0; i < 2; ++i) view.at(1s, TaskNew{task(fmt::format("w{}", i), "", "", Status::pending, "t0")});
  view.at(1s, ResourceNew{{"r1", "catlet", "web-01", ""}});
  for (int i = 0; i < 121; ++i) view.at(44s, log(fmt::format("copied {} MiB", i), "t2"));
  TaskUpdate failed;
  failed.task = "t2";
  failed.to = Status::failed;
  failed.elapsed = 47s;
  view.at(47s, failed);
  view.at(51s, ResultReady{Status::failed, {}, "Operation could not be completed", {"t0", "t1", "t2"}, 51s});
  view.at(51s, StreamEnd{1, "failed", {}, {}}, "");
  const Lines lines = view.all();
  REQUIRE(lines.size() > 7);
  CHECK(Lines(lines.end() - 8, lines.end()) ==
        Lines{
            "x k3v9 catlets.create FAILED after 0:51   Operation could not be completed",
            "  x create / disk-1 / copy volume sda                    failed after 0:47",
            "    | copied 118 MiB",
            "    | copied 119 MiB",
            "    | copied 120 MiB",
            "    | .. 118 lines before:  optrack logs k3v9 --task copy-sda",
            "  7 tasks ok, 1 failed, 2 not finished, 2 not started     left behind: catlet web-01",
            "  optrack logs k3v9  |  optrack show k3v9  |  optrack report k3v9 --html r.html",
        });
  CHECK(view.screen.is_normal());
}

TEST_CASE("tty: completed, detached and timed out leave one line and what to do") {
  View done{wide()};
  done.at(0s, StreamStart{}, "").at(0s, seen()).at(51s, ResultReady{Status::completed, {}, "", {}, 51s});
  done.at(51s, StreamEnd{0, "ok", {}, {}}, "");
  CHECK(done.all() == Lines{"v k3v9 catlets.create completed after 0:51"});
  View left{wide()};
  left.at(0s, StreamStart{}, "").at(0s, seen()).at(42s, end(130, "signal"), "");
  CHECK(left.all() == Lines{"> k3v9 catlets.create  interrupted after 0:42, still running, not cancelled",
                            "  go on with: optrack wait k3v9"});
  View asked{wide()};
  asked.at(0s, StreamStart{}, "")
      .at(0s, seen())
      .at(0s, ProgressChanged{46.9, {}})
      .at(1s, StreamEnd{8, "pending", {}, {}}, "");
  CHECK(asked.all() == Lines{"> k3v9 catlets.create  running  46%"});
  View late{wide()};
  late.at(0s, StreamStart{}, "").at(0s, seen()).at(42s, end(124, "timeout"), "");
  CHECK(late.all().front() == "> k3v9 catlets.create  timeout after 0:42, still running, not cancelled");
}

TEST_CASE("tty: at most ten frames a second, one a second while only time passes, none once all is said") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen());
  for (int i = 0; i < 1'000; ++i) view.at(std::chrono::milliseconds{i}, log("line"));
  CHECK(view.ticks <= 11);
  view.wait(1'100ms);
  const int before = view.ticks;
  view.wait(11'100ms);
  CHECK(view.ticks - before == 10);
  view.at(12s, ResultReady{Status::completed, {}, "", {}, 12s}).wait(13s);
  CHECK_FALSE(view.printer->due().has_value());
}

TEST_CASE("tty: times go on with the second of the operation, none is left out") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(700ms, seen());
  for (int second = 1; second < 20; ++second) {
    view.wait(700ms + std::chrono::seconds{second} + 1ms);
    view.all();
    CHECK(view.screen.screen().front().ends_with(fmt::format("  0:{:02}", second)));
  }
}

TEST_CASE("tty: a terminal that takes nothing gets no frames, and later the newest lines and how many are missing") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen()).wait(500ms);
  view.output.stopped = true;
  for (int i = 0; i < 20'000; ++i) view.at(1s + std::chrono::milliseconds{5 * i}, log(fmt::format("line {}", i)));
  view.wait(120s);
  CHECK(view.output.waiting.size() < 300'000);
  CHECK(view.ticks < 400);
  view.output.stopped = false;
  view.wait(125s);
  const Lines lines = view.all();
  bool told = false;
  for (const std::string& line : lines) told = told || line.ends_with("lines not shown: optrack logs k3v9");
  CHECK(told);
  CHECK(lines[lines.size() - 3].ends_with("line 19999"));
}

TEST_CASE("tty: the end is waited for, also by a terminal that took nothing") {
  View view{wide()};
  view.at(0s, StreamStart{}, "").at(0s, seen()).wait(500ms);
  view.output.stopped = true;
  view.at(1s, log("last words")).at(42s, end(130, "signal"), "");
  const Lines lines = view.all();
  CHECK(lines.back() == "  go on with: optrack wait k3v9");
  CHECK(lines.front().ends_with("last words"));
}

TEST_CASE("tty: stopped and continued, the block goes and comes back at the size that is then") {
  PrinterOptions options = wide();
  Terminal now = options.terminal;
  options.terminal_now = [&now] { return now; };
  View view{options};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(1s, log("before")).wait(1'200ms);
  view.printer->heed(Signal::suspend);
  CHECK(view.all() == Lines{"10:00:01 t1        before"});
  CHECK(view.screen.is_normal());
  view.screen.feed("$ fg\r\n");
  now.columns = 30;
  view.printer->heed(Signal::resume);
  view.wait(2s);
  CHECK(view.all() ==
        Lines{"10:00:01 t1        before", "$ fg", "k3v9 catlets.create  r..  0:02", "  Ctrl-C detaches"});
}

TEST_CASE("tty: keys hide tasks and log lines, a question stands in the block") {
  PrinterOptions options = wide();
  options.keys = true;
  View view{options};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(0s, TaskNew{task("t1", "disk-1", "", Status::running)}).wait(500ms);
  CHECK(view.all().size() == 3);
  view.printer->press('t');
  view.printer->press('l');
  view.printer->question("cancel the operation? y/n");
  view.at(600ms, log("not shown")).wait(800ms);
  CHECK(view.all().size() == 2);
  CHECK(view.all().back() == "cancel the operation? y/n");
  view.printer->question("");
  view.wait(950ms);
  CHECK(view.all().back() == "  t tasks  l logs  d detach  c cancel");
}

TEST_CASE("tty: --events, --level and --max-log hold back lines, the block knows everything") {
  PrinterOptions options = wide();
  options.filter.level = "warning";
  View view{options};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(0s, log("quiet")).at(0s, ProgressChanged{46.0, {}}).wait(500ms);
  CHECK(view.all().size() == 2);
  CHECK(view.all().front().find("46%") != std::string::npos);
}

TEST_CASE("tty: a notice about the wait itself, and what programs beside it print, stand above the block") {
  std::vector<std::string> printed{"\x1b[2Jfrom a hook"};
  PrinterOptions options = wide();
  options.overheard = [&printed] { return std::exchange(printed, {}); };
  View view{options};
  view.at(0s, StreamStart{}, "").at(0s, seen()).at(1s, Notice{"the hook failed"}, "").wait(1'500ms);
  CHECK(view.all() == Lines{"from a hook", "10:00:01 note: the hook failed",
                            "k3v9 catlets.create  running  [.<==>................]  0:01", "  Ctrl-C detaches"});
  view.output.stopped = true;
  for (int i = 0; i < 100; ++i) {
    printed.assign(1'000, "spam");
    view.wait(2s + std::chrono::milliseconds{500 * i});
  }
  CHECK(printed.empty());
  view.output.stopped = false;
  view.wait(60s);
  CHECK(view.all().size() < 3'000);
}

TEST_CASE("tty: several operations tell whose lines they are, and end with a summary") {
  PrinterOptions options = wide();
  options.operations = 2;
  options.tags = {{kOp, "k3v9"}, {"b00d000000", "b00d"}};
  View view{options};
  StreamStart start;
  start.ops = {kOp, "b00d000000"};
  StreamEnd last = end(1, "failed");
  last.counts = {{"failed", 1}, {"running", 1}};
  view.at(0s, start, "").at(0s, seen()).at(0s, seen(), "b00d000000").at(1s, log("a"), "b00d000000");
  view.at(2s, ResultReady{Status::failed, {}, "no", {}, 2s}).wait(3s);
  const Lines shown = view.all();
  CHECK(shown.front() == "10:00:01 b00d t1        a");
  CHECK(view.at(5s, last, "").all().at(3) == "> b00d catlets.create  left after 0:05, still running, not cancelled");
  CHECK(view.all().at(4) == "2 operations: 1 failed, 1 running");
}

TEST_CASE("tty: every kind of event in any order is survived, at every width") {
  for (const int columns : {1, 20, 80}) {
    PrinterOptions options = wide();
    options.terminal.columns = columns;
    View view{options};
    for (const EventBody& body : sample_bodies()) {
      const bool stream = std::holds_alternative<StreamStart>(body) || std::holds_alternative<StreamEnd>(body);
      view.at(0s, body, stream ? "" : kOp).wait(1s);
    }
    CHECK_FALSE(view.all().empty());
  }
}

}  // namespace tty_printer_test
