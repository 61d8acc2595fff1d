// SPDX-License-Identifier: MIT
#include "print/event_schema.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "model/event_json.hpp"
#include "support/samples.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

using Complaints = std::vector<std::string>;

void check_lines(const Event& event) {
  std::istringstream lines{event_line(event, "dev")};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(event_violations(line) == Complaints{});
  }
}

}  // namespace

TEST_CASE("schema events: everything that is printed is valid and described") {
  for (const EventBody& body : sample_bodies()) {
    const bool frame = std::holds_alternative<StreamStart>(body) || std::holds_alternative<StreamEnd>(body);
    check_lines({is_journalled(body) ? 7U : 0U, sample_time(), frame ? "" : "k3v9abcdef", body});
  }
}

TEST_CASE("schema events: lines that had to be split or shortened are valid as well") {
  LogEntry entry = sample_log();
  entry.message = std::string(200'000, 'x');
  entry.raw = std::string(200'000, '\xff');
  check_lines({7, sample_time(), "k3v9abcdef", LogAdded{entry}});
  check_lines({0, sample_time(), "k3v9abcdef", Heartbeat{Milliseconds{1}, Complaints(10'000, "0123456789"), {}}});
  const Outcome big{"Blob", {"\"" + std::string(70'000, 'x') + "\""}, {}};
  check_lines({7, sample_time(), "k3v9abcdef", ResultReady{Status::completed, big, "", {}, {}}});
}

TEST_CASE("schema events: what is wrong is found") {
  struct Row {
    const char* why;
    const char* line;
  };
  const Row rows[] = {
      {"no JSON", "{"},
      {"no object", "[]"},
      {"other version", R"({"v":2,"ts":"2026-03-01T08:00:05.123Z","type":"notice","message":""})"},
      {"time without fraction", R"({"v":1,"ts":"2026-03-01T08:00:05Z","type":"notice","message":""})"},
      {"field missing", R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"notice"})"},
      {"null", R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"notice","message":null})"},
      {"unknown word", R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"condition","cond":"x","state":"maybe"})"},
      {"beyond the range",
       R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"stream_end","exit_code":256,"exit_name":"x","counts":{},"resume":[]})"},
      {"number in a list of texts",
       R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"stream_start","ops":[1],"conditions":[]})"},
      {"bad value in a map",
       R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"stream_end","exit_code":0,"exit_name":"ok","counts":{"failed":-1},"resume":[]})"},
      {"not described", R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"notice","message":"","mesage":""})"},
      {"unknown type", R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"notices"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(!event_violations(row.line).empty());
  }
}

TEST_CASE("schema events: readers may meet new fields and types") {
  const Json schema = parse_json(event_schema()).value();
  const Json later = parse_json(R"({"v":1,"ts":"2026-03-01T08:00:05.123Z","type":"invented","new":1})").value();
  CHECK(schema_violations(schema, later) == Complaints{});
}

TEST_CASE("schema checker: combinations, and keywords it does not know") {
  const auto broken = [](const char* schema, const char* value) {
    return !schema_violations(parse_json(schema).value(), parse_json(value).value()).empty();
  };
  CHECK(!broken(R"({"oneOf":[{"type":"string"},{"type":"integer"}]})", "7"));
  CHECK(broken(R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "7"));
  CHECK(broken(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "7"));
  CHECK(broken(R"({"if":{"minimum":5},"then":{"maximum":6},"else":{"const":1}})", "7"));
  CHECK(broken(R"({"if":{"minimum":5},"then":{"maximum":6},"else":{"const":1}})", "2"));
  CHECK(broken(R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2})"));
  CHECK(!broken(R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})"));
  CHECK(broken(R"({"multipleOf":2})", "4"));
}
