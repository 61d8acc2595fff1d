// SPDX-License-Identifier: MIT
#include "support/lxd_server.hpp"

#include <doctest/doctest.h>

using namespace optrack::test;

TEST_CASE("lxd server: a container really runs a command, and its exit code is in the operation") {
  const LxdServer lxd;
  if (!lxd.running()) {
    MESSAGE("skipped: " << lxd.why_not());
    return;
  }

  lxd.launch("box");
  const std::string ended = lxd.ask_and_wait(
      "POST", "/1.0/instances/box/exec",
      R"({"command":["sh","-c","echo hello; exit 7"],"wait-for-websocket":false,"record-output":true,"interactive":false})");

  CHECK(ended.find(R"("return":7)") != std::string::npos);
  const auto name = ended.find("exec_");
  REQUIRE(name != std::string::npos);
  CHECK(lxd.ask("GET", "/1.0/instances/box/logs/" + ended.substr(name, 48)) == "hello");
}
