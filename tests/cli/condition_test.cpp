// SPDX-License-Identifier: MIT
#include <csignal>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/event_stream.hpp"
#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

TEST_CASE("wait --for: comes true while the operation goes on, and the last lines say so") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const Ran ran = lab({"wait", id, "--for", "log~^Coll", "--for", "status=running"});
  CHECK(ran.code == 0);
  const std::string text = normal(ran.err, {id});
  CAPTURE(text);
  CHECK(text.find("TIME ID condition met: log~^Coll\n") != std::string::npos);
  CHECK(text.find("TIME ID condition met: status=running\n") != std::string::npos);
  CHECK(
      text.ends_with("TIME ID catlets.populate-variables  condition met after DUR, still running, not cancelled\n"
                     "         go on with: optrack wait ID\n"));
  CHECK(lab.record(id).at("status") == "running");

  const std::size_t asked = lab.requests();
  const Ran later = lab({"wait", id, "--since", "now", "--for", "log~^Coll", "-o", "ndjson"});
  CHECK(later.code == 0);
  CHECK(lab.requests() == asked);
  const EventStream stream{later.out};
  CHECK(stream.invalid_lines().empty());
  CHECK(stream.of_type("log_entry").empty());
  REQUIRE(stream.of_type("condition").size() == 1);
  CHECK(stream.of_type("condition")[0].at("state") == "met");
  CHECK(stream.of_type("stream_start").at(0).at("conditions") == Json::array({"log~^Coll"}));
}

TEST_CASE("wait --for: exit codes of conditions over ends") {
  const Lab lab;
  const std::string done = lab.start(kCompletes);
  const std::string failed = lab.start(kFails);
  CHECK(lab({"wait", done, failed, "-q"}).code == 1);
  struct Row {
    const char* condition;
    int done, failed;
  };
  const Row rows[] = {
      {"done", 0, 1},
      {"success", 0, 10},
      {"!success", 10, 0},
      {"status=failed || status=cancelled", 10, 0},
      {"task:Copy volume=completed", 0, 10},
      {"progress=100", 0, 10},
      {"resource:Catlet", 0, 10},
      {"log~Part [0-9] of 3", 0, 10},
      {"/status=completed", 0, 10},
      {"jq:.result_type == \"Catlet\"", 0, 10},
      {"jq:.elapsed_ms > 0 and .status == \"failed\"", 10, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    CHECK(lab({"wait", done, "-q", "--for", row.condition}).code == row.done);
    CHECK(lab({"wait", failed, "-q", "--for", row.condition}).code == row.failed);
  }
  const Ran told = lab({"wait", failed, "-q", "--for", "task:Copy"});
  CHECK(told.err == "optrack: " + failed +
                        ": condition task:Copy can no longer come true: ended failed; task:Copy never appeared\n");
}

TEST_CASE("wait --for: what is written wrongly is told before any request, and nothing is started") {
  const Lab lab;
  for (const char* wrong : {"dome", "log~a(", "jq:.x ==", "/x", "progress>=200"}) {
    CAPTURE(wrong);
    const Ran ran = lab({"run", kCompletes, "name=x", "--for", wrong});
    CHECK(ran.code == 2);
    CHECK(ran.err.starts_with("optrack: --for: condition '" + std::string{wrong} + "', character "));
  }
  CHECK(lab({"run", kCompletes, "name=x", "--cancel-on", "signal:KILL"}).code == 2);
  CHECK(lab.requests() == 0);
  CHECK(lab.records() == 0);
}

TEST_CASE("wait --for: a jq program that never ends spoils its condition, not the wait") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const Ran ran = lab({"wait", id, "-q", "--for", "jq:def f: f; f"});
  CHECK(ran.code == 10);
  CHECK_FALSE(ran.timed_out);
  CHECK(ran.err.find("the jq program took longer than 1s") != std::string::npos);
}

TEST_CASE("wait --first and --cancel-rest: which operations decide, and what becomes of the others") {
  const Lab lab;
  const std::string done = lab.start(kCompletes);
  const std::string failed = lab.start(kFails);
  const std::string open = lab.start(kGoesOn);
  Lab::settle();
  CHECK(lab({"wait", open, done, "--first", "1", "-q"}).code == 0);
  CHECK(lab({"wait", open, done, failed, "--first", "2", "-q"}).code == 1);
  CHECK(lab({"wait", open, done, "--first", "3", "-q"}).code == 2);
  CHECK(lab({"wait", open, done, "--first", "1", "--any", "-q"}).code == 2);
  CHECK(lab({"wait", open, done, "--cancel-rest", "-q"}).code == 2);
  CHECK_FALSE(lab.record(open).value("cancel_requested", false));
  CHECK(lab({"wait", open, failed, "--fail-fast", "--cancel-rest", "-q"}).code == 1);
  const Json record = lab.record(open);
  CHECK(record.at("cancel_reason") == "condition");
  CHECK(record.at("cancel_message") == failed + " ended failed");
  CHECK(lab({"wait", open, "-q"}).code == 3);
}

TEST_CASE("R-6 wait --cancel-on: asks the server to cancel and waits for the end") {
  const Lab lab;
  struct Row {
    const char* sources;
    const char* reason;
  };
  for (const Row row : {Row{"timeout:200ms", "timeout"}, Row{"timeout:1h,log~Collecting", "condition"},
                        Row{"timeout:100ms+log~Collecting", ""}}) {
    CAPTURE(row.sources);
    const std::string id = lab.start(kGoesOn);
    CHECK(lab({"wait", id, "-q", "--cancel-on", row.sources}).code == 3);
    const Json record = lab.record(id);
    CHECK(record.at("status") == "cancelled");
    if (*row.reason != '\0') CHECK(record.at("cancel_reason") == row.reason);
  }
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"wait", id, "--cancel-on", "signal:INT"});
  program.signals = {{SIGINT, "Collecting"}};
  CHECK(run(program).code == 3);
  CHECK(lab.record(id).at("cancel_message") == "signal INT");
}

TEST_CASE("wait: ids from stdin, blank lines and blanks around them left out") {
  const Lab lab;
  const std::string done = lab.start(kCompletes);
  const std::string failed = lab.start(kFails);
  CHECK(lab({"wait", "-", "-o", "id"}, "\n  " + done + " \r\n\n").code == 0);
  CHECK(lab({"wait", "-", "-q"}, done + "\n" + failed).code == 1);
  CHECK(lab({"wait", "-", "-q"}, "\n").code == 5);
  CHECK(lab({"wait", "-", "-q", "--allow-empty"}, "").code == 0);
}

TEST_CASE("wait --since: a look-back shows what was journalled lately") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  CHECK(lab({"wait", id, "-q"}).code == 0);
  const EventStream all{lab({"wait", id, "-o", "ndjson", "--since", "1h"}).out};
  const EventStream none{lab({"wait", id, "-o", "ndjson", "--since", "0"}).out};
  CHECK(all.of_type("result").size() == 1);
  CHECK(none.of_type("result").empty());
  CHECK(lab({"wait", id, "--since", "yesterday"}).code == 2);
}

TEST_CASE("wait --each-timeout, --not-found-grace, --max-outage, --deadline: each ends with its own code") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  CHECK(lab({"wait", id, "-q", "--each-timeout", "100ms"}).code == 124);
  CHECK(lab({"wait", id, "-q", "--deadline", "+100ms"}).code == 124);
  CHECK(lab({"wait", "lab:00000000-0000-0000-0000-00000000abcd", "-q", "--not-found-grace", "200ms"}).code == 5);
  const Ran beaten = lab({"wait", id, "--heartbeat", "100ms", "--timeout", "1s", "-o", "ndjson"});
  CHECK(beaten.code == 124);
  CHECK_FALSE(EventStream{beaten.out}.of_type("heartbeat").empty());
  const Ran silent = lab({"wait", id, "--heartbeat", "off", "--timeout", "500ms", "-o", "ndjson"});
  CHECK(EventStream{silent.out}.of_type("heartbeat").empty());
  lab.server->stop();
  CHECK(lab({"wait", id, "-q", "--max-outage", "300ms"}).code == 6);
}

TEST_CASE("wait --on-interrupt ask: asks at the terminal, and one key answers") {
  const Lab lab;
  struct Row {
    std::string keys;
    int code;
    const char* status;
  };
  for (const Row& row : {Row{"xd", 130, "running"}, Row{"c", 130, "cancelled"}, Row{"\x03", 130, "running"}}) {
    CAPTURE(row.code);
    const std::string id = lab.start(kGoesOn);
    Program program = lab.optrack.program({"wait", id, "--on-interrupt", "ask", "-o", "plain"});
    program.terminal = 120;
    program.owns_terminal = true;
    program.signals = {{0, "Collecting", "\x03"}, {0, "w = go on waiting", row.keys}};
    const Ran ran = run(program);
    CAPTURE(ran.err);
    CHECK(ran.code == row.code);
    CHECK_FALSE(ran.timed_out);
    CHECK(lab.record(id).at("status") == row.status);
  }
  const std::string id = lab.start(kGoesOn);
  Program program =
      lab.optrack.program({"wait", id, "--on-interrupt", "ask", "-o", "plain", "--for", "status=cancelled"});
  program.terminal = 120;
  program.owns_terminal = true;
  program.signals = {{0, "Collecting", "\x03"}, {0, "w = go on waiting", "w"}, {SIGTERM, "\r\n"}};
  CHECK(run(program).code == 143);
}

TEST_CASE("wait --on-interrupt ask: without a terminal Ctrl-C detaches") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"wait", id, "--on-interrupt", "ask"});
  program.signals = {{SIGINT, "Collecting"}};
  CHECK(run(program).code == 130);
  CHECK(lab.record(id).at("status") == "running");
}
