// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/event_stream.hpp"
#include "support/http_server.hpp"
#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

TEST_CASE("T-3 wait --follow-result: the operation in a result is tracked as a child and waited for") {
  const std::string first = "00000000-0000-4000-8000-000000000001";
  const std::string second = "00000000-0000-4000-8000-000000000002";
  const HttpServer server{[&](const HttpServer::Seen& seen) {
    const bool outer = seen.target.find(first) != std::string::npos;
    const Json body = outer ? Json{{"id", first},
                                   {"status", "Completed"},
                                   {"result", {{"result_type", "Operation"}, {"operation_id", second}}}}
                            : Json{{"id", second}, {"status", "Failed"}, {"status_message", "No space left."}};
    return http_reply(200, body.dump(), {{"Content-Type", "application/json"}});
  }};
  const Optrack optrack;
  REQUIRE(optrack({"provider", "add", "odd", "--protocol", "eryph", "--url", server.url(), "--no-auth", "--default"})
              .code == 0);

  CHECK(optrack({"wait", "odd:" + first, "-q"}).code == 0);
  const Ran ran = optrack({"wait", "odd:" + first, "--follow-result", "-o", "ndjson"});

  CHECK(ran.code == 1);
  const EventStream stream{ran.out};
  CHECK(stream.invalid_lines().empty());
  REQUIRE(stream.operations().size() == 2);
  const std::string parent = stream.operations()[0];
  const std::string child = stream.operations()[1];
  const Json record = Json::parse(optrack({"show", child, "--json", "all"}).out);
  CHECK(record.at("parent") == parent);
  CHECK(record.at("remote_id") == second);
  CHECK(record.at("status") == "failed");
  CHECK(optrack({"status", "children:" + parent}).code == 1);
  CHECK(optrack({"wait", parent, "--follow-result", "-q"}).code == 1);
  CHECK(Json::parse(optrack({"list", "--json", "id"}).out).size() == 2);
}
