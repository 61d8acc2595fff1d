// SPDX-License-Identifier: MIT
#include "model/event_reader.hpp"

#include <doctest/doctest.h>

#include "model/event_json.hpp"
#include "model/text.hpp"
#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

constexpr std::string_view kTime = R"("v":1,"ts":"2026-03-01T08:00:05.123Z",)";

std::string line_with(std::string_view fields) { return "{" + std::string{kTime} + std::string{fields} + "}"; }

/// The events of a text, and what is wrong with it.
struct Read {
  explicit Read(std::string_view text) {
    EventReader reader;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      EventReader::Line one = reader.read(line);
      result_omitted = result_omitted || one.result_omitted;
      if (one.event) events.push_back(*std::move(one.event));
      if (!one.damage.empty()) damage.push_back(std::move(one.damage));
    }
    broken_off = reader.in_message();
    context = reader.context();
  }
  std::vector<Event> events;
  std::vector<std::string> damage;
  bool broken_off = false;
  bool result_omitted = false;
  std::string context;
};

Event of(EventBody body, std::uint64_t seq = 7) {
  return {seq, std::chrono::floor<Milliseconds>(sample_time()), "k3v9abcdef", std::move(body)};
}

}  // namespace

TEST_CASE("EventReader: reads back whatever event_line writes") {
  for (const EventBody& body : sample_bodies()) {
    CAPTURE(type_of(body));
    const std::string written = event_line(of(body, is_journalled(body) ? 7 : 0), "dev");
    const Read read{written};
    CHECK(read.damage.empty());
    REQUIRE(read.events.size() == 1);
    CHECK(event_line(read.events.front(), "dev") == written);
    CHECK(event_body_json(read.events.front().body) == event_body_json(body));
    CHECK(read.context == "dev");
  }
}

TEST_CASE("EventReader: a message in parts is put together again") {
  std::string message;
  for (int i = 0; i < 60'000; ++i) message += i % 3 == 0 ? "\u65e5" : i % 3 == 1 ? "\"" : "a";
  for (const std::string& raw : {std::string{}, message + "\x1b[31m", std::string(100'000, '\xff')}) {
    const Event event = of(LogAdded{{"4711", "t1", sample_time(), "info", message, raw}});
    const Read read{event_line(event, "")};
    CHECK(read.damage.empty());
    CHECK_FALSE(read.broken_off);
    REQUIRE(read.events.size() == 1);
    CHECK(event_body_json(read.events.front().body) == event_body_json(event.body));
  }
}

TEST_CASE("EventReader: a message that breaks off is damage, what follows it is read") {
  const std::string whole = event_line(of(LogAdded{{"1", "", {}, "info", std::string(100'000, 'x'), ""}}), "");
  const std::string first = whole.substr(0, whole.find('\n') + 1);
  const std::string rest = whole.substr(first.size());
  REQUIRE(!rest.empty());
  const std::string other = event_line(of(Notice{"on"}, 0), "");

  const Read cut{first + other};
  CHECK(cut.damage == std::vector<std::string>{"the message before it broke off"});
  REQUIRE(cut.events.size() == 1);
  CHECK(std::get<Notice>(cut.events.front().body).text == "on");

  const Read headless{rest + other};
  CHECK(headless.damage.size() >= 1);
  CHECK(headless.events.size() == 1);

  const Read twice{first + whole};
  CHECK(twice.damage.size() == 1);
  CHECK(twice.events.size() == 1);

  CHECK(Read{first}.broken_off);
  CHECK(Read{first}.events.empty());
}

TEST_CASE("EventReader: unknown types and fields and empty lines are passed over") {
  const Read read{line_with(R"("type":"weather","op":"k3v9abcdef","sun":true)") + "\n\n \r\n" +
                  line_with(R"("type":"notice","message":"hello","mood":"good")") + "\r\n"};
  CHECK(read.damage.empty());
  REQUIRE(read.events.size() == 1);
  CHECK(std::get<Notice>(read.events.front().body).text == "hello");
}

TEST_CASE("EventReader: says what is wrong with a damaged line, and goes on") {
  const std::string good = event_line(of(Notice{"on"}, 0), "") + "\n";
  const std::pair<std::string, const char*> rows[] = {
      {"{", "line 1, column 2"},
      {"[1]", "not a JSON object"},
      {"{}", R"("v" is missing)"},
      {R"({"v":2})", "version 2 of events is not understood"},
      {R"({"v":1})", R"("type" is missing)"},
      {R"({"v":1,"type":"notice"})", R"(notice: "ts" is no time)"},
      {R"({"v":1,"type":"notice","ts":"1677-01-01T00:00:00Z"})", R"(notice: "ts" is no time)"},
      {R"({"v":1,"type":"notice","ts":"9999-01-01T00:00:00Z"})", R"(notice: "ts" is no time)"},
      {line_with(R"("type":"heartbeat","silent_ms":9223372036854775807)"), R"("silent_ms" is of no use)"},
      {line_with(R"("type":"status","to":"asleep")"), R"(status: "to" is of no use)"},
      {line_with(R"("type":"status","op":7)"), R"(status: "op" is of no use)"},
      {line_with(R"("type":"status","seq":0)"), R"("seq" is no number from 1 on)"},
      {line_with(R"("type":"stream_end","exit_code":4294967296)"), R"("exit_code" is of no use)"},
      {line_with(R"("type":"log_entry","raw_base64":"?")"), R"("raw_base64" is of no use)"},
      {line_with(R"("type":"log_entry","raw":1)"), R"("raw" is of no use)"},
      {line_with(R"("type":"result","failed_tasks":[1])"), R"("failed_tasks" is of no use)"},
      {line_with(R"("type":"notice","message":"x","part":2,"parts":3)"), "part 2 of 3 does not follow"},
      {line_with(R"("type":"notice","message":"x","part":0,"parts":0)"), "part 0 of 0 does not follow"},
  };
  for (const auto& [line, complaint] : rows) {
    const std::string shown = line;
    CAPTURE(shown);
    const Read read{good + line + "\n" + good};
    CHECK(read.events.size() == 2);
    REQUIRE(read.damage.size() == 1);
    CHECK_MESSAGE(read.damage.front().find(complaint) != std::string::npos, read.damage.front());
  }
}

TEST_CASE("EventReader: texts of a stream anybody may have written come out harmless, raw bytes as they are") {
  const Read read{
      line_with(R"("type":"log_entry","log":"a\nb","task":"\u202e","message":"\u001b[2Jx\r","raw":"\u001b")") + "\n" +
      line_with(R"("type":"operation","op":"\u0007","labels":{"k\u001b":"v\u0000"})")};
  REQUIRE(read.events.size() == 2);
  const auto& entry = std::get<LogAdded>(read.events[0].body).entry;
  CHECK(entry.id == "a b");
  CHECK(entry.message == harmless("\x1b[2Jx\r"));
  CHECK(entry.raw == "\x1b");
  CHECK(read.events[1].op == harmless("\x07"));
  const auto& labels = std::get<OperationSeen>(read.events[1].body).labels;
  CHECK(labels.begin()->first == harmless("k\x1b"));
  CHECK(labels.begin()->second == harmless(std::string_view{"v\0", 2}));
}

TEST_CASE("EventReader: a result that was left out is told apart from none") {
  const std::string big = "\"" + std::string(70'000, 'x') + "\"";
  const std::string written = event_line(of(ResultReady{Status::completed, {"Blob", {big}, {}}, "", {}, {}}), "");
  const Read read{written};
  REQUIRE(read.events.size() == 1);
  CHECK(read.result_omitted);
  CHECK_FALSE(Read{event_line(of(ResultReady{}), "")}.result_omitted);
}
