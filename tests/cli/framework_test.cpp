// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "optrack/version.hpp"
#include "support/run_program.hpp"

using namespace optrack::test;

TEST_CASE("program: the version, however it is asked for") {
  const Optrack optrack;
  const std::string want = std::string{"optrack "} + optrack::kVersion + "\n";
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--version"}, {"version"}, {"--version", "and", "more"}}) {
    const Ran ran = optrack(arguments);
    CHECK(ran.code == 0);
    CHECK(ran.out == want);
    CHECK(ran.err.empty());
  }
}

TEST_CASE("program: alone it explains itself") {
  const Optrack optrack;
  const Ran ran = optrack({});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("optrack starts long-running operations"));
  CHECK(ran.out.find("\n  context ") != std::string::npos);
  CHECK(ran.err.empty());
}

TEST_CASE("program: wrong words are explained on stderr, exit 2") {
  const Optrack optrack;
  const Ran ran = optrack({"contxt"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err == "optrack: unknown command 'contxt' (did you mean context?)\nsee: optrack --help\n");
}

TEST_CASE("program: help fits the width and goes to stdout") {
  const Optrack optrack;
  const Ran ran = optrack({"context", "use", "--help"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("Usage: optrack context use [OPTION]... NAME\n"));
  CHECK(ran.err.empty());
  CHECK(optrack({"help", "context", "use"}).out == ran.out);
}

TEST_CASE("program: output that cannot be written") {
  const Optrack optrack;
  Program program = optrack.program({"help"});
  program.out_file = "/dev/full";
  CHECK(run(program).code == 7);
  program.out_file = "-";
  CHECK(run(program).code == 7);
}

TEST_CASE("X-4 contexts: who chooses, in order") {
  const Optrack optrack;
  const auto chosen = [&optrack](std::vector<std::string> arguments, const char* variable, const char* folder) {
    arguments.insert(arguments.end(), {"context", "show"});
    Program program = optrack.program(arguments);
    if (variable != nullptr) program.environment["OPTRACK_CONTEXT"] = variable;
    if (folder != nullptr) program.folder = optrack.home.path() / folder;
    const std::string out = run(program).out;
    return out.substr(0, out.find('\n'));
  };
  for (const char* name : {"aa", "bb", "cc", "dd"}) REQUIRE(optrack({"context", "create", name}).code == 0);
  optrack.home.write("project/.optrack.json", R"({"context": "cc"})");
  optrack.home.write("project/deep/x", "");

  CHECK(chosen({}, nullptr, nullptr) == "name           default");
  REQUIRE(optrack({"context", "use", "dd"}).code == 0);
  CHECK(chosen({}, nullptr, nullptr) == "name           dd");
  CHECK(chosen({}, nullptr, "project/deep") == "name           cc");
  CHECK(chosen({}, "bb", "project") == "name           bb");
  CHECK(chosen({"-C", "aa"}, "bb", "project") == "name           aa");
}

TEST_CASE("contexts: a project file cannot configure anything else") {
  const Optrack optrack;
  optrack.home.write(".optrack.json", R"({"context": "default", "settings": {"quiet": true}})");
  const Ran ran = optrack({"context", "list"});
  CHECK(ran.code == 0);
  CHECK(ran.err.find("warning: ") != std::string::npos);
  CHECK(ran.err.find(".optrack.json:1:36: unknown key 'settings'") != std::string::npos);
}

TEST_CASE("X-6 contexts: names, and what is not there") {
  const Optrack optrack;
  CHECK(optrack({"-C", "../x", "context", "show"}).code == 2);
  CHECK(optrack({"context", "create", "Dev"}).code == 2);
  CHECK(optrack({"context", "use", "nowhere"}).code == 5);
  CHECK(optrack({"context", "use", "nowhere", "--create"}).code == 0);
  CHECK(optrack({"context", "create", "nowhere"}).code == 2);
  CHECK(optrack({"context", "list"}).out == "CONTEXT     PROVIDERS  DESCRIPTION\ndefault     0\nnowhere  *  0\n");
}

TEST_CASE("configuration: a broken file is named with line and column, exit 7") {
  const Optrack optrack;
  const auto file = optrack.home.write("config/optrack/config.json", "{\n  \"contxt\": \"a\"\n}\n");
  const Ran ran = optrack({"context", "list"});
  CHECK(ran.code == 7);
  CHECK(ran.err == "optrack: " + file.string() + ":2:13: unknown key 'contxt' (did you mean context?)\n");
  CHECK(optrack({"version"}).code == 0);
}

TEST_CASE("configuration: folders are private, and can be moved") {
  const Optrack optrack;
  const auto moved = (optrack.home.path() / "elsewhere").string();
  REQUIRE(optrack({"--config", moved, "context", "use", "dev", "--create"}).code == 0);
  CHECK(optrack.home.read("elsewhere/config.json") == "{\n  \"context\": \"dev\"\n}\n");
  CHECK_FALSE(std::filesystem::exists(optrack.home.path() / "config"));
  using std::filesystem::perms;
  CHECK((std::filesystem::status(moved).permissions() == perms::owner_all));
  CHECK((std::filesystem::status(moved + "/config.json").permissions() == (perms::owner_read | perms::owner_write)));
}

TEST_CASE("schema: events are described as JSON") {
  const Optrack optrack;
  const Ran ran = optrack({"schema", "events"});
  CHECK(ran.code == 0);
  CHECK(ran.out.find("https://json-schema.org/draft/2020-12/schema") != std::string::npos);
  CHECK(optrack({"schema", "evnts"}).code == 2);
}
