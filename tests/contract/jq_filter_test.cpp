// SPDX-License-Identifier: MIT
#include "system/jq_filter.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/run_program.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace jq_filter_test {

namespace {

const std::filesystem::path kHelper = std::filesystem::path{OPTRACK_BINARY}.parent_path() / "optrack-jq";

JqLimits limits(Milliseconds patience) {
  JqLimits limits;
  limits.patience = patience;
  return limits;
}

Result<std::shared_ptr<RecordFilter>> jq(std::string_view program, Milliseconds patience = 60s) {
  return jq_filters(limits(patience), kHelper)(program);
}

/// "s:TEXT" per string, "j:JSON" per other output, "e:MESSAGE" at the end when it failed, "gone:MESSAGE" when it was
/// ended.
std::vector<std::string> outputs(JqProgram& program, std::string_view document) {
  std::vector<std::string> all;
  const auto ran = program.run(document, [&all](const JqOutput& output) {
    all.push_back((output.is_string ? "s:" : "j:") + std::string{output.text});
    return true;
  });
  if (!ran) all.push_back("gone:" + ran.error().message);
  if (ran && *ran) all.push_back("e:" + **ran);
  return all;
}

std::vector<std::string> outputs(std::string_view text, std::string_view document) {
  const auto program = compile_jq(text, limits(60s), kHelper);
  REQUIRE(program);
  return outputs(**program, document);
}

using Texts = std::vector<std::string>;

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
  CHECK((*busy)->holds("{}").error().message == "the jq program took longer than 1s of processor time");

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
  const auto missing = jq_filters({}, "/nowhere/optrack-jq")(".");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind != ErrorKind::usage);
}

TEST_CASE("jq program: every output comes back, strings as they are and the rest as JSON on one line") {
  CHECK(outputs(".", R"({"b":1,"a":[1.5,null,"x"]})") == Texts{R"(j:{"b":1,"a":[1.5,null,"x"]})"});
  CHECK(outputs(".[]", R"(["a\nb","",true,null])") == Texts{"s:a\nb", "s:", "j:true", "j:null"});
  CHECK(outputs(".", R"("a\u0000\u001b[31m\u009b")") == Texts{std::string{"s:a\0\x1b[31m\xc2\x9b", 11}});
  CHECK(outputs("empty", "1") == Texts{});
  CHECK(outputs("\"\\(.n)\"", R"({"n":9007199254740992})") == Texts{"s:9007199254740992"});
  CHECK(outputs("[limit(3; repeat(1))]", "0") == Texts{"j:[1,1,1]"});
}

TEST_CASE(
    "jq program: what went wrong with one document is told after its outputs, and the next one is none the worse") {
  const auto program = compile_jq(".[] | .a.b", limits(60s), kHelper);
  REQUIRE(program);
  for (int again = 0; again < 2; ++again) {
    CHECK(outputs(**program, R"([{"a":{"b":1}},{"a":"text"},{"a":{"b":2}}])") ==
          Texts{"j:1", R"(e:Cannot index string with string "b")"});
    CHECK(outputs(**program, R"([{"a":{"b":2}}])") == Texts{"j:2"});
    CHECK(outputs(**program, "[1").size() == 1);
  }
  CHECK(outputs("error(\"why\")", "1") == Texts{"e:why"});
  CHECK(outputs("error({a:1})", "1") == Texts{R"(e:{"a":1})"});
  CHECK(outputs("1, (\"bye\" | halt_error)", "1") == Texts{"j:1", "e:bye"});
  const auto halting = compile_jq("if . then halt else 7 end", limits(60s), kHelper);
  REQUIRE(halting);
  CHECK(outputs(**halting, "true") == Texts{});
  CHECK(outputs(**halting, "false") == Texts{"j:7"});
}

TEST_CASE("jq program: outputs larger than a piece, and many of them, arrive whole and in order") {
  const std::string large(3'000'000, 'x');
  CHECK(outputs(".[]", "[\"" + large + "\",\"y\"]") == Texts{"s:" + large, "s:y"});
  const std::vector<std::string> many = outputs("range(50000)", "null");
  REQUIRE(many.size() == 50'000);
  CHECK(many.front() == "j:0");
  CHECK(many.back() == "j:49999");
}

TEST_CASE("jq program: one that prints without end is ended with its limit, or once nobody wants more") {
  const auto endless = compile_jq("repeat(1)", limits(60s), kHelper);
  REQUIRE(endless);
  int taken = 0;
  const auto left = (*endless)->run("1", [&taken](const JqOutput&) { return ++taken < 5; });
  REQUIRE(left);
  CHECK_FALSE(left->has_value());
  CHECK(taken == 5);
  CHECK_FALSE((*endless)->run("1", [](const JqOutput&) { return true; }));

  const auto limited = compile_jq("repeat(1)", limits(60s), kHelper);
  REQUIRE(limited);
  const auto ended = (*limited)->run("1", [](const JqOutput&) { return true; });
  REQUIRE_FALSE(ended);
  CHECK(ended.error().message == "the jq program took longer than 1s of processor time");
}

TEST_CASE("jq program: memory is what its limit says") {
  JqLimits small = limits(60s);
  small.mebibytes = 64;
  JqLimits large = limits(60s);
  large.mebibytes = 1024;
  large.processor = 20s;
  const char* const text = "[range(3000000)] | length";
  const auto hungry = compile_jq(text, small, kHelper);
  REQUIRE(hungry);
  CHECK(outputs(**hungry, "1") == Texts{"gone:the jq program broke down: it may have taken more than 64 MiB"});
  const auto fed = compile_jq(text, large, kHelper);
  REQUIRE(fed);
  CHECK(outputs(**fed, "1") == Texts{"j:3000000"});
}

}  // namespace jq_filter_test
