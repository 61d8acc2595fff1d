// SPDX-License-Identifier: MIT
// The programs of docs/library.md, compiled as a user would, run against the emulated server; and what the program
// `optrack` makes of the operations they record.
#include <doctest/doctest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "optrack/tracker.hpp"
#include "support/lab.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

Program example(const Lab& lab, const std::string& name, std::vector<std::string> arguments = {}) {
  Program program;
  program.arguments = {std::string{OPTRACK_EXAMPLES} + "/example_" + name};
  program.arguments.insert(program.arguments.end(), arguments.begin(), arguments.end());
  program.environment = lab.optrack.environment;
  program.limit = 60s;
  return program;
}

/// The same, told where the server is.
Program remote_example(const Lab& lab, const std::string& name) {
  return example(lab, name, {lab.server->base_url(), (lab.optrack.home.path() / "token").string()});
}

std::vector<std::string> words_of(const Ran& ran) {
  std::vector<std::string> types;
  for (const std::string& line : lines_of(ran.out)) types.push_back(Json::parse(line).at("type").get<std::string>());
  return types;
}

}  // namespace

TEST_CASE("T-2 library: start_and_wait prints the typed result") {
  const Lab lab;
  const Ran ran = run(remote_example(lab, "start_and_wait"));
  CHECK(ran.err == "");
  CHECK(normal(ran.out).starts_with("web: completed\nCatlet {\"id\":\"GUID\""));
  CHECK(normal(ran.out).ends_with("the catlet is GUID\n"));
  CHECK(ran.code == 0);
  CHECK(lab.record("web").at("status") == "completed");  // in the same registry
}

TEST_CASE("T-4 R-19 library: handlers are called by type, a throwing one changes nothing") {
  const Lab lab;
  const Ran ran = run(remote_example(lab, "handlers"));
  CHECK(ran.err == "");
  const std::vector<std::string> lines = lines_of(ran.out);
  const auto count = [&](const std::string& line) { return std::count(lines.begin(), lines.end(), line); };
  CHECK(lines.size() == 9);
  CHECK(count("task: Create catlet web") == 1);
  CHECK(count("task: Copy volume") == 1);
  CHECK(count("log: Creating web") == 1);
  CHECK(count("log: Part 3 of 3") == 1);
  CHECK(count("handler: not interested") == 1);
  CHECK(lines.back() == "completed: Catlet");
}

TEST_CASE("R-6 library: Ctrl-C is a source of cancellation") {
  const Lab lab;
  Program program = remote_example(lab, "cancel_when");
  program.send_signal = SIGINT;
  program.signal_after = "log: Collecting";
  const Ran ran = run(program);
  CHECK(ran.err == "");
  CHECK(ran.out == "log: Collecting\ncancelled, because of a signal: signal INT\n");
  CHECK(ran.code == 0);
}

TEST_CASE("R-6 library: a shield keeps the cleanup from being cancelled") {
  const Lab lab;
  const Ran ran = run(example(lab, "shield"));
  CHECK(ran.err == "");
  CHECK(
      ran.out ==
      "cancelled (timeout): waited for 100ms\nremoved a.tmp\nremoved b.tmp\nconvert: cancelled\ncleanup: completed\n");
  CHECK(lab.record("cleanup").at("parent") == lab.record("convert").at("id"));
}

TEST_CASE("R-22 library: operations of a process are listed, shown, logged and waited for like any other") {
  const Lab lab;
  const Ran ran = run(example(lab, "operation_scope"));
  CHECK(ran.err == "");
  CHECK(ran.out == "import: completed\nimport-users: completed, 7 of 14 tables\n");

  const Json listed = Json::parse(lab({"list", "--json", "name,provider,status,op_type"}).out);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].dump() == R"({"name":"import-users","provider":"local","status":"completed","op_type":"data.copy"})");
  const Ran shown = lab({"show", "import"});
  CHECK(shown.code == 0);
  CHECK(shown.out.find("copy tables") != std::string::npos);
  CHECK(lab({"logs", "import"}).out.find("connecting") != std::string::npos);
  CHECK(lab({"result", "import"}).out.find("14") != std::string::npos);
  const Ran waited = lab({"wait", "import", "-o", "ndjson"});
  CHECK(waited.code == 0);
  CHECK(words_of(waited) == std::vector<std::string>{"stream_start", "operation", "log_entry", "task_new", "progress",
                                                     "task_update", "progress", "resource_new", "progress", "status",
                                                     "result", "stream_end"});
  CHECK(lab.requests() == 0);
}

TEST_CASE("R-22 library: an exception fails the scopes it leaves") {
  const Lab lab;
  const Ran ran = run(example(lab, "operation_scope", {"fail"}));
  CHECK(ran.out ==
        "thrown: table users is locked\nimport: failed, table users is locked\nimport-users: failed, left by an "
        "exception\n");
  CHECK(lab({"wait", "import"}).code == 1);
}

TEST_CASE("R-21 library: when the process dies, its operations end lost for who waits or looks") {
  const Lab lab;
  const Ran ran = run(example(lab, "operation_scope", {"die"}));
  CHECK(ran.code == 9);
  CHECK(lab.record("import").at("status") == "running");
  const Ran waited = lab({"wait", "import"});
  CHECK(waited.code == 5);
  CHECK(waited.err.find("is gone") != std::string::npos);
  CHECK(lab({"status", "import-users"}).code == 5);
  CHECK(lab.record("import-users").at("status") == "lost");
}

TEST_CASE("R-23 library: a stream leaves its count and result") {
  const Lab lab;
  const Ran ran = run(example(lab, "stream"));
  CHECK(ran.err == "");
  CHECK(ran.out == "completed: 4 of 4 rows, result 100\n");
}

TEST_CASE("R-22 library: another process waits for and cancels an operation of this one") {
  const Lab lab;
  TrackerOptions options;
  options.state_folder = lab.optrack.environment.at("XDG_STATE_HOME") + "/optrack";
  auto tracker = Tracker::open(options);
  REQUIRE(tracker);
  auto scope = tracker->scope("here");
  REQUIRE(scope);
  CHECK(lab({"status", "here"}).code == 8);
  Ran waited;
  std::thread waiting{[&] { waited = lab({"wait", "here", "-o", "ndjson"}); }};
  scope->log("working");
  scope->partial_result({R"({"rows":7})"});
  CHECK(lab.record("here").at("partial_result").at("rows") == 7);
  CHECK(lab({"cancel", "here", "--message", "enough"}).code == 0);
  CHECK(within(20s, [&] { return scope->cancelled(); }));
  CHECK(scope->cancel("stopped, as asked"));
  waiting.join();
  CHECK(waited.code == 3);
  CHECK(waited.out.find("\"working\"") != std::string::npos);
  CHECK(waited.out.find("stopped, as asked") != std::string::npos);
  CHECK(lab.record("here").at("cancel_message") == "enough");
}
