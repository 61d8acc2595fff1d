// SPDX-License-Identifier: MIT
#include "protocol/eryph.hpp"

#include <doctest/doctest.h>

#include "support/doubles.hpp"
#include "support/exchange_driver.hpp"

using namespace optrack;

namespace eryph_test {
using test::drive;
using test::reply;

namespace {

const std::string kId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";

StartCall create_call(std::string key = kId) {
  return {"catlets.create", "zero", "POST", "/v1/catlets", {{"Content-Type", "application/json"}}, "{}",
          std::move(key),   {}};
}

PollContext context() {
  PollContext context;
  context.provider = "zero";
  return context;
}

}  // namespace

TEST_CASE("T-1 eryph start: the request is the call's, the answer names the operation") {
  const auto started = drive(eryph_protocol().start(create_call()),
                             {reply(202, R"({"id":")" + kId + R"(","status":"Queued","status_message":"Queued"})")});

  REQUIRE(started.ok());
  CHECK(started.line(0) == "POST /v1/catlets");
  CHECK(started.requests[0].provider == "zero");
  CHECK(started.requests[0].body == "{}");
  CHECK((started.requests[0].headers == std::vector<Header>{{"Content-Type", "application/json"}}));
  CHECK(started.value().remote == Remote{kId, "/v1/operations/" + kId, "catlets.create"});
  CHECK(started.value().observation.status == Status::pending);
}

TEST_CASE("R-4 eryph start: an accepted start is not lost with an unreadable body") {
  const std::string place = "https://evil.example/compute/v1/operations/5C1F6D0E-2f0b-4f0e-9a44-0d8c2a5b7e10";

  const auto by_address =
      drive(eryph_protocol().start(create_call("")), {reply(202, "{\"id\":", {{"Location", place}})});
  REQUIRE(by_address.ok());
  CHECK(by_address.value().remote == Remote{kId, "/v1/operations/" + kId, "catlets.create"});

  const auto by_key = drive(eryph_protocol().start(create_call()), {reply(202, "")});
  REQUIRE(by_key.ok());
  CHECK(by_key.value().remote.id == kId);
  CHECK(by_key.value().observation.warnings.size() == 1);

  const auto neither = drive(eryph_protocol().start(create_call("")), {reply(202, "")});
  CHECK(neither.error().kind == ErrorKind::protocol);
}

TEST_CASE("eryph start: a problem document becomes one sentence with its details") {
  const auto invalid = drive(eryph_protocol().start(create_call()), {reply(400, R"({"title":"One or more errors.",
      "detail":"The catlet configuration is invalid.","errors":{"$.configuration.cpu.count":["The CPU count must be positive."]}})")});
  CHECK(invalid.error().kind == ErrorKind::conflict);
  CHECK(invalid.error().http_status == 400);
  CHECK(invalid.error().message ==
        "start catlets.create: HTTP 400: The catlet configuration is invalid "
        "($.configuration.cpu.count: The CPU count must be positive)");

  const auto taken =
      drive(eryph_protocol().start(create_call()),
            {reply(409, R"({"title":"Conflict","detail":"The name web1 is taken in project default."})")});
  CHECK(taken.error().kind == ErrorKind::conflict);
  CHECK(taken.error().message == "start catlets.create: HTTP 409: The name web1 is taken in project default");
}

TEST_CASE("eryph cancel: accepted, and a 404 is told apart") {
  const Remote remote{kId, {}, {}};
  const auto cancel = [&](std::deque<Result<Response>> answers) {
    return drive(eryph_protocol().cancel(remote, context()), std::move(answers));
  };
  const Response missing = reply(404, R"({"title":"Not Found"})");

  const auto accepted = cancel({reply(202, "")});
  REQUIRE(accepted.ok());
  CHECK(accepted.line(0) == "POST /v1/operations/" + kId + "/cancel");
  CHECK(accepted.value().kind == CancelReply::Kind::accepted);

  const auto old = cancel({missing, reply(200, R"({"latest_version":{"major":1,"minor":1}})")});
  REQUIRE(old.ok());
  CHECK(old.line(1) == "GET /v1/version");
  CHECK(old.value().kind == CancelReply::Kind::unsupported);
  CHECK(cancel({missing, missing}).value().kind == CancelReply::Kind::unsupported);

  const Response current = reply(200, R"({"latest_version":{"major":1,"minor":2}})");
  const auto not_ours = cancel({missing, current, reply(200, R"({"id":"x","status":"Running"})")});
  REQUIRE(not_ours.ok());
  CHECK(not_ours.value().kind == CancelReply::Kind::refused);

  CHECK(cancel({missing, current, missing}).error().kind == ErrorKind::not_found);
  CHECK(cancel({reply(401, "")}).error().kind == ErrorKind::denied);
}

TEST_CASE("D-12 eryph find by key: the key is the id; 404 means it never arrived") {
  const auto find = [&](Response answer) {
    return drive(eryph_protocol().find_by_key(kId, context()), {std::move(answer)});
  };

  const auto found = find(reply(200, R"({"id":")" + kId + R"(","status":"Running"})"));
  REQUIRE(found.ok());
  REQUIRE(found.value());
  CHECK(found.value()->remote.id == kId);
  CHECK(found.value()->observation.status == Status::running);

  const auto never = find(reply(404, ""));
  REQUIRE(never.ok());
  CHECK(!never.value());
  CHECK(find(reply(503, "")).error().kind == ErrorKind::unreachable);
}

TEST_CASE("T-10 eryph list: newest first, cut to the limit") {
  const auto listed = drive(eryph_protocol().list(context(), 2), {reply(200, R"({"value":[
      {"id":"a","status":"Completed","created":"2026-03-01T08:00:00Z"},
      {"id":"b","status":"Running","created":"2026-03-01T09:00:00Z"},
      {"broken":true},
      {"id":"c","status":"Failed","created":"2026-03-01T08:30:00Z"}]})")});

  REQUIRE(listed.ok());
  REQUIRE(listed.value().size() == 2);
  CHECK(listed.value()[0].remote.id == "b");
  CHECK(listed.value()[1].remote.id == "c");
  CHECK(listed.value()[1].observation.status == Status::failed);
}

TEST_CASE("eryph probe: says the version") {
  const auto probe =
      drive(eryph_protocol().probe(context()), {reply(200, R"({"latest_version":{"major":1,"minor":2}})")});
  REQUIRE(probe.ok());
  CHECK(probe.line(0) == "GET /v1/version");
  CHECK(probe.value().version == "1.2");
  CHECK(drive(eryph_protocol().probe(context()), {reply(200, "{}")}).error().kind == ErrorKind::protocol);
}

TEST_CASE("eryph: addresses a person may paste") {
  for (const std::string& text : {kId, "https://h:8000/compute/v1/operations/" + kId, "/v1/operations/" + kId + "/",
                                  "/v1/operations/" + kId + "?expand=logs#x", "/v1/operations/" + kId + "/cancel"}) {
    CAPTURE(text);
    const auto remote = eryph_protocol().remote_from(text);
    REQUIRE(remote);
    CHECK(remote->id == kId);
  }
  for (const std::string& text :
       {std::string{}, std::string{"web1"}, "/v1/catlets/" + kId, std::string{"/v1/operations/../x"}}) {
    CAPTURE(text);
    CHECK(!eryph_protocol().remote_from(text));
  }
}

TEST_CASE("eryph: traits and catalogue") {
  CHECK(eryph_protocol().traits("catlets.create").key_is_id);
  CHECK(!eryph_protocol().traits("catlets.start").key_is_id);
  CHECK(!eryph_protocol().traits("").key_is_id);
  CHECK(eryph_protocol().traits("").late_logs);
  CHECK(eryph_protocol().traits("").can_cancel);
}

}  // namespace eryph_test
