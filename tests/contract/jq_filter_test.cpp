// SPDX-License-Identifier: MIT
#include "system/jq_filter.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "support/run_program.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path kHelper = std::filesystem::path{OPTRACK_BINARY}.parent_path() / "optrack-jq";

Result<std::shared_ptr<RecordFilter>> jq(std::string_view program, Milliseconds patience = 60s) {
  return jq_filters(kHelper, patience)(program);
}

}  // namespace

TEST_CASE("jq filter: the last output decides; nothing, false, null and an error are no") {
  struct Row {
    const char* program;
    bool holds;
  };
  const Row rows[] = {
      {".status == \"running\"", true},
      {".status", true},
      {".nothing", false},
      {"empty", false},
      {"true, false", false},
      {"0", true},
      {".status | tonumber", false},
      {".id == \"9007199254740993\"", true},
      {"[.tasks[] | select(.done)] | length == 2", true},
      {"(env | length) == 0", true},
      {"input", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.program);
    const auto filter = jq(row.program);
    REQUIRE(filter);
    for (int again = 0; again < 2; ++again) {
      const Result<bool> answer = (*filter)->holds(
          R"({"status":"running","id":"9007199254740993","tasks":[{"done":true},{"done":1},{"done":null}]})");
      REQUIRE(answer);
      CHECK(*answer == row.holds);
    }
  }
}

TEST_CASE("jq filter: a program that jq does not take is a usage error that says where") {
  const auto syntax = jq(".status == (");
  REQUIRE_FALSE(syntax);
  CHECK(syntax.error().kind == ErrorKind::usage);
  CHECK(syntax.error().message.find("line 1") != std::string::npos);
  CHECK(jq("no_such_function").error().message.find("no_such_function/0 is not defined") != std::string::npos);
}

TEST_CASE("jq filter: a program cannot read files") {
  const test::TempFolder folder;
  folder.write("m.jq", "def f: true;");
  const auto module = jq("import \"m\" as m {search: \"" + folder.path().string() + "\"}; m::f");
  REQUIRE_FALSE(module);
  CHECK(module.error().kind == ErrorKind::usage);
}

TEST_CASE("jq filter: a program that never ends or takes all memory is ended, and stays so") {
  const auto endless = jq("def f: f; f", 300ms);
  REQUIRE(endless);
  const Result<bool> late = (*endless)->holds("{}");
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == ErrorKind::timeout);
  CHECK(late.error().message == "the jq program took longer than 300ms");
  CHECK((*endless)->holds("{}").error().kind == ErrorKind::timeout);

  const auto busy = jq("def f: f; f", 60s);
  REQUIRE(busy);
  CHECK((*busy)->holds("{}").error().message == "the jq program took longer than 1s");

  const auto hungry = jq("\"0123456789abcdef\" * 100000000 | length > 0");
  REQUIRE(hungry);
  CHECK_FALSE((*hungry)->holds("{}"));
}

TEST_CASE("jq filter: a large record passes, in both directions of the pipe") {
  const auto filter = jq(".text | length == 3000000");
  REQUIRE(filter);
  const Result<bool> answer = (*filter)->holds("{\"text\":\"" + std::string(3'000'000, 'x') + "\"}");
  REQUIRE(answer);
  CHECK(*answer);
}

TEST_CASE("jq filter: a helper that is missing is trouble of this machine") {
  const auto missing = jq_filters("/nowhere/optrack-jq")(".");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind != ErrorKind::usage);
}
