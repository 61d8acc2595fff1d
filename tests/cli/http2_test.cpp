// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "support/http2_server.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

const std::string kId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";

}  // namespace

TEST_CASE("wait: a server that speaks HTTP/2 is polled over one connection from the first poll to the last") {
  const Http2Server server;
  server.serve("v1/operations/" + kId, R"({"id":")" + kId + R"(","status":"Running"})");
  const Optrack optrack;
  const nlohmann::json provider{{"protocol", "eryph"}, {"url", server.url()}, {"cacert", server.cacert()}};
  optrack.home.write("config/optrack/contexts/default.json", nlohmann::json{{"providers", {{"lab", provider}}}}.dump());

  const Ran waited = optrack({"wait", "lab:" + kId, "--interval", "100ms", "--timeout", "2s"});

  CHECK_MESSAGE(waited.code == 124, waited.err);
  CHECK_MESSAGE(waited.err.find("running") != std::string::npos, waited.err);
  CHECK(server.requests() >= 5);
  CHECK(server.connections() == 1);
}
