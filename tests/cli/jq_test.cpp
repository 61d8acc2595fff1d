// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/schema.hpp"
#include "support/terminal_run.hpp"

using namespace optrack;
using namespace optrack::test;

namespace jq_test {

namespace {

using Arguments = std::vector<std::string>;

/// Catlets whose result holds what is hard to print, and log entries that try to.
const char* const kHardScenario = R"({"operations": {"catlets.create": {"duration": "200ms",
  "tasks": [{"key": "t", "name": "Task", "start": "0s"}],
  "log": [{"task": "t", "at": "50ms", "message": "one"},
          {"task": "t", "at": "100ms", "message": "\u001b[31mtwo\u0007"}],
  "result": {"big": 9007199254740993, "text": "a\u001b[2Jb\u009b", "list": [1.5, null, true], "name": "{name}"}}}})";

std::string ended(const Lab& lab) {
  const std::string id = lab({"start", kCompletes, "name=web", "-q"}).out.substr(0, 10);
  REQUIRE(lab({"wait", id, "-q"}).code == 0);
  return id;
}

bool says(const Ran& ran, std::string_view text) { return ran.err.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("--jq: strings as they are, everything else as JSON on one line, in every command that prints data") {
  const Lab lab;
  const std::string id = ended(lab);
  struct Row {
    Arguments arguments;
    std::string out;
    int code = 0;
  };
  const Row rows[] = {
      {{"status", id, "--jq", ".status"}, "completed\n"},
      {{"status", id, "--json", "status,name", "--jq", "."}, "{\"status\":\"completed\",\"name\":\"web\"}\n"},
      {{"status", id, "--jq", "empty"}, ""},
      {{"status", id, "-o", "plain", "--jq", ".name, .progress"}, "web\n100\n"},
      {{"list", "--jq", ".[].id"}, id + "\n"},
      {{"list", "-o", "ndjson", "--jq", ".id"}, id + "\n"},
      {{"list", "--remote", "--jq", "length"}, "1\n"},
      {{"show", id, "--jq", ".tasks | length"}, "2\n"},
      {{"result", id, "--jq", ".name"}, "web\n"},
      {{"result", id, "--json", "name"}, "{\n  \"name\": \"web\"\n}\n"},
      {{"logs", id, "--jq", "map(.message) | join(\"+\")"},
       "Creating web+Part 1 of 3+Part 2 of 3+Part 3 of 3+Created web\n"},
      {{"logs", id, "--tail", "2", "-o", "ndjson", "--jq", ".message"}, "Part 3 of 3\nCreated web\n"},
      {{"logs", id, "--tail", "1", "-o", "ndjson", "--json", "level,message"},
       "{\"level\":\"info\",\"message\":\"Created web\"}\n"},
      {{"wait", id, "--jq", ".status"}, "completed\n"},
      {{"wait", id, "-o", "ndjson", "--jq", "select(.type==\"log_entry\").message"},
       "Creating web\nPart 1 of 3\nPart 2 of 3\nPart 3 of 3\nCreated web\n"},
      {{"cancel", id, "--jq", ".[] | .outcome"}, "already_final\n"},
      {{"cancel", id, "--wait", "--jq", ".status"}, "completed\n"},
      {{"label", id, "env=prod", "--jq", ".labels.env"}, "prod\n"},
      {{"ops", "list", "--jq", "map(.name) | contains([\"catlets.create\"])"}, "true\n"},
      {{"ops", "show", "catlets.create", "--json", "protocol", "--jq", ".protocol"}, "eryph\n"},
      {{"provider", "list", "--jq", ".[].name"}, "lab\n"},
      {{"provider", "test", "lab", "--json", "name,protocol", "--jq", "[.[]]"}, "[\"lab\",\"eryph\"]\n"},
      {{"context", "list", "--jq", ".[] | select(.current).name"}, "default\n"},
      {{"context", "list", "-o", "ndjson", "--json", "name"}, "{\"name\":\"default\"}\n"},
      {{"doctor", "--offline", "--jq", ".findings[] | select(.what == \"optrack\") | .ok"}, "true\n"},
      {{"version", "--jq", ".version | test(\"^[0-9.]+$\")"}, "true\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments.front());
    CAPTURE(row.arguments.back());
    const Ran ran = lab(row.arguments);
    CHECK(ran.out == row.out);
    CHECK(ran.code == row.code);
    CHECK_FALSE(says(ran, "jq"));
  }
}

TEST_CASE("--jq: a start prints what it makes of the record instead of the id; files get everything") {
  const Lab lab;
  const Ran started = lab({"start", kGoesOn, "name=x", "--jq", ".provider"});
  CHECK(started.code == 0);
  CHECK(started.out == "lab\n");
  const std::filesystem::path& home = lab.optrack.home.path();
  const Ran ran = lab({"run", kCompletes, "name=y", "-o", "html=" + (home / "f.html").string(), "-o",
                       "json=" + (home / "f.json").string(), "-o", "plain", "--jq", ".op_type"});
  CHECK(ran.code == 0);
  CHECK(ran.out == kCompletes + "\n");
  CHECK(says(ran, "completed"));
  CHECK(lab.optrack.home.read("f.html").starts_with("<!DOCTYPE html>"));
  CHECK(Json::parse(lab.optrack.home.read("f.json")).at("status") == "completed");
  const Ran failed = lab({"run", kFails, "name=z", "--json", "status", "--jq", ".status"});
  CHECK(failed.code == 1);
  CHECK(failed.out == "failed\n");
}

TEST_CASE("--jq: a wrong program, field or mode is told of before anything is started or asked") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::size_t asked = lab.requests();
  const std::size_t known = lab.records();
  struct Row {
    Arguments arguments;
    const char* told;
  };
  const Row rows[] = {
      {{"start", kGoesOn, "name=x", "--jq", "bad("}, "--jq: syntax error"},
      {{"status", id, "--jq", ".a | nothing"}, "--jq: nothing/0 is not defined"},
      {{"start", kGoesOn, "name=x", "--json", "statsu"}, "did you mean status?); there are id, name, "},
      {{"wait", id, "--json", ""}, "--json: no field is named; there are id, name, "},
      {{"cancel", id, "--json", "status"}, "there are id, outcome, message, or all"},
      {{"wait", id, "-o", "github", "--jq", ".id"}, "--jq prints JSON on stdout, where -o github writes, too"},
      {{"wait", "lab:5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10", "-o", "id", "-o", "json", "--json", "id"},
       "--json prints JSON"},
      {{"wait", "lab:5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10", "-o", "github", "--json", "id"},
       "give that one a file: -o github=FILE"},
      {{"run", kGoesOn, "name=x", "-o", "id", "--jq", ".id"}, "--jq prints JSON, -o id does not"},
      {{"status", id, "-o", "quiet", "--jq", ".id"}, "--jq prints JSON, -o quiet does not"},
      {{"list", "-o", "html=f", "--jq", ".id"}, "records cannot be shown as 'html=f'"},
      {{"start", kGoesOn, "name=x", "--dry-run", "--jq", "."}, "--dry-run shows a request"},
      {{"completion", "bash", "--jq", "."}, "--jq: this command prints no JSON"},
      {{"rm", id, "--force", "--json", "id"}, "--json: this command prints no JSON"},
      {{"schema", "events", "--jq", "."}, "--jq: this command prints no JSON"},
      {{"help", "wait", "--json", "id"}, "--json: this command prints no JSON"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.told);
    const Ran ran = lab(row.arguments);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(says(ran, row.told));
  }
  CHECK(lab.requests() == asked);
  CHECK(lab.records() == known);
}

TEST_CASE("--jq: integers beyond 2^53 keep their digits, ids are strings") {
  const Lab lab{"honoured", {}, kHardScenario};
  const std::string id = ended(lab);
  CHECK(lab({"result", id, "--jq", ".big"}).out == "9007199254740993\n");
  CHECK(lab({"result", id, "--json", "big"}).out == "{\n  \"big\": 9007199254740993\n}\n");
  CHECK(lab({"wait", id, "--jq", ".result.big == \"9007199254740993\""}).out == "true\n");
  CHECK(lab({"wait", id, "-o", "ndjson", "--jq", "select(.type == \"result\").result.big"}).out ==
        "9007199254740993\n");
  CHECK(lab({"status", id, "--jq", ".id"}).out == id + "\n");
  CHECK(lab({"status", id, "--jq", ".remote_id"}).out.size() == 37);
}

TEST_CASE("--jq: hostile strings come as they are through a pipe") {
  const Lab lab{"honoured", {}, kHardScenario};
  const std::string id = ended(lab);
  CHECK(lab({"result", id, "--jq", ".text"}).out == "a\x1b[2Jb\xc2\x9b\n");
  CHECK(lab({"result", id, "--jq", "[.text]"}).out == "[\"a\\u001b[2Jb\\u009b\"]\n");
  CHECK(lab({"logs", id, "--jq", ".[1] | .raw, .message"}).out == "\x1b[31mtwo\x07\ntwo\xe2\x90\x87\n");
}

TEST_CASE("--jq: hostile strings are harmless on a terminal") {
  const Lab lab{"honoured", {}, kHardScenario};
  const std::string id = ended(lab);
  TerminalRun run{on_xterm(lab.optrack.program({"result", id, "--jq", ".text, [.text]"})), 80, 24};
  CHECK(run.end() == 0);
  CHECK(run.screen.is_normal());
  CHECK(run.raw.find('\x1b') == std::string::npos);
  CHECK(run.raw.find("\xc2\x9b") == std::string::npos);
  CHECK(run.count("\"a\\u001b[2Jb\\u009b\"") == 1);
}

TEST_CASE("--jq: what fails on the data is 7 with jq's words, what came before is printed") {
  const Lab lab;
  const std::string id = ended(lab);
  const Ran ran = lab({"status", id, "--jq", ".name, .id.b"});
  CHECK(ran.code == 7);
  CHECK(ran.out == "web\n");
  CHECK(ran.err == "optrack: --jq: Cannot index string with string \"b\"\n");
  const Ran lines =
      lab({"logs", id, "-o", "ndjson", "--jq", "if .message == \"Part 2 of 3\" then error(\"no\") else .message end"});
  CHECK(lines.code == 7);
  CHECK(lines.out == "Creating web\nPart 1 of 3\nPart 3 of 3\nCreated web\n");
  CHECK(lines.err == "optrack: warning: --jq: no\noptrack: --jq failed on 1 line\n");
}

TEST_CASE("--jq: an event that it fails on neither ends a wait nor loses the others, and is told once") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const Ran ran =
      lab({"wait", id, "-o", "ndjson", "--jq",
           "if .type == \"log_entry\" then .log.b elif .type == \"stream_end\" then .exit_code else empty end"});
  CHECK(ran.code == 7);
  CHECK(ran.out == "1\n");
  const std::vector<std::string> told = lines_of(ran.err);
  REQUIRE(told.size() == 2);
  CHECK(told[0] == "optrack: warning: --jq: Cannot index string with string \"b\"");
  CHECK(told[1].starts_with("optrack: --jq failed on "));
}

TEST_CASE("--jq: events are filtered as they come") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"wait", id, "-o", "ndjson", "--jq", "select(.type == \"log_entry\").message"});
  program.send_signal = 2;
  program.signal_after = "Coll";
  const Ran ran = run(program);
  CHECK_FALSE(ran.timed_out);
  CHECK(ran.code == 130);
  CHECK(ran.out.starts_with("Coll"));
}

TEST_CASE("--jq: a reader that goes away is 141 and silence") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  for (const Arguments& arguments : {Arguments{"wait", id, "-o", "ndjson", "--jq", "repeat(.type)"},
                                     Arguments{"status", id, "--jq", "repeat(.status)"}}) {
    CAPTURE(arguments.front());
    const Ran ran = run_into_head(lab.optrack.program(arguments), 1);
    CHECK_FALSE(ran.timed_out);
    CHECK(ran.code == 141);
    CHECK(lines_of(ran.out).size() == 1);
    CHECK(ran.err == "");
  }
}

TEST_CASE("--jq: a program that never ends is ended with its limit, and the wait is not") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const Ran ran = lab({"wait", id, "-o", "ndjson", "--jq", "if .type == \"status\" then (def f: f; f) else .type end"});
  CHECK(ran.code == 7);
  CHECK(ran.out.starts_with("stream_start\n"));
  CHECK(ran.err ==
        "optrack: warning: --jq: the jq program took longer than 1s of processor time\n"
        "optrack: --jq failed on 1 line; nothing more was printed\n");
  CHECK(lab.record(id).at("status") == "failed");
}

TEST_CASE("--jq: comes from the environment too; a command without JSON does not mind") {
  const Lab lab;
  const std::string id = ended(lab);
  Program program = lab.optrack.program({"status", id});
  program.environment["OPTRACK_JQ"] = ".name";
  CHECK(run(program).out == "web\n");
  program.arguments = lab.optrack.program({"completion", "bash"}).arguments;
  CHECK(run(program).code == 0);
}

TEST_CASE("--jq: an installation without optrack-jq says what is missing, before anything is started") {
  const Lab lab;
  const std::filesystem::path alone = lab.optrack.home.path() / "optrack";
  std::filesystem::copy_file(OPTRACK_BINARY, alone);
  Program program = lab.optrack.program({"start", kGoesOn, "name=x", "--jq", ".id"});
  program.arguments.front() = alone.string();
  const Ran ran = run(program);
  CHECK(ran.code == 7);
  CHECK(ran.out.empty());
  CHECK(says(ran, "--jq: "));
  CHECK(says(ran, "optrack-jq"));
  CHECK(lab.requests() == 0);
}

TEST_CASE("--json: a recording is shown with fields and a filter, too") {
  const Lab lab;
  const std::string id = ended(lab);
  const std::string file = (lab.optrack.home.path() / "run.ndjson").string();
  REQUIRE(lab({"wait", id, "-o", "ndjson=" + file, "--jq", ".id"}).out == id + "\n");
  CHECK(lab({"replay", file, "--json", "status", "--jq", "."}).out == "{\"status\":\"completed\"}\n");
  CHECK(lab({"replay", file, "-o", "ndjson", "--jq", "select(.type == \"result\").status"}).out == "completed\n");
}

TEST_CASE("--json: every record that is printed fits the schema") {
  const Lab lab;
  const std::string id = ended(lab);
  const std::string failed = lab.start(kFails);
  REQUIRE(lab({"wait", failed, "-q"}).code == 1);
  const std::string open = lab.start(kGoesOn);
  REQUIRE(lab({"cancel", open, "-m", "enough"}).code == 0);
  CHECK(Json::parse(lab({"schema", "record"}).out).at("title") == "optrack record");
  for (const Arguments& arguments :
       {Arguments{"list"}, Arguments{"list", "--remote"}, Arguments{"status", id, failed, open}, Arguments{"show", id},
        Arguments{"show", failed}, Arguments{"show", open}, Arguments{"wait", id, failed},
        Arguments{"track", "lab:" + lab.foreign(kGoesOn)}, Arguments{"label", id, "a=b"},
        Arguments{"run", kCompletes, "name=again"}}) {
    CAPTURE(arguments.front());
    Arguments all = arguments;
    all.insert(all.end(), {"--json", "all"});
    const Json records = Json::parse(lab(all).out);
    CHECK_FALSE(records.empty());
    CHECK(record_violations(records) == std::vector<std::string>{});
  }
}

TEST_CASE("--json: fields of a result are those it has") {
  const Lab lab;
  const std::string id = ended(lab);
  const Ran ran = lab({"result", id, "--json", "nam"});
  CHECK(ran.code == 2);
  CHECK(says(ran, "--json: no such field: nam (did you mean name?); there are "));
}

}  // namespace jq_test
