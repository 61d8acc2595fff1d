// SPDX-License-Identifier: MIT
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;

namespace wait_test {

namespace {

/// What every wait for an operation of type kGoesOn shows first.
const std::string kBeginning =
    "TIME ID catlets.populate-variables  pending\n"
    "TIME ID catlets.populate-variables  running\n"
    "TIME ID Populate       started\n"
    "TIME ID Populate     | Collecting\n";

std::vector<std::string> sorted_lines(std::string_view text) {
  std::vector<std::string> lines = lines_of(text);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE("R-1 wait: whole plain output of an operation that completes") {
  const Lab lab;
  const std::string id = lab({"start", kCompletes, "name=web", "-q"}).out.substr(0, 10);
  Lab::settle();
  const Ran ran = lab({"wait", "web"});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  // Tasks that ended between two polls come in the order the server lists them: any.
  CHECK(sorted_lines(normal(ran.err, {id})) == sorted_lines("TIME ID catlets.create  pending\n"
                                                            "TIME ID Create catlet web   completed\n"
                                                            "TIME ID Copy volume    completed\n"
                                                            "TIME ID Create catlet web | Creating web\n"
                                                            "TIME ID Copy volume  | Part 1 of 3\n"
                                                            "TIME ID Copy volume  | Part 2 of 3\n"
                                                            "TIME ID Copy volume  | Part 3 of 3\n"
                                                            "TIME ID Create catlet web | Created web\n"
                                                            "TIME ID + Catlet web\n"
                                                            "TIME ID catlets.create  completed after DUR\n"
                                                            "         Catlet  name web  id GUID\n"
                                                            "           status Stopped\n"));
  const Ran second = lab({"wait", id});
  CHECK(normal(second.err, {id}) == normal(ran.err, {id}));
  const Ran again = lab({"wait", "web", "--since", "now"});
  CHECK(again.code == 0);
  CHECK(again.err.empty());
}

TEST_CASE("R-1 wait: whole plain output of an operation that fails") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  Lab::settle();
  const Ran ran = lab({"wait", id});
  CHECK(ran.code == 1);
  CHECK(normal(ran.err, {id}) ==
        "TIME ID catlets.expand-config  pending\n"
        "TIME ID catlets.expand-config  running\n"
        "TIME ID Expand         FAILED\n"
        "TIME ID Expand       | Looking for genes\n"
        "TIME ID catlets.expand-config  FAILED after DUR: The gene was not found.\n"
        "         failed: Expand\n"
        "           | TIME Looking for genes\n"
        "         see: optrack logs ID  |  optrack show ID\n");
}

TEST_CASE("T-7 wait: a timeout leaves the operation and names the command that goes on") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const Ran ran = lab({"wait", id, "--timeout", "300ms"});
  CHECK(ran.code == 124);
  CHECK(normal(ran.err, {id}) ==
        kBeginning +
            "TIME ID catlets.populate-variables  timeout after DUR, still running, not cancelled\n"
            "         go on with: optrack wait ID\n");
  CHECK(lab.record(id).at("status") == "running");
  CHECK(lab({"wait", id, "--timeout", "100ms", "--timeout-exit-code", "75"}).code == 75);
  CHECK(lab({"wait", id, "--timeout", "100ms", "--exit-code-map", "cancelled=0,timeout=76"}).code == 76);
  CHECK(lab({"wait", id, "--deadline", "-1s"}).code == 124);
  const Ran once = lab({"wait", id, "--timeout", "0"});
  CHECK(once.code == 8);
  CHECK(normal(once.err, {id}) == kBeginning + "         go on with: optrack wait ID\n");
}

TEST_CASE("T-7 wait: --on-timeout cancel ends the operation and is still 124") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const Ran ran = lab({"wait", id, "--timeout", "200ms", "--on-timeout", "cancel"});
  CHECK(ran.code == 124);
  CHECK(normal(ran.err, {id}) ==
        kBeginning +
            "TIME ID cancel requested (timeout): the time given to wait has passed\n"
            "TIME ID cancel accepted\n"
            "TIME ID catlets.populate-variables  timeout after DUR, still running, cancel requested\n"
            "         go on with: optrack wait ID\n");
  CHECK(lab({"status", id}).code == 3);
  const Json record = lab.record(id);
  CHECK(record.at("status") == "cancelled");
  CHECK(record.at("cancel_reason") == "timeout");
  CHECK(lab({"wait", id}).code == 3);
  CHECK(lab({"wait", id, "--exit-code-map", "cancelled=0"}).code == 0);
}

TEST_CASE("T-12 wait: of several operations the gravest fact decides") {
  const Lab lab;
  const std::string done = lab.start(kCompletes);
  const std::string failed = lab.start(kFails);
  const std::string open = lab.start(kGoesOn);
  const std::string cancelled = lab.start(kGoesOn);
  CHECK(lab({"wait", done, failed, "-q"}).code == 1);
  CHECK(lab({"cancel", cancelled, "--wait", "-q"}).code == 3);
  struct Row {
    const char* why;
    std::vector<std::string> words;
    int code;
  };
  const Row rows[] = {
      {"one completed", {done}, 0},
      {"one failed", {failed}, 1},
      {"completed and cancelled", {done, cancelled}, 3},
      {"cancelled and failed", {cancelled, failed}, 1},
      {"open beats completed", {open, done, "--timeout", "0"}, 8},
      {"failed beats open", {open, failed, "--timeout", "0"}, 1},
      {"cancelled beats timeout", {open, cancelled, "--timeout", "100ms"}, 3},
      {"timeout beats completed", {open, done, "--timeout", "100ms"}, 124},
      {"any: the one that ended decides", {open, done, "--any"}, 0},
      {"any: failed", {open, failed, "--any"}, 1},
      {"fail-fast leaves at the failed one", {open, failed, "--fail-fast"}, 1},
      {"fail-fast does not leave at a completed one", {open, done, "--fail-fast", "--timeout", "100ms"}, 124},
      {"all and any", {open, done, "--all", "--any"}, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    std::vector<std::string> words{"wait", "-q"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    CHECK(lab(words).code == row.code);
  }
  CHECK(lab.record(open).at("status") == "running");
}

TEST_CASE("R-1 wait: an unknown provider:remote-id is tracked and waited for, the second time not asked again") {
  const Lab lab;
  const std::string remote = lab.foreign(kCompletes);
  CHECK(lab({"wait", "lab:" + remote}).code == 0);
  CHECK(lab.records() == 1);
  CHECK(lab.record("lab:" + remote).at("status") == "completed");
  CHECK(lab({"wait", "@last"}).code == 0);
}

TEST_CASE("R-2 wait: what no server knows is 5 and leaves no record") {
  const Lab lab;
  const Ran ran = lab({"wait", "lab:00000000-0000-4000-8000-000000000001", "--not-found-grace", "100ms"});
  CHECK(ran.code == 5);
  const std::string tag = ran.err.substr(9, 4);
  CHECK(normal(ran.err, {tag}) ==
        "TIME ID GUID  pending\n"
        "TIME ID no answer (poll: HTTP 404: Not Found), try 2 in 1s\n"
        "TIME ID GUID  given up after DUR, last seen pending, not cancelled\n"
        "optrack: ID: poll: HTTP 404: Not Found\n");
  CHECK(lab.records() == 0);
}

TEST_CASE("wait: refused tokens are 4, no answer is 6, within their graces") {
  Lab lab;
  const std::string id = lab.start(kGoesOn);
  lab.optrack.home.write("token", "another\n");
  const Ran denied = lab({"status", id});
  CHECK(denied.code == 4);
  CHECK(normal(denied.err, {id}) == "optrack: warning: ID: poll: HTTP 401: Unauthorized\n");
  CHECK(denied.err.find("another") == std::string::npos);
  lab.server->stop();
  const Ran gone = lab({"wait", id, "--max-outage", "300ms"});
  CHECK(gone.code == 6);
  CHECK(normal(gone.err, {id}) ==
        "TIME ID catlets.populate-variables  pending\n"
        "TIME ID catlets.populate-variables  running\n"
        "TIME ID no answer (connect to 127.0.0.1:PORT: connection refused), try 2 in 1s\n"
        "TIME ID catlets.populate-variables  given up after DUR, last seen running, not cancelled\n"
        "         go on with: optrack wait ID\n"
        "optrack: ID: connect to 127.0.0.1:PORT: connection refused\n");
  CHECK(lab.record(id).at("status") == "running");
}

TEST_CASE("wait: every line of -o ndjson and of a file fits the schema, seq has no gaps, stream_end repeats the code") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const Ran ran = lab({"wait", id, "-o", "ndjson=events", "-o", "plain", "-o", "json"});
  CHECK(ran.code == 1);
  CHECK(ran.err.find("FAILED") != std::string::npos);
  CHECK(Json::parse(ran.out).at("status") == "failed");
  int next = 1;
  std::vector<std::string> lines = lines_of(lab.optrack.home.read("events"));
  REQUIRE(lines.size() > 5);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(event_violations(line).empty());
    const Json event = Json::parse(line);
    if (event.contains("seq")) CHECK(event.at("seq") == next++);
  }
  const Json end = Json::parse(lines.back());
  CHECK(end.at("type") == "stream_end");
  CHECK(end.at("exit_code") == 1);
  CHECK(end.at("exit_name") == "failed");
  CHECK(lab({"wait", id, "-o", "ndjson"}).out.find("\"type\":\"result\"") != std::string::npos);
}

}  // namespace wait_test
