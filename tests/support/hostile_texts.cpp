// SPDX-License-Identifier: MIT
#include "support/hostile_texts.hpp"

namespace optrack::test {

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

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

}  // namespace

const std::vector<std::string>& hostile_texts() {
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

}  // namespace optrack::test
