// SPDX-License-Identifier: MIT
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

/// What makes a line unfit for a terminal that only shows lines.
bool has_escapes(const std::string& text) { return text.find('\x1b') != std::string::npos; }

std::vector<std::string> joined(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("T-1 start: the id stands alone on stdout unless another mode owns it") {
  struct Row {
    const char* why;
    std::vector<std::string> more;
    bool id;
    bool said;
  };
  const Row rows[] = {
      {"auto", {}, true, true},
      {"plain", {"-o", "plain"}, true, true},
      {"id", {"-o", "id"}, true, true},
      {"quiet flag: only the conversation goes", {"-q"}, true, false},
      {"id only", {"--id-only"}, true, false},
      {"json in a file", {"-o", "json=f1"}, true, true},
      {"quiet mode", {"-o", "quiet"}, false, true},
  };
  const Lab lab;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Ran ran = lab(joined({"start", kGoesOn, "name=x"}, row.more));
    CHECK(ran.code == 0);
    CHECK(ran.out.size() == (row.id ? 11 : 0));
    CHECK(ran.err.empty() != row.said);
    if (row.said) CHECK(ran.err.starts_with("started catlets.populate-variables as "));
  }
}

TEST_CASE("T-1 start: a mode for programs gets the record, without an id line between") {
  const Lab lab;
  const Ran json = lab({"start", kGoesOn, "name=x", "-o", "json"});
  CHECK(json.code == 0);
  const Json record = Json::parse(json.out);
  CHECK(record.at("op_type") == kGoesOn);
  const Ran fields = lab({"start", kGoesOn, "name=x", "--json", "id,provider"});
  CHECK(Json::parse(fields.out).at("provider") == "lab");
  CHECK(Json::parse(fields.out).size() == 2);
  const Ran lines = lab({"start", kGoesOn, "name=x", "-o", "ndjson"});
  CHECK(lines.code == 0);
  REQUIRE(lines_of(lines.out).size() >= 1);
  for (const std::string& line : lines_of(lines.out)) CHECK(event_violations(line).empty());
  const Ran tracked = lab({"track", "lab:" + record.at("remote_id").get<std::string>(), "--json", "id"});
  CHECK(Json::parse(tracked.out).at("id") == record.at("id"));
}

TEST_CASE("T-1 run: prints no id; start --wait does, first") {
  const Lab lab;
  const Ran ran = lab({"run", kCompletes, "name=one"});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  const Ran started = lab({"start", kCompletes, "name=two", "--wait"});
  CHECK(started.code == 0);
  CHECK(started.out.size() == 11);
  const Ran json = lab({"start", kFails, "name=three", "--wait", "-o", "json"});
  CHECK(json.code == 1);
  CHECK(Json::parse(json.out).at("status") == "failed");
}

TEST_CASE("output: two modes on one stream are refused before anything is sent") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::size_t before = lab.requests();
  const std::vector<std::vector<std::string>> commands{{"wait", id}, {"run", kGoesOn, "name=x"}};
  for (const auto& command : commands) {
    const Ran ran = lab(joined(command, {"-o", "ndjson", "-o", "json"}));
    CHECK(ran.code == 2);
    CHECK(ran.err == "optrack: -o json and -o ndjson would write to the same place; give one a file: -o json=FILE\n");
  }
  CHECK(lab({"wait", id, "-o", "ndjsn"}).err.find("did you mean ndjson") != std::string::npos);
  CHECK(lab({"start", kGoesOn, "name=x", "-o", "ndjsn"}).code == 2);
  CHECK(lab.requests() == before);
}

TEST_CASE("output: a reader that goes away ends every mode silently with 141") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  REQUIRE(lab({"wait", id, "-q"}).code == 1);
  const std::string open = lab.start(kGoesOn);
  const std::vector<std::vector<std::string>> commands{
      {"wait", open, "-o", "ndjson"},
      {"logs", open, "-f"},
  };
  for (const auto& command : commands) {
    CAPTURE(command.front());
    Program program = lab.optrack.program(command);
    program.environment["OPTRACK_HEARTBEAT"] = "100ms";
    const Ran ran = run_into_head(program, 1);
    CHECK_FALSE(ran.timed_out);
    CHECK(ran.code == 141);
    CHECK(lines_of(ran.out).size() == 1);
    CHECK(ran.err.empty());
  }
}

TEST_CASE("output: a reader that went away before the first byte ends every mode with 141") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  REQUIRE(lab({"wait", id, "-q"}).code == 1);
  const std::vector<std::vector<std::string>> commands{
      {"wait", id, "-o", "ndjson"},
      {"wait", id, "-o", "json"},
      {"wait", id, "-o", "id"},
      {"status", id},
      {"show", id},
      {"list"},
      {"logs", id},
  };
  for (const auto& command : commands) {
    CAPTURE(joined(command, {}).back());
    Program program = lab.optrack.program(command);
    Program shell = program;
    shell.arguments = {"/bin/bash", "-c", R"("$@" | (exec <&-; sleep 0.4); exit "${PIPESTATUS[0]}")", "sh"};
    program.arguments.insert(program.arguments.begin(), {"/bin/bash", "-c", R"(sleep 0.1; exec "$@")", "sh"});
    shell.arguments.insert(shell.arguments.end(), program.arguments.begin(), program.arguments.end());
    const Ran ran = run(shell);
    CHECK(ran.code == 141);
    CHECK(ran.err.empty());
  }
}

TEST_CASE("output: a full disk is 7 with a message, a closed stdout likewise") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  REQUIRE(lab({"wait", id, "-q"}).code == 0);
  const std::vector<std::vector<std::string>> commands{{"wait", id, "-o", "ndjson"},
                                                       {"wait", id, "-o", "json"},
                                                       {"wait", id, "-o", "id"},
                                                       {"status", id},
                                                       {"show", id},
                                                       {"list"},
                                                       {"logs", id},
                                                       {"result", id},
                                                       {"start", kGoesOn, "name=x"}};
  for (const auto& command : commands) {
    for (const char* file : {"/dev/full", "-"}) {
      CAPTURE(command.front());
      CAPTURE(file);
      Program program = lab.optrack.program(command);
      program.out_file = file;
      const Ran ran = run(program);
      CHECK(ran.code == 7);
      CHECK(ran.err.find("optrack: ") != std::string::npos);
      CHECK(ran.err.find("standard output") != std::string::npos);
    }
  }
  CHECK(lab({"wait", id, "-o", "ndjson=/dev/full"}).code == 7);
  CHECK(lab({"wait", id, "-o", "ndjson=/no/such/folder/f"}).code == 7);
}

TEST_CASE("output: a wait that needs no stdout does not mind that it is closed") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  Program program = lab.optrack.program({"wait", id});
  program.out_file = "-";
  CHECK(run(program).code == 0);
}

TEST_CASE("output: terminals of any width, dumb ones, CI and LANG=C see whole lines without escapes") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  REQUIRE(lab({"wait", id, "-q"}).code == 0);
  struct Row {
    const char* why;
    int columns;
    std::map<std::string, std::string> environment;
    std::size_t widest;  // 0: any
  };
  const Row rows[] = {
      {"unknown width", 0, {{"TERM", "xterm"}}, 0},
      {"one column", 1, {{"TERM", "xterm"}}, 0},
      {"20 columns", 20, {{"TERM", "xterm"}}, 20},
      {"80 columns", 80, {{"TERM", "xterm"}}, 80},
      {"dumb", 80, {{"TERM", "dumb"}}, 80},
      {"no TERM", 80, {}, 80},
      {"CI", 80, {{"TERM", "xterm"}, {"CI", "true"}}, 80},
      {"LANG=C", 20, {{"TERM", "xterm"}, {"LANG", "C"}}, 20},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Program program = lab.optrack.program({"wait", id, "--color", "never", "-o", "plain"});
    for (const auto& [name, value] : row.environment) program.environment[name] = value;
    program.terminal = row.columns;
    const Ran ran = run(program);
    CHECK(ran.code == 0);
    CHECK_FALSE(has_escapes(ran.err));
    CHECK(lines_of(ran.err).size() >= 8);
    for (std::string line : lines_of(ran.err)) {
      CAPTURE(line);
      if (line.ends_with('\r')) line.pop_back();
      if (row.widest != 0) CHECK(line.size() <= row.widest + 2);  // the mark of a cut has three bytes
    }
  }
}

TEST_CASE("output: colours only where somebody can see them and nobody said no") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  REQUIRE(lab({"wait", id, "-q"}).code == 1);
  struct Row {
    const char* why;
    std::optional<int> terminal;
    std::map<std::string, std::string> environment;
    const char* color;
    bool escapes;
  };
  const Row rows[] = {
      {"a terminal", 80, {{"TERM", "xterm"}}, "auto", true},
      {"NO_COLOR", 80, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, "auto", false},
      {"empty NO_COLOR", 80, {{"TERM", "xterm"}, {"NO_COLOR", ""}}, "auto", true},
      {"--color beats NO_COLOR", 80, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, "always", true},
      {"dumb", 80, {{"TERM", "dumb"}}, "auto", false},
      {"a pipe", std::nullopt, {{"TERM", "xterm"}}, "auto", false},
      {"forced", std::nullopt, {{"CLICOLOR_FORCE", "1"}}, "auto", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Program program = lab.optrack.program({"wait", id, "--color", row.color, "-o", "plain"});
    for (const auto& [name, value] : row.environment) program.environment[name] = value;
    program.terminal = row.terminal;
    const Ran ran = run(program);
    CHECK(ran.code == 1);
    CHECK(has_escapes(ran.err) == row.escapes);
  }
}

TEST_CASE("output: without HOME configuration has no place: 7 and what to do") {
  Lab lab;
  Program program = lab.optrack.program({"list"});
  for (const char* name : {"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"}) program.environment.erase(name);
  const Ran ran = run(program);
  CHECK(ran.code == 7);
  CHECK(ran.err == "optrack: no home directory: set HOME or XDG_CONFIG_HOME to an absolute path, or use --config\n");
}

TEST_CASE("output: a home that cannot be written is 7 and names the folder; nothing is started") {
  const Lab lab;
  lab.optrack.home.write("file", "");
  Program program = lab.optrack.program({"start", kGoesOn, "name=x"});
  program.environment["XDG_STATE_HOME"] = (lab.optrack.home.path() / "file" / "state").string();
  const Ran ran = run(program);
  CHECK(ran.code == 7);
  CHECK(ran.err.find("file/state") != std::string::npos);
  CHECK(ran.out.empty());
  CHECK(lab.requests() == 0);
}
