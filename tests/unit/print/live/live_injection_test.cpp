// SPDX-License-Identifier: MIT
// Whatever a server writes, a terminal gets no sequence but those that the view says it writes.
#include <doctest/doctest.h>

#include <functional>

#include "print/tty_printer.hpp"
#include "support/string_output.hpp"
#include "support/vt_screen.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const WallTime kTen{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 10h};
const std::string kOp = "k3v9abcdef";

/// What one would try.
const std::vector<std::string>& corpus() {
  static const std::vector<std::string> kTexts{
      // cursor, screen, modes
      "\x1b[2J", "\x1b[H", "\x1b[3J", "\x1b[?1049h", "\x1b[?25l", "\x1b[?7l", "\x1b[?2026h", "\x1b[1;1H", "\x1b[999A",
      "\x1b[6n", "\x1b[c", "\x1b[5;10r", "\x1b[20h", "\x1b[38;2;1;2;3m", "\x1b[8m",
      "\x1b"
      "c",
      "\x1b#8", "\x1b(0", "\x1bM",
      "\x1b"
      "7",
      // strings
      "\x1b]0;title\a", "\x1b]0;title\x1b\\", "\x1b]52;c;cm0gLXJmIC8=\a", "\x1b]8;;https://evil.example\a",
      "\x1b]8;;\x1b\\", "\x1b]9;4;1;99\x1b\\", "\x1b]9;message\a", "\x1b]777;notify;a;b\a", "\x1b]1337;File=:AA==\a",
      "\x1b]50;font\a", "\x1bP+q544e\x1b\\", "\x1bP$q\"p\x1b\\", "\x1b_Ga=T;AAAA\x1b\\", "\x1b^pm\x1b\\",
      "\x1bXsos\x1b\\",
      // not complete, split, nested
      "\x1b", "\x1b[", "\x1b[1", "\x1b]0;never ends", "\x1bP", "a\x1b", "\x1b\x1b[2J", "\x1b[\x1b[2J",
      "\x1b]0;a\x1b]0;b\a",
      // eight-bit controls
      "\xc2\x9b"
      "2J",
      "\xc2\x9d"
      "0;t\xc2\x9c",
      "\xc2\x90q\xc2\x9c", "\xc2\x85",
      "\x9b"
      "2J",
      "\x9d"
      "0;t\a",
      // controls
      "a\rb", "a\nb", "a\r\nb", "a\bb", "a\tb", "a\0b"s,
      "a\x7f"
      "b",
      "\a", "\x0e\x0f", "\x05", "\v\f", "\x11\x13", "\x18\x1a",
      // Unicode
      "a\u2028b\u2029c", "\u202e\u202dtxt", "\u2066x\u2069", "\u200e\u200f", "\u061c", "\ufeff", "\u200b\u200d",
      "\U000e0001\U000e0041", "e\u0301\u0301\u0301\u0301", "\u0301starts with an accent",
      "世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界",
      "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "🏳️‍🌈🇩🇪🇩", "ก็็็็็็็็็็",
      "שלום", "مرحبا", "\u115f\u1160", "\u00ad\u00ad",
      // bytes that are no text
      "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "\x80",
      // other readers' commands
      "::error::x", "##vso[task.complete]", "section_end:0:x\r\x1b[0K", "${HOME}", "`id`", "%s%n", "{}{0}"};
  return kTexts;
}

Task task(const std::string& id, const std::string& text, Status status) {
  Task made;
  made.id = id;
  made.name = made.display_name = made.message = text;
  made.status = status;
  made.progress = 46.0;
  return made;
}

OperationSeen seen(const std::string& text) {
  OperationSeen body;
  body.op_type = body.name = body.remote_id = body.raw_status = body.url = text;
  body.status = Status::running;
  return body;
}

LogAdded log(const std::string& level, const std::string& message) {
  LogAdded body;
  body.entry.task = "t1";
  body.entry.level = level;
  body.entry.message = message;
  return body;
}

TaskUpdate failed(const std::string& text) {
  TaskUpdate body;
  body.task = "t1";
  body.to = Status::failed;
  body.message = body.display_name = text;
  return body;
}

/// Every field a server decides about, one after the other.
std::vector<EventBody> tellings(const std::string& text) {
  return {
      seen(text),
      StatusChanged{Status::pending, Status::running, text, text, {}, {}},
      TaskNew{task("t1", text, Status::running)},
      TaskNew{task("t2", text, Status::pending)},
      TaskNew{task(text, text, Status::running)},
      log("info", text),
      log(text, "x"),
      ResourceNew{{"r1", text, text, text}},
      ResourceNew{{text, "", "", "https://x.example/" + text}},
      CancelChanged{CancelState::requested, text, text, text},
      LabelsChanged{{{text, text}}, {text}, text},
      PollTrouble{2, {ErrorKind::unreachable, text, 502}, 5s, 9s},
      Notice{text},
      ConditionChanged{text, "met"},
      failed(text),
      ResourceGone{{"r1", text, text, text}},
      ResultReady{Status::failed, {text, {}, 7}, text, {"t1", text}, 9s},
  };
}

/// Shows `bodies` and feeds all of it to a terminal model, which throws at anything it does not know.
VtScreen shown(const std::vector<EventBody>& bodies, const Terminal& terminal) {
  StringOutput output;
  {
    PrinterOptions options;
    options.terminal = terminal;
    const auto view = make_live_view(output, options);
    Instant now{1h};
    for (const EventBody& body : bodies) {
      view->on(Event{1, kTen, kOp, body});
      view->flush();
      now += 1s;
      view->tick(now, kTen + (now - Instant{1h}));
    }
    view->on(Event{0, kTen, "", StreamEnd{1, "failed", {}, {}}});
    view->flush();
  }
  VtScreen screen{terminal.columns, terminal.rows};
  screen.feed(output.text);
  return screen;
}

}  // namespace

TEST_CASE("T-4 live view: no text of a server reaches the terminal as anything but text, at any width") {
  REQUIRE(corpus().size() >= 60);
  for (const std::string& text : corpus()) {
    CAPTURE(text);
    for (const int columns : {1, 7, 80}) {
      Terminal terminal;
      terminal.columns = columns;
      terminal.unicode = columns != 7;
      terminal.color = terminal.links = terminal.progress = terminal.synchronized = true;
      const VtScreen screen = shown(tellings(text), terminal);
      CHECK(screen.is_normal());
      CHECK(screen.progress().empty());
      CHECK(screen.column() == 0);
    }
  }
}

TEST_CASE("T-4 live view: wide characters in every column, also in the last one, never break the block") {
  const std::string wides[] = {"世", "é", "e\u0301", "👩‍👧", "🏳️‍🌈", "한"};
  for (const std::string& wide : wides) {
    CAPTURE(wide);
    for (std::size_t before = 0; before < 30; ++before) {
      Terminal terminal;
      terminal.columns = 20;
      terminal.unicode = true;
      StringOutput output;
      PrinterOptions options;
      options.terminal = terminal;
      options.filter.types = {"result"};
      const auto view = make_live_view(output, options);
      view->on(Event{1, kTen, kOp, seen(std::string(before, 'x') + wide + wide + "yz")});
      view->on(Event{2, kTen, kOp, TaskNew{task("t1", std::string(before, 'x') + wide + wide, Status::running)}});
      view->tick(Instant{1h}, kTen);
      VtScreen screen{20, 24};
      screen.feed(output.text);
      CHECK(screen.screen().size() == 3);
      CHECK(screen.row() == 0);
      CHECK(screen.is_normal());
    }
  }
}
