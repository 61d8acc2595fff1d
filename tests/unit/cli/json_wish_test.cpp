// SPDX-License-Identifier: MIT
#include "cli/json_wish.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/app.hpp"
#include "cli/json_output.hpp"
#include "cli/parse.hpp"
#include "model/record_json.hpp"
#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::cli;

namespace json_wish_test {

namespace {

using Names = std::vector<std::string>;

/// Takes every program but `bad`, and notes with which limits.
struct NotingCompiler {
  int calls = 0;
  JqLimits limits;

  JqCompiler function() {
    return [this](std::string_view text, const JqLimits& with) -> Result<std::unique_ptr<JqProgram>> {
      ++calls;
      limits = with;
      if (text == "bad") return fail(ErrorKind::usage, "syntax error");
      return std::unique_ptr<JqProgram>{};
    };
  }
};

CommandSpec command_printing(Data data, Names fields) {
  CommandSpec command;
  command.data = data;
  command.fields = std::move(fields);
  return command;
}

/// The message of the error; "fine" without one.
std::string wish_told(const CommandSpec& command, const Globals& globals, const Words& words = {}) {
  NotingCompiler compiler;
  const Result<JsonWish> wish = read_json_wish(command, globals, words, compiler.function());
  if (wish) return "fine";
  CHECK(wish.error().kind == ErrorKind::usage);
  return wish.error().message;
}

}  // namespace

TEST_CASE("json fields: named ones in their order, blanks around them, all of them with 'all'") {
  const Names known{"id", "name", "status"};
  CHECK(*read_fields("status,id", known) == Names{"status", "id"});
  CHECK(*read_fields(" status , id ", known) == Names{"status", "id"});
  CHECK(read_fields("all", known)->empty());
  CHECK(read_fields("id,all", known)->empty());
  CHECK(*read_fields("anything", {}) == Names{"anything"});
}

TEST_CASE("json fields: a name that does not exist is told with the nearest one and all there are") {
  const Names known{"id", "name", "status"};
  CHECK(read_fields("id,statsu", known).error().message ==
        "--json: no such field: statsu (did you mean status?); there are id, name, status, or all");
  CHECK(read_fields("", known).error().message == "--json: no field is named; there are id, name, status, or all");
  CHECK(read_fields("id,,name", known).error().kind == ErrorKind::usage);
}

TEST_CASE("json fields: picked from an object, and from each object of an array, what is missing is left out") {
  const Json row = Json::parse(R"({"id":"a","name":"web","n":1})");
  CHECK(pick_fields(row, {}).dump() == row.dump());
  CHECK(pick_fields(row, {"name", "owner", "id"}).dump() == R"({"name":"web","id":"a"})");
  CHECK(pick_fields(Json::array({row, row}), {"n"}).dump() == R"([{"n":1},{"n":1}])");
}

TEST_CASE("json fields: those of the record are exactly the ones that can be named") {
  Known known;
  known.status = Status::running;
  known.outcome = Outcome{"rows", {"{}"}, {}};
  const LogEntry tail[] = {test::sample_log()};
  const Json record = full_record_json(test::sample_operation(), known, tail, "dev", test::sample_time());
  Names names;
  for (const auto& [name, value] : record.items()) names.push_back(name);
  Names fields = record_fields();
  std::sort(names.begin(), names.end());
  std::sort(fields.begin(), fields.end());
  CHECK(fields == names);
}

TEST_CASE("json: what a command does not print is refused from the command line, and ignored from settings") {
  Globals globals;
  globals.json = "id";
  globals.jq = ".";
  Words words;
  CHECK(wish_told(command_printing(Data::none, {}), globals, words) == "fine");
  words.options["--jq"] = {"."};
  CHECK(wish_told(command_printing(Data::none, {}), globals, words) == "--jq: this command prints no JSON");
  words.options["--json"] = {"id"};
  CHECK(wish_told(command_printing(Data::none, {}), globals, words) == "--json: this command prints no JSON");
}

TEST_CASE("json: modes of -o that are no JSON do not go with --json and --jq") {
  Globals globals;
  globals.outputs = {"id"};
  CHECK(wish_told(command_printing(Data::answer, {"id"}), globals) == "fine");
  globals.jq = ".id";
  CHECK(wish_told(command_printing(Data::answer, {"id"}), globals) ==
        "--jq prints JSON, -o id does not: leave one out");
  CHECK(wish_told(command_printing(Data::events, {"id"}), globals) ==
        "--jq prints JSON, -o id does not: leave one out");
  globals.outputs = {"plain"};
  CHECK(wish_told(command_printing(Data::answer, {"id"}), globals) == "fine");
}

TEST_CASE("json: a command that answers once names the modes it has") {
  Globals globals;
  globals.outputs = {"github"};
  Words words;
  CHECK(wish_told(command_printing(Data::answer, {"id"}), globals, words) == "fine");
  words.options["--output"] = {"github"};
  CHECK(wish_told(command_printing(Data::answer, {"id"}), globals, words) ==
        "records cannot be shown as 'github': use json, ndjson or id");
  CHECK(wish_told(command_printing(Data::answer, {"name"}), globals, words) ==
        "this cannot be shown as 'github': use json or ndjson");
  CHECK(wish_told(command_printing(Data::events, {"id"}), globals, words) == "fine");
}

TEST_CASE("json: fields and program are checked before the command runs; single lines get the narrow limits") {
  NotingCompiler compiler;
  const CommandSpec command = command_printing(Data::events, {"id"});
  Globals globals;
  CHECK_FALSE(read_json_wish(command, globals, {}, compiler.function())->given);
  globals.json = "id";
  CHECK(read_json_wish(command, globals, {}, compiler.function())->fields == Names{"id"});
  CHECK(compiler.calls == 0);
  globals.jq = ".id";
  CHECK(read_json_wish(command, globals, {}, compiler.function())->given);
  CHECK(compiler.limits.processor == kDocumentLimits.processor);
  globals.outputs = {"ndjson"};
  CHECK(read_json_wish(command, globals, {}, compiler.function())->given);
  CHECK(compiler.limits.processor == kLineLimits.processor);
  CHECK(compiler.limits.mebibytes == kLineLimits.mebibytes);
  globals.jq = "bad";
  CHECK(wish_told(command, globals) == "--jq: syntax error");
  globals.json = "nothing";
  CHECK(wish_told(command, globals).starts_with("--json: no such field: nothing"));
}

}  // namespace json_wish_test
