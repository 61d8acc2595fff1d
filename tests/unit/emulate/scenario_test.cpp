// SPDX-License-Identifier: MIT
#include "emulate/scenario.hpp"

#include <doctest/doctest.h>

#include "model/json_place.hpp"

namespace scenario_test {

using namespace optrack;
using namespace optrack::emulate;
using namespace std::chrono_literals;

TEST_CASE("scenario: what a file says replaces the built-in plan of that type alone") {
  const auto read = parse_scenario(R"({ // a comment
    "operations": { "catlets.start": { "duration": "90s", "outcome": "failed" } /* another */ } })",
                                   "x.json");
  REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
  CHECK(read->plan("catlets.start").duration == 90s);
  CHECK(read->plan("catlets.start").outcome == Ending::failed);
  CHECK(read->plan("catlets.start").tasks.empty());
  CHECK(read->plan("catlets.create").duration == 8s);
}

TEST_CASE("scenario: every type an emulator can start is in the built-in scenario") {
  for (const auto& type : operation_types()) {
    CAPTURE(type);
    CHECK(builtin_scenario().operations.contains(type));
  }
}

TEST_CASE("scenario: errors name file, line, column and what to do") {
  struct Row {
    const char* text;
    const char* error;
    const char* why;
  };
  const Row rows[] = {
      {"{\n  \"operations\": {\n    ]", "x.json:3:5: ", "no JSON"},
      {"", "x.json:1:1: ", "empty"},
      {"[]", "x.json:1:1: an object is expected here", "no object"},
      {"{}", "x.json:1:1: member \"operations\" is missing", "nothing in it"},
      {"{\"operations\":{\n \"catlets.craete\": {}}}",
       "x.json:2:20: unknown member \"catlets.craete\"; did you mean catlets.create", "type"},
      {"{\"operations\":{\"catlets.stop\":\n{\"duration\": \"8 parsecs\"}}}", "x.json:2:14: ", "not a time"},
      {"{\"operations\":{\"catlets.stop\":\n{\"duration\": -1}}}", "x.json:2:14: a time from 0", "negative"},
      {"{\"operations\":{\"catlets.stop\":\n{\"duration\": 1e300}}}", "x.json:2:14: a time from 0", "too long"},
      {"{\"operations\":{\"catlets.stop\":\n{ // \"outcome\"\n  \"outcome\": \"faild\"}}}",
       "x.json:3:14: \"faild\" is not known; did you mean failed?", "comments do not shift it"},
      {"{\"operations\":{\"catlets.stop\":{\"tasks\":[{\"key\":\"a\",\"name\":\"A\"},\n  "
       "{\"key\":\"a\",\"name\":\"A\"}]}}}",
       "x.json:2:10: a task \"a\" is there already", "same key"},
      {"{\"operations\":{\"catlets.stop\":{\"tasks\":[\n{\"key\":\"a\"}]}}}", "x.json:2:1: member \"name\" is missing",
       "no name"},
      {"{\"operations\":{\"catlets.stop\":{\"tasks\":[\n{\"key\":\"a\",\"name\":\"A\",\"parent\":\"b\"}]}}}",
       "x.json:2:32: no task \"b\" before this one", "parent"},
      {"{\"operations\":{\"catlets.stop\":{\"log\":[\n{\"task\":\"a\"}]}}}", "x.json:2:9: no task \"a\"",
       "log of nobody"},
      {"{\"operations\":{\"catlets.stop\":{\"tasks\":[{\"key\":\"a\",\"name\":\"A\",\"progress\":\n[[0,50],[1,20]]}]}}"
       "}",
       "x.json:2:12: progress never falls", "falls"},
      {"{\"operations\":{\"catlets.stop\":{\"tasks\":[{\"key\":\"a\",\"name\":\"A\",\"progress\":\n[[0,50],[1,101]]}]}}"
       "}",
       "x.json:2:12: a whole number from 0 to 100", "above 100"},
      {"{\"operations\":{\"catlets.stop\":{\"result\":\n 7}}}", "x.json:2:2: an object is expected here", "result"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const auto read = parse_scenario(row.text, "x.json");
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::usage);
    CAPTURE(read.error().message);
    CHECK(read.error().message.rfind(row.error, 0) == 0);
  }
}

TEST_CASE("scenario: bottomless nesting is an error, not a crash") {
  const auto read = parse_scenario(std::string(100'000, '['), "deep.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("64 levels") != std::string::npos);
}

TEST_CASE("scenario: a file that is not there is a local error") {
  const auto read = load_scenario("/nowhere/at/all.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::local);
}

TEST_CASE("scenario: speed divides every time") {
  const auto plan = faster(builtin_scenario().plan("catlets.create"), 4);
  CHECK(plan.duration == 2s);
  CHECK(plan.tasks[1].start == 100ms);
  CHECK(*plan.tasks[1].end == 300ms);
  CHECK(plan.log[5].every == 125ms);
  CHECK(plan.tasks[3].progress[1].at == 750ms);
}

TEST_CASE("json place: values are found by their path") {
  const std::string text = "{\n  \"a\": [1, {\"b\": \"}]\"}],\n  // \"c\": 1\n  \"c\" : true }";
  CHECK(place_of_value(text, {"a"}) == JsonPlace{2, 8});
  CHECK(place_of_value(text, {"a", "1", "b"}) == JsonPlace{2, 18});
  CHECK(place_of_value(text, {"c"}) == JsonPlace{4, 9});
  CHECK(place_of_value(text, {"c", "d"}) == JsonPlace{4, 9});
  CHECK(place_of_value("", {"c"}) == JsonPlace{1, 1});
  CHECK(place_of_value("{\"a", {"a"}).line == 1);
}

}  // namespace scenario_test
