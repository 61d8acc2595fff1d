// SPDX-License-Identifier: MIT
#include "dispatch/start_call.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "protocol/eryph.hpp"
#include "protocol/lxd.hpp"

using namespace optrack;

namespace {

const OperationType& type_of_name(std::string_view name) {
  for (const auto types : {eryph_types(), lxd_types()}) {
    const auto found = std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.name == name; });
    if (found != types.end()) return *found;
  }
  static const OperationType kNone;
  return kNone;
}

Result<StartCall> call_for(std::string_view type, std::vector<std::string> parameters, std::string body = {},
                           std::string key = {}) {
  return make_start_call(type_of_name(type), {std::move(parameters), {std::move(body)}, std::move(key), "here"});
}

std::string error_of(const Result<StartCall>& call) { return call ? "" : call.error().message; }

}  // namespace

TEST_CASE("D-7 start call: parameters become target and body") {
  struct Row {
    const char* why;
    const char* type;
    std::vector<std::string> parameters;
    const char* want_target;
    const char* want_body;
  };
  const Row rows[] = {
      {"exec as people type it",
       "instances.exec",
       {"instance=web", R"(command=["sh","-c","exit 7"])"},
       "/1.0/instances/web/exec",
       R"({"wait-for-websocket":false,"record-output":true,"interactive":false,"command":["sh","-c","exit 7"]})"},
      {"nested members of a configuration",
       "catlets.create",
       {"name=web1", "parent=acme/ubuntu-22.04/latest", "cpu=2"},
       "/v1/catlets",
       R"({"configuration":{"name":"web1","parent":"acme/ubuntu-22.04/latest","cpu":{"count":2}}})"},
      {"a member wins over the whole, whichever comes first",
       "catlets.create",
       {"name=web1", R"(configuration={"name":"x","cpu":{"count":1}})"},
       "/v1/catlets",
       R"({"configuration":{"name":"web1","cpu":{"count":1}}})"},
      {"a default is filled in", "catlets.stop", {"catlet=9d2e"}, "/v1/catlets/9d2e/stop", R"({"mode":"Shutdown"})"},
      {"open parameters keep their dots",
       "instances.create",
       {"name=c1", "image=tiny", "config.security.privileged=true", R"(profiles=["p"])"},
       "/1.0/instances",
       R"({"source":{"type":"image","alias":"tiny"},"name":"c1","profiles":["p"],"type":"container","config":{"security.privileged":"true"}})"},
      {"a fingerprint is told from an alias",
       "instances.create",
       {"image=0b96c9a90123"},
       "/1.0/instances",
       R"({"source":{"type":"image","fingerprint":"0b96c9a90123"},"type":"container","profiles":["default"]})"},
      {"path parts and query values are encoded",
       "instances.delete",
       {"instance=a/b?c", "project=x&y"},
       "/1.0/instances/a%2Fb%3Fc?project=x%26y",
       ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto call = call_for(row.type, row.parameters);
    CHECK(error_of(call) == "");
    REQUIRE(call);
    CHECK(call->target == row.want_target);
    CHECK(call->body == row.want_body);
    CHECK(call->provider == "here");
  }
}

TEST_CASE("D-7 start call: every problem is named at once, before any request") {
  const auto call = call_for(
      "instances.create", {"nmae=c1", "type=vm", "ephemeral=maybe", "profiles=[", "lonely", "project=a", "project=b"});

  REQUIRE(!call);
  CHECK(call.error().kind == ErrorKind::usage);
  const std::string text = call.error().message;
  for (const char* part : {"unknown parameter nmae; did you mean name?",
                           "type: must be one of container, virtual-machine", "ephemeral: must be true or false",
                           "profiles: must be JSON", "lonely: expected name=value", "project: given twice"}) {
    CAPTURE(part);
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("D-7 start call: what is missing or would leave its place is refused") {
  struct Row {
    const char* why;
    const char* type;
    std::vector<std::string> parameters;
    std::string body;
    const char* want;
  };
  const Row rows[] = {
      {"required", "instances.exec", {"instance=web"}, "", "missing parameter command"},
      {"empty path part", "instances.delete", {"instance="}, "", "must not be empty"},
      {"one level up", "instances.delete", {"instance=.."}, "", "must not be empty"},
      {"not a number", "catlets.create", {"name=a", "cpu=two"}, "", "cpu: must be a whole number"},
      {"beyond 64 bits", "catlets.create", {"name=a", "cpu=99999999999999999999"}, "", "cpu: must be a whole number"},
      {"not UTF-8", "catlets.create", {"name=\xff"}, "", "name: is no UTF-8 text"},
      {"no place for a body", "instances.delete", {"instance=a"}, "{}", "takes no body document"},
      {"body is no object", "catlets.create", {"name=a"}, "[1]", "must be a JSON object"},
      {"body is cut", "catlets.create", {"name=a"}, "{\"a\":", "body document: "},
      {"a member of no object", "catlets.create", {"name=a"}, R"({"configuration":5})", "has no object to hold"},
      {"neither file nor address", "images.import", {}, "", "missing parameter file"},
      {"both file and address", "images.import", {"file=x", "url=http://h/i"}, "", "cannot go together"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto call = call_for(row.type, row.parameters, row.body);
    REQUIRE(!call);
    CHECK(call.error().kind == ErrorKind::usage);
    CAPTURE(call.error().message);
    CHECK(call.error().message.find(row.want) != std::string::npos);
  }
}

TEST_CASE("D-7 start call: a body document goes under the parameters and counts as given") {
  const auto call = call_for("catlets.create", {"cpu=4"}, R"({"configuration":{"name":"a","cpu":{"count":1}},"x":1})");

  CHECK(error_of(call) == "");
  REQUIRE(call);
  CHECK(call->body == R"({"configuration":{"name":"a","cpu":{"count":4}},"x":1})");

  const auto stop = call_for("catlets.stop", {"catlet=a"}, R"({"mode":"Kill"})");
  REQUIRE(stop);
  CHECK(stop->body == R"({"mode":"Kill"})");
}

TEST_CASE("D-12 start call: the key goes where the API takes it, and must be a GUID") {
  const std::string key = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";

  const auto create = call_for("catlets.create", {"name=a"}, "", "5C1F6D0E-2F0B-4F0E-9A44-0D8C2A5B7E10");
  REQUIRE(create);
  CHECK(create->key == key);
  CHECK(create->body.find("\"correlation_id\":\"" + key + "\"") != std::string::npos);

  const auto from_body = call_for("catlets.create", {"name=a"}, "{\"correlation_id\":\"" + key + "\"}");
  REQUIRE(from_body);
  CHECK(from_body->key == key);

  CHECK(error_of(call_for("catlets.create", {"name=a"}, "", "deploy-7")).find("GUID") != std::string::npos);
  CHECK(!call_for("catlets.create", {"name=a"}, "", "00000000-0000-0000-0000-000000000000"));

  const auto without_place = call_for("instances.start", {"instance=a"}, "", "deploy-7");
  REQUIRE(without_place);
  CHECK(without_place->key.empty());
}

TEST_CASE("D-13 start call: described for people with secrets masked") {
  const auto call = call_for("instances.exec", {"instance=web", R"(command=["id"])", "environment.TOKEN=s3cret"});
  REQUIRE(call);
  CHECK(call->body.find("s3cret") != std::string::npos);

  const std::string text = describe(*call);

  CHECK(text.find("POST /1.0/instances/web/exec\n") == 0);
  CHECK(text.find("\"TOKEN\": \"***\"") != std::string::npos);
  CHECK(text.find("s3cret") == std::string::npos);

  const auto by_body =
      call_for("catlets.create", {"name=a"}, R"({"configuration":{"variables":[{"value":"s3cret"}]}})");
  REQUIRE(by_body);
  CHECK(describe(*by_body).find("s3cret") == std::string::npos);

  const auto upload = call_for("images.import", {std::string{"file=\x1f\x8b raw"}});
  REQUIRE(upload);
  CHECK(upload->body == "\x1f\x8b raw");
  CHECK(describe(*upload) == "POST /1.0/images\nContent-Type: application/octet-stream\n\n(6 bytes)\n");
}

TEST_CASE("D-13 start call: secrets in query and headers are masked too") {
  OperationType type{.name = "x.y", .summary = "", .method = "POST", .path = "/x"};
  type.parameters = {{.name = "token", .place = Parameter::Place::query, .secret = true},
                     {.name = "auth", .place = Parameter::Place::header, .key = "X-Auth", .secret = true},
                     {.name = "next", .place = Parameter::Place::query}};
  const auto call = make_start_call(type, {{"token=abc", "auth=def", "next=1"}, {}, {}, "p"});
  REQUIRE(call);
  CHECK(call->target == "/x?token=abc&next=1");
  CHECK(describe(*call) == "POST /x?token=***&next=1\nX-Auth: ***\n");

  CHECK(!make_start_call(type, {{"auth=a\r\nX-Evil: 1"}, {}, {}, "p"}));
}
