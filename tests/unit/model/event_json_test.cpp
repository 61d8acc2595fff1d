// SPDX-License-Identifier: MIT
#include "model/event_json.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::string_literals;

namespace {

std::vector<Json> lines_of(const Event& event) {
  std::vector<Json> lines;
  std::istringstream text{event_line(event, "dev")};
  for (std::string line; std::getline(text, line);) {
    CHECK(line.size() < kLongestLine);
    lines.push_back(parse_json(line).value());
  }
  return lines;
}

Json line_of(const EventBody& body) {
  const std::vector<Json> lines = lines_of({7, sample_time(), "k3v9abcdef", body});
  REQUIRE(lines.size() == 1);
  return lines.front();
}

/// The pieces of one field, put together again.
std::string joined(const std::vector<Json>& lines, const char* key) {
  std::string text;
  for (const Json& line : lines) text += string_at(line, key).value_or("");
  return text;
}

}  // namespace

TEST_CASE("event_line: the envelope stands in front, unknown fields are absent") {
  const Event numbered{7, sample_time(), "k3v9abcdef",
                       StatusChanged{Status::pending, Status::running, "Running", "", {}, {}}};
  CHECK(event_line(numbered, "dev") ==
        R"({"v":1,"seq":7,"ts":"2026-03-01T08:00:05.123Z","type":"status","op":"k3v9abcdef","ctx":"dev",)"
        R"("from":"pending","to":"running","raw_status":"Running"})"
        "\n");
  const Event start{0, sample_time(), "", StreamStart{"0.1.0", {"k3v9abcdef"}, "ndjson", {}, {}}};
  CHECK(event_line(start, "") == R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"stream_start","version":"0.1.0",)"
                                 R"("ops":["k3v9abcdef"],"mode":"ndjson","conditions":[]})"
                                 "\n");
}

TEST_CASE("event_line: server times keep every digit, durations are milliseconds") {
  LogEntry entry{"4711", "t1", sample_time(), "warning", "disk is slow", ""};
  CHECK(line_of(LogAdded{entry})["at"] == "2026-03-01T08:00:05.1234567Z");
  CHECK(line_of(Heartbeat{Milliseconds{33'000}, {"t1"}, Milliseconds{500}})["silent_ms"] == 33'000);
  CHECK(line_of(ProgressChanged{46.0, {}})["percent"].dump() == "46");
  CHECK(line_of(ProgressChanged{46.5, {}})["percent"].dump() == "46.5");
}

TEST_CASE("event_line: embedded documents are JSON, and one that is none is left out") {
  ResultReady result{Status::completed, {"Catlet", {"{\n \"id\" : 7 }"}, 0}, "", {}, {}};
  CHECK(line_of(result)["result"] == Json{{"id", 7}});
  result.outcome.value.text = "{broken";
  CHECK(!line_of(result).contains("result"));
}

TEST_CASE("event_line: raw bytes only where they differed, base64 where they are no UTF-8") {
  LogEntry entry{"1", "", {}, "info", "red", ""};
  CHECK(!line_of(LogAdded{entry}).contains("raw"));
  entry.raw = "\x1b[31mred";
  CHECK(line_of(LogAdded{entry})["raw"] == entry.raw);
  entry.raw = "gr\xfcn";
  CHECK(line_of(LogAdded{entry})["raw_base64"] == "Z3L8bg==");
  CHECK(!line_of(LogAdded{entry}).contains("raw"));
}

TEST_CASE("event_line: a long message makes numbered parts that fit together") {
  std::string message;
  for (int i = 0; i < 40'000; ++i) message += i % 3 == 0 ? "\u65e5" : i % 3 == 1 ? "\"" : "a";
  const LogEntry entry{"4711", "t1", sample_time(), "info", message, message + "\x1b\x01"};
  const std::vector<Json> lines = lines_of({7, sample_time(), "k3v9abcdef", LogAdded{entry}});

  REQUIRE(lines.size() > 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i]["part"] == i + 1);
    CHECK(lines[i]["parts"] == lines.size());
    CHECK(lines[i]["seq"] == 7);
    CHECK(lines[i]["log"] == "4711");
  }
  CHECK(joined(lines, "message") == message);
  CHECK(joined(lines, "raw") == entry.raw);
}

TEST_CASE("event_line: raw bytes in base64 are cut so that each part can be decoded") {
  const LogEntry entry{"1", "", {}, "info", "x", std::string(200'000, '\xff')};
  for (const Json& line : lines_of({7, sample_time(), "k3v9abcdef", LogAdded{entry}})) {
    CHECK(string_at(line, "raw_base64").value_or("").size() % 4 == 0);
  }
}

TEST_CASE("event_line: a result that does not fit is left out, its status stays") {
  const std::string big = "\"" + std::string(70'000, 'x') + "\"";
  const Json line = line_of(ResultReady{Status::completed, {"Blob", {big}, {}}, "done", {"t1"}, {}});
  CHECK(line["result_omitted"] == true);
  CHECK(!line.contains("result"));
  CHECK(line["status"] == "completed");
  CHECK(line["message"] == "done");
}

TEST_CASE("event_line: hostile names and lists never make a line too long") {
  OperationSeen seen;
  seen.name = std::string(100'000, '"');
  seen.remote_id = std::string(100'000, 'r');
  for (int i = 0; i < 5000; ++i) seen.labels["key" + std::to_string(i)] = "value";
  CHECK(line_of(seen)["clipped"] == true);
  const Heartbeat heartbeat{Milliseconds{1}, std::vector<std::string>(4'000, "0123456789-0123456789"), {}};
  const Json line = line_of(heartbeat);
  CHECK(line["clipped"] == true);
  CHECK(line["running"].size() > 100);
}

TEST_CASE("journal: every body comes back exactly") {
  for (const EventBody& body : sample_bodies()) {
    const std::string json = event_body_json(body);
    CAPTURE(json);
    const Result<EventBody> back = parse_event_body(type_of(body), json);
    REQUIRE(back.has_value());
    CHECK(back->index() == body.index());
    CHECK(event_body_json(*back) == json);
  }
}

TEST_CASE("journal: bytes, nanoseconds and documents are kept to the letter") {
  LogEntry entry{"1", "t", WallTime{std::chrono::nanoseconds{1'772'352'005'123'456'789}}, "info", "m", "\xff\0\x80"s};
  auto log = parse_event_body("log_entry", event_body_json(LogAdded{entry})).value();
  CHECK(std::get<LogAdded>(log).entry == entry);

  const Outcome outcome{"exec", {R"({"big":12345678901234567890123, "z" : 1.10})"}, 7};
  auto result =
      parse_event_body("result", event_body_json(ResultReady{Status::failed, outcome, "", {"a"}, {}})).value();
  CHECK(std::get<ResultReady>(result).outcome == outcome);

  TaskUpdate update;
  update.task = "t";
  update.message = "";
  auto again = std::get<TaskUpdate>(parse_event_body("task_update", event_body_json(update)).value());
  CHECK(again.message == "");
  CHECK(!again.display_name);
}

TEST_CASE("journal: damage is a local error that says where") {
  struct Row {
    const char* why;
    const char* type;
    const char* json;
  };
  const Row rows[] = {
      {"unknown type", "invented", "{}"},
      {"no JSON", "status", "{\"from\":"},
      {"no object", "status", "[]"},
      {"unknown word", "status", R"({"from":"Queued"})"},
      {"wrong type", "status", R"({"at":7})"},
      {"bad base64", "log_entry", R"({"raw_base64":"!"})"},
      {"list of numbers", "result", R"({"failed_tasks":[1]})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Result<EventBody> body = parse_event_body(row.type, row.json);
    REQUIRE(!body.has_value());
    CHECK(body.error().kind == ErrorKind::local);
    CHECK(body.error().message.rfind("journal: ", 0) == 0);
  }
  CHECK(parse_event_body("status", R"({"new_field":1})").has_value());
}
