// SPDX-License-Identifier: MIT
#include "print/live/live_layout.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "model/text.hpp"
#include "support/story.hpp"

namespace live_layout_test {

using namespace optrack;
using namespace optrack::live;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

Task task(std::string id, std::string name, std::string display, Status status, std::string parent = "t0") {
  Task made;
  made.id = std::move(id);
  made.parent = std::move(parent);
  made.name = std::move(name);
  made.display_name = std::move(display);
  made.status = status;
  return made;
}

OperationSeen seen(const std::string& type = "catlets.create") {
  OperationSeen body;
  body.op_type = type;
  body.status = Status::running;
  return body;
}

/// Tells a model, then looks at the block.
struct Story {
  Story() {
    terminal.columns = 80;
    terminal.rows = 24;
  }
  Story& at(std::chrono::milliseconds after, EventBody body, const std::string& op = kOp) {
    model.note(Event{0, kTen + after, op, std::move(body)});
    if (!op.empty()) model.operation(op).tag = op.substr(0, 4);
    return *this;
  }
  [[nodiscard]] Lines block(std::chrono::milliseconds after) const {
    Lines lines;
    for (const Line& line : live_block(model, choice, terminal, kTen + after)) lines.push_back(line.text());
    return lines;
  }
  [[nodiscard]] std::string text(std::chrono::milliseconds after) const {
    return fmt::format("{}\n", fmt::join(block(after), "\n"));
  }
  LiveModel model;
  LiveChoice choice;
  Terminal terminal;
};

/// The operation of the first mock-up, ten seconds in.
Story running() {
  Story story;
  OperationSeen first = seen();
  first.typical = 90s;
  story.at(0s, StreamStart{}, "").at(0s, first);
  story.at(0s, TaskNew{task("t0", "create", "", Status::running, "")});
  for (int i = 0; i < 5; ++i) story.at(1s, TaskNew{task(fmt::format("d{}", i), "", "", Status::completed)});
  story.at(4s, TaskNew{task("t1", "disk-1", "copy volume sda", Status::running)});
  story.at(38s, TaskNew{task("t2", "network", "attach port eth0", Status::running)});
  for (const char* name : {"start", "guest-services", "inventory"}) {
    story.at(1s, TaskNew{task(name, name, "", Status::pending)});
  }
  TaskUpdate progress;
  progress.task = "t1";
  progress.progress = 61.9;
  story.at(41s, progress).at(41s, ProgressChanged{46.0, {}}).at(5s, ResourceNew{{"r1", "catlet", "web-01", ""}});
  return story;
}

}  // namespace

TEST_CASE("T-4 live block: one operation, as drawn") {
  const Story story = running();
  CHECK(story.text(42s) ==
        "k3v9 catlets.create  running  [=========>-----------]  46%  0:42  typical 1:30\n"
        "  v 5 done\n"
        "  > disk-1     copy volume sda         [=======>----]  61%  0:38\n"
        "  > network    attach port eth0                             0:04\n"
        "    3 waiting: start, guest-services, inventory\n"
        "  + catlet web-01\n"
        "  Ctrl-C detaches\n");
}

TEST_CASE("T-4 live block: with Unicode, bars in eighths and other marks") {
  Story story = running();
  story.terminal.unicode = true;
  const Lines lines = story.block(42s);
  CHECK(lines[0] == "k3v9 catlets.create  running  [█████████▋           ]  46%  0:42  typical 1:30");
  CHECK(lines[1] == "  ✔ 5 done");
  CHECK(lines[2] == "  ▸ disk-1     copy volume sda         [███████▍    ]  61%  0:38");
}

TEST_CASE("T-4 live block: never wider or higher than the window, whatever its size") {
  const std::string wide = "世界👩‍👩‍👧e\xcc\x81";
  for (const bool unicode : {true, false}) {
    Story story = running();
    story.terminal.unicode = unicode;
    for (int i = 0; i < 60; ++i) {
      story.at(1s, TaskNew{task(fmt::format("w{}", i), "", std::string(static_cast<std::size_t>(i), 'x') + wide + wide,
                                i % 3 == 0 ? Status::failed : Status::running)});
    }
    story.at(30s, PollTrouble{3, {ErrorKind::unreachable, wide, 502}, 7600ms, 37s});
    for (const int columns : {1, 2, 3, 5, 8, 13, 20, 21, 40, 79, 80, 81, 500}) {
      for (const int rows : {1, 2, 3, 5, 9, 24, 100}) {
        CAPTURE(columns);
        CAPTURE(rows);
        story.terminal.columns = columns;
        story.terminal.rows = rows;
        const Lines lines = story.block(42s);
        CHECK(lines.size() <= most_lines(rows));
        CHECK_FALSE(lines.empty());
        for (const std::string& line : lines) CHECK(display_width(line) <= static_cast<std::size_t>(columns));
      }
    }
  }
}

TEST_CASE("live block: an unknown size is taken as 80 by 24") {
  Story story = running();
  const Lines usual = story.block(42s);
  story.terminal.columns = 0;
  story.terminal.rows = 0;
  CHECK(story.block(42s) == usual);
}

TEST_CASE("live block: a narrow window keeps what tells most") {
  Story story = running();
  story.terminal.columns = 40;
  CHECK(story.block(42s).front() == "k3v9 catlets.create  running  46%  0:42");
  story.terminal.columns = 20;
  CHECK(story.block(42s).front() == "k3v9 catlets..  0:42");
}

TEST_CASE("live block: failed first, then running; a low window counts what it leaves out") {
  Story story;
  story.at(0s, seen());
  for (int i = 0; i < 20; ++i) {
    story.at(1s, TaskNew{task(fmt::format("r{:02}", i), "", "", Status::running)});
    story.at(1s, TaskNew{task(fmt::format("f{:02}", i), "", "", Status::failed)});
  }
  story.terminal.rows = 12;
  CHECK(story.text(1s) ==
        "k3v9 catlets.create  running  [.<==>................]  0:01\n"
        "  x f00                                  FAILED\n"
        "  x f01                                  FAILED\n"
        "  x f02                                  FAILED\n"
        "    .. 17 more failed\n"
        "  > r00                                  0:00\n"
        "  > r01                                  0:00\n"
        "    .. 18 more running\n"
        "  Ctrl-C detaches\n");
  story.terminal.rows = 2;
  CHECK(story.text(1s) == "k3v9 catlets.create  running  [.<==>................]  0:01\n");
}

TEST_CASE("live block: running tasks as a tree, a lone root left out, parents in a circle ended") {
  Story story;
  story.at(0s, seen()).at(0s, TaskNew{task("t0", "create", "", Status::running, "")});
  story.at(1s, TaskNew{task("genes", "", "Prepare genes", Status::running)});
  story.at(2s, TaskNew{task("food", "", "Download food", Status::running, "genes")});
  story.at(3s, TaskNew{task("a", "", "", Status::running, "b")})
      .at(3s, TaskNew{task("b", "", "", Status::running, "a")});
  const Lines lines = story.block(4s);
  CHECK(lines[1] == "  > Prepare genes                        0:03");
  CHECK(lines[2] == "    > Download food                      0:02");
  CHECK(lines.back() == "  Ctrl-C detaches");
}

TEST_CASE("T-13 live block: what is left when it is known, LATE beyond what is usual") {
  Story story;
  OperationSeen first = seen();
  first.typical = 20s;
  first.p95 = 30s;
  ProgressChanged progress{46.0, {}};
  progress.eta = 48s;
  story.at(0s, first).at(10s, progress);
  CHECK(story.block(20s).front() == "k3v9 catlets.create  running  [=========>-----------]  46%  0:20  ~0:38 left");
  CHECK(story.block(31s).front() == "k3v9 catlets.create  running  [=======>--------]  46%  0:31  LATE (typical 0:20)");
}

TEST_CASE("T-12 live block: several operations and trouble, as drawn") {
  Story story;
  StreamStart start;
  start.deadline = kTen + 10min;
  story.at(0s, start, "");
  story.at(0s, seen("genes.import"), "77c0x")
      .at(12s, ResultReady{Status::failed, {}, "manifest hash differs", {}, 12s}, "77c0x");
  ProgressChanged progress{46.0, {}};
  progress.eta = 78s;
  story.at(88s, seen(), "k3v9x").at(100s, progress, "k3v9x");
  story.at(92s, TaskNew{task("t1", "disk-1", "", Status::running, "")}, "k3v9x");
  OperationSeen late = seen("catlets.stop");
  late.typical = 20s;
  late.p95 = 40s;
  story.at(12s, late, "b00dx");
  story.at(90s, seen("catlets.start"), "a1b2x");
  story.at(130s, PollTrouble{3, {ErrorKind::unreachable, "HTTP 502", 502}, 7600ms, 37s}, "a1b2x");
  story.at(1s, seen("catlets.start"), "00ffx").at(9s, ResultReady{Status::completed, {}, "", {}, 9s}, "00ffx");
  CHECK(story.text(130s) ==
        "5 operations  3 running  1 ok  1 failed                  2:10  deadline in 7:50\n"
        "x 77c0 genes.import    FAILED   0:12  manifest hash differs\n"
        "! a1b2 catlets.start   no answer for 0:37 (HTTP 502), try 4 in 8 s\n"
        "> k3v9 catlets.create  [=========>----------]  46%  0:42  ~0:48 left  disk-1\n"
        "> b00d catlets.stop    [..<==>..............]       1:58  LATE (typical 0:20)\n"
        "  Ctrl-C detaches\n");
}

TEST_CASE("live block: trouble counts down and ends with the outage") {
  Story story = running();
  story.at(40s, PollTrouble{3, {ErrorKind::unreachable, "HTTP 502", 502}, 7600ms, 37s});
  CHECK(story.block(42s)[1] == "! no answer for 0:39 (HTTP 502), try 4 in 6 s");
  CHECK(story.block(50s)[1] == "! no answer for 0:47 (HTTP 502), try 4 now");
  story.at(51s, PollRecovered{48s});
  CHECK(story.block(52s)[1] == "  v 5 done");
}

TEST_CASE("live block: keys, conditions, a deadline and a question in the last line") {
  Story story = running();
  StreamStart start;
  start.conditions = {"task:network", "log~up"};
  start.deadline = kTen + 60s;
  story.at(0s, start, "");
  story.choice.keys = true;
  CHECK(story.block(42s).back() == "  t tasks  l logs  d detach  c cancel   waits for task:network, log~up   deadl..");
  story.choice.question = "cancel the operation? y/n";
  CHECK(story.block(42s).back() == "cancel the operation? y/n");
  story.choice.tasks = false;
  CHECK(story.block(42s).size() == 3);
}

TEST_CASE("live block: nothing once all have ended") {
  Story story = running();
  story.at(51s, ResultReady{Status::completed, {}, "", {}, 51s});
  CHECK(story.block(52s).empty());
}

TEST_CASE("live block: times are right at both ends of time and when clocks step back") {
  CHECK(between(WallTime::min(), WallTime::max()) > 0ms);
  CHECK(between(WallTime::max(), WallTime::min()) == 0ms);
  Story story;
  Task early = task("t1", "early", "", Status::running);
  early.started = WallTime::min();
  story.at(0s, seen()).at(0s, TaskNew{early});
  CHECK(story.block(-3600s).front().find("0:00") != std::string::npos);
}

}  // namespace live_layout_test
