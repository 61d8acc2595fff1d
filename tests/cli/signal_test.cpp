// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <csignal>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

/// What every wait for an operation of type kGoesOn shows first.
const std::string kBeginning =
    "TIME ID catlets.populate-variables  pending\n"
    "TIME ID catlets.populate-variables  running\n"
    "TIME ID Populate       started\n"
    "TIME ID Populate     | Collecting\n";

}  // namespace

TEST_CASE("wait: a signal detaches, says how to go on, and gives 128 + its number") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  for (const auto& [number, word] : {std::pair{SIGHUP, "hung up"}, {SIGINT, "interrupted"}, {SIGTERM, "terminated"}}) {
    const int signal = number;
    Program program = lab.optrack.program({"wait", id});
    program.signals = {{signal, "Collecting"}};
    const Ran ran = run(program);
    CAPTURE(signal);
    CHECK(ran.code == 128 + signal);
    CHECK(normal(ran.err, {id}) == kBeginning + "TIME ID catlets.populate-variables  " + word +
                                       " after DUR, still running, not cancelled\n"
                                       "         go on with: optrack wait ID\n");
  }
  CHECK(lab.record(id).at("status") == "running");
  CHECK(lab.record(id).value("cancel_requested", false) == false);
}

TEST_CASE("wait: --on-interrupt cancel asks the server on the first Ctrl-C and waits for the end, still 130") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"wait", id, "--on-interrupt", "cancel"});
  program.signals = {{SIGINT, "Collecting"}};
  const Ran ran = run(program);
  CHECK(ran.code == 130);
  CHECK(normal(ran.err, {id}) == kBeginning +
                                     "TIME ID cancel requested (signal): interrupted\n"
                                     "TIME ID cancel accepted\n"
                                     "TIME ID Populate       cancelled after DUR\n"
                                     "TIME ID catlets.populate-variables  cancelled after DUR: Operation cancelled.\n"
                                     "         see: optrack logs ID  |  optrack show ID\n");
  const Json record = lab.record(id);
  CHECK(record.at("status") == "cancelled");
  CHECK(record.at("cancel_reason") == "signal");
}

TEST_CASE("wait: --on-interrupt cancel leaves at the second Ctrl-C, the operation may go on") {
  const Lab lab{"ignored"};
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"wait", id, "--on-interrupt", "cancel"});
  program.signals = {{SIGINT, "Collecting"}, {SIGINT, "cancel accepted"}};
  const Ran ran = run(program);
  CHECK(ran.code == 130);
  CHECK_FALSE(ran.timed_out);
  CHECK(normal(ran.err, {id}) ==
        kBeginning +
            "TIME ID cancel requested (signal): interrupted\n"
            "TIME ID cancel accepted\n"
            "TIME ID catlets.populate-variables  interrupted after DUR, still running, cancel requested\n"
            "         go on with: optrack wait ID\n");
  CHECK(lab.record(id).at("status") == "running");
}

TEST_CASE("run: a signal detaches from what it started") {
  const Lab lab;
  Program program = lab.optrack.program({"run", kGoesOn, "name=x"});
  program.signals = {{SIGTERM, "Collecting"}};
  const Ran ran = run(program);
  CHECK(ran.code == 143);
  CHECK(ran.out.empty());
  CHECK(lab.record("@last").at("status") == "running");
}

TEST_CASE("logs -f: Ctrl-C leaves with 130") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program({"logs", id, "-f"});
  program.signals = {{SIGINT, "Collecting"}};
  CHECK(run(program).code == 130);
}

TEST_CASE("T-7 wait: -o ndjson=FIFO waits for somebody who reads before anything else, and Ctrl-C ends that") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::size_t before = lab.requests();
  const std::string fifo = (lab.optrack.home.path() / "fifo").string();
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  Program program = lab.optrack.program({"wait", id, "-o", "ndjson=" + fifo});
  program.arguments.insert(program.arguments.begin(), {"/usr/bin/timeout", "--preserve-status", "-s", "INT", "0.5"});
  const Ran ran = run(program);
  CHECK_FALSE(ran.timed_out);
  CHECK(ran.code == 130);
  CHECK(lab.requests() == before);
}
