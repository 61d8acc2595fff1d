// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// Runs `optrack arguments… | cat > copy` in a shell that stops cat first and then does what `$o` (optrack) and `$c`
/// (cat) are for.
Ran run_into_stopped_cat(const Lab& lab, const std::vector<std::string>& arguments, const std::string& then) {
  Program program = lab.optrack.program({});
  std::vector<std::string> words{"/bin/sh", "-c",
                                 "mkfifo f; cat f > copy & c=$!; exec 3> f; kill -STOP $c\n"
                                 "\"$@\" >&3 3>&- & o=$!\n"
                                 "exec 3>&-\n" +
                                     then,
                                 "sh", program.arguments.front()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  program.arguments = std::move(words);
  program.folder = lab.optrack.home.path();
  return run(program);
}

}  // namespace

TEST_CASE("T-4 a reader that has stopped delays no poll, and gets every line once, in order, when it goes on") {
  Lab lab;
  const std::string id = lab.start(kGoesOn);
  lab.optrack.environment["OPTRACK_HEARTBEAT"] = "5ms";
  const std::size_t before = lab.requests();
  const Ran ran =
      run_into_stopped_cat(lab, {"wait", id, "--timeout", "6s", "-o", "ndjson", "-o", "ndjson=direct"},
                           "sleep 5; echo \"$(wc -c < direct) $(wc -c < copy)\"; kill -CONT $c; wait $o; code=$?; wait "
                           "$c; exit $code");
  CHECK(ran.code == 124);
  const std::size_t behind = std::stoul(ran.out);
  CHECK(behind > 70'000);  // more than a pipe holds
  CHECK(ran.out.find(" 0\n") != std::string::npos);
  CHECK(lab.requests() - before > 60);  // every 50 ms for 6 s, less what a busy machine takes
  const std::string copy = lab.optrack.home.read("copy");
  CHECK(copy.size() > behind);
  const bool same = copy == lab.optrack.home.read("direct");
  CHECK(same);
  CHECK(lines_of(copy).back().find("\"stream_end\"") != std::string::npos);
}

TEST_CASE("a signal ends a wait whose reader has stopped, in a few seconds") {
  Lab lab;
  const std::string id = lab.start(kGoesOn);
  lab.optrack.environment["OPTRACK_HEARTBEAT"] = "5ms";
  const auto begun = std::chrono::steady_clock::now();
  const Ran ran = run_into_stopped_cat(lab, {"wait", id, "-o", "ndjson"},
                                       "sleep 3; kill -TERM $o; wait $o; code=$?; kill -KILL $c; exit $code");
  CHECK(ran.code == 143);
  CHECK(std::chrono::steady_clock::now() - begun < 14s);
}

TEST_CASE("an output that cannot be opened is told of before anything is started") {
  const Lab lab;
  const std::size_t before = lab.requests();
  const std::size_t records = lab.records();
  for (const std::string mode : {"html", "junit", "ndjson"}) {
    const Ran ran = lab({"run", kCompletes, "name=x", "parent=a/b/c", "-o", mode + "=/no/such/folder/f"});
    CHECK(ran.code == 7);
    CHECK(ran.err.find("/no/such/folder") != std::string::npos);
  }
  CHECK(lab.requests() == before);
  CHECK(lab.records() == records);
}

TEST_CASE("D-5 the remote id stands in what is shown of an operation that optrack started itself") {
  const Lab lab;
  const Ran ran = lab({"run", kCompletes, "name=x", "parent=a/b/c", "-o", "ndjson", "-o", "html=run.html"});
  REQUIRE(ran.code == 0);
  std::string remote;
  for (const std::string& line : lines_of(ran.out)) {
    CHECK(event_violations(line).empty());
    const Json event = Json::parse(line);
    if (event.at("type") == "operation") remote = event.value("remote_id", "");
  }
  CHECK(remote.size() == 36);
  CHECK(lab.optrack.home.read("run.html").find(remote) != std::string::npos);
  const Ran report = lab({"report", "@last", "--junit", "run.xml"});
  CHECK(report.code == 0);
  CHECK(lab.optrack.home.read("run.xml").find(remote) != std::string::npos);
}
