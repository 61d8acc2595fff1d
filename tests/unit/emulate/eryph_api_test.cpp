// SPDX-License-Identifier: MIT
#include "emulate/eryph_api.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "emulate/seeded.hpp"

namespace eryph_api_test {

using namespace optrack;
using namespace optrack::emulate;
using namespace std::chrono_literals;

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kOwnId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";

/// An API whose time is turned by hand.
struct Server {
  explicit Server(EryphApiOptions options = {}) : api(prepared(std::move(options))) {}

  EryphApiOptions prepared(EryphApiOptions options) {
    options.scenario = builtin_scenario();
    options.now = [this] { return Moment{Instant{} + elapsed, WallTime{1'772'352'000s} + elapsed}; };
    return options;
  }

  Answer send(const std::string& method, const std::string& path, const std::string& body = {}) {
    Call call;
    call.method = method;
    call.path = call.target = path;
    call.query = query;
    call.authorization = authorization;
    call.content_type = body.empty() ? "" : "application/json";
    call.host = "127.0.0.1:4711";
    call.body = body;
    return api.handle(call);
  }

  Json create(const std::string& name, const std::string& id = {}) {
    Json body{{"configuration", {{"name", name}}}};
    if (!id.empty()) body["correlation_id"] = id;
    const auto answer = send("POST", "/compute/v1/catlets", body.dump());
    return Json::parse(answer.body);
  }

  Json get(const std::string& path) { return Json::parse(send("GET", path).body); }

  std::chrono::nanoseconds elapsed{};
  std::map<std::string, std::string> query;
  std::string authorization;
  EryphApi api;
};

std::string header(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

TEST_CASE("eryph api: a start is accepted with its address and an operation that waits") {
  Server server;
  const auto answer = server.send("POST", "/compute/v1/catlets", R"({"configuration":{"name":"web1"}})");
  CHECK(answer.status == 202);
  const auto operation = Json::parse(answer.body);
  const std::string id = operation["id"];
  CHECK(is_guid(id));
  CHECK(operation["status"] == "Queued");
  CHECK(header(answer, "Location") == "http://127.0.0.1:4711/compute/v1/operations/" + id);
  CHECK(server.get("/compute/v1/operations/" + id)["status"] == "Queued");
}

TEST_CASE("eryph api: the correlation id is the operation id, and repeating it starts nothing") {
  Server server;
  CHECK(server.create("web1", "5C1F6D0E-2F0B-4F0E-9A44-0D8C2A5B7E10")["id"] == kOwnId);
  CHECK(server.create("web1", kOwnId)["id"] == kOwnId);
  CHECK(server.api.operations() == 1);
  CHECK(server.create("web2", "00000000-0000-0000-0000-000000000000")["id"] != "00000000-0000-0000-0000-000000000000");
}

TEST_CASE("eryph api: a name is taken until its catlet is gone") {
  Server server;
  server.create("web1");
  CHECK(server.create("web1")["status"] == 409);
  server.elapsed = 10s;
  const auto catlets = server.get("/compute/v1/catlets")["value"];
  REQUIRE(catlets.size() == 1);
  CHECK(catlets[0]["status"] == "Stopped");
  const auto path = "/compute/v1/catlets/" + catlets[0]["id"].get<std::string>();
  CHECK(server.send("PUT", path + "/start").status == 202);
  server.elapsed = 15s;
  CHECK(server.get(path)["status"] == "Running");
  CHECK(server.send("DELETE", path).status == 202);
  server.elapsed = 20s;
  CHECK(server.send("GET", path).status == 404);
  CHECK(server.create("web1")["status"] == "Queued");
}

TEST_CASE("eryph api: a cancelled creation gives its name back") {
  Server server;
  const std::string id = server.create("web1")["id"];
  server.elapsed = 1s;
  const auto answer = server.send("POST", "/compute/v1/operations/" + id + "/cancel");
  CHECK(answer.status == 202);
  CHECK(answer.body.empty());
  CHECK(server.get("/compute/v1/operations/" + id)["status"] == "Running");
  server.elapsed = 2s;
  CHECK(server.get("/compute/v1/operations/" + id)["status"] == "Cancelled");
  server.elapsed = 30s;
  CHECK(server.create("web1")["status"] == "Queued");
}

TEST_CASE("eryph api: wrong requests get problems") {
  struct Row {
    const char* method;
    const char* path;
    const char* body;
    int status;
    const char* key;
  };
  const Row rows[] = {
      {"GET", "/compute/v1/operations/5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10", "", 404, ""},
      {"GET", "/compute/v1/operations/..", "", 404, ""},
      {"GET", "/compute/v1/operations/%00", "", 404, ""},
      {"POST", "/compute/v1/operations/5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10/cancel", "", 404, ""},
      {"GET", "/", "", 404, ""},
      {"GET", "", "", 404, ""},
      {"PUT", "/compute/v1/catlets/5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10/start", "", 404, ""},
      {"POST", "/compute/v1/catlets", "", 415, ""},
      {"POST", "/compute/v1/catlets", "{", 400, "$"},
      {"POST", "/compute/v1/catlets", "{}", 400, "$.configuration"},
      {"POST", "/compute/v1/catlets", R"({"configuration":[]})", 400, "$.configuration"},
      {"POST", "/compute/v1/catlets", R"({"configuration":{"name":"a b"}})", 400, "$.configuration.name"},
      {"POST", "/compute/v1/catlets", R"({"configuration":{"name":7}})", 400, "$.configuration.name"},
      {"POST", "/compute/v1/catlets", R"({"configuration":{"cpu":{"count":0}}})", 400, "$.configuration.cpu.count"},
      {"POST", "/compute/v1/catlets", R"({"configuration":{},"correlation_id":"x"})", 400, "$.correlation_id"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.body);
    Server server;
    const auto answer = server.send(row.method, row.path, row.body);
    CHECK(answer.status == row.status);
    CHECK(answer.content_type == "application/problem+json");
    const auto problem = Json::parse(answer.body);
    CHECK(problem["status"] == row.status);
    CHECK(problem.contains("traceId"));
    if (*row.key != '\0') CHECK(problem["errors"].contains(row.key));
  }
}

TEST_CASE("eryph api: both forms of the log time are understood, others refused") {
  Server server;
  const std::string id = server.create("web1")["id"];
  const auto path = "/compute/v1/operations/" + id;
  server.elapsed = 10s;
  server.query = {{"expand", "logs"}, {"log_time_stamp", "2026-03-01 08:00:05 +0000"}};
  const auto ruby = server.get(path)["log_entries"].size();
  server.query["log_time_stamp"] = "2026-03-01T08:00:05.0000000+00:00";
  CHECK(server.get(path)["log_entries"].size() == ruby);
  CHECK(ruby > 0);
  CHECK(ruby < 20);
  server.query["log_time_stamp"] = "yesterday";
  CHECK(server.send("GET", path).status == 400);
}

TEST_CASE("eryph api: the token is demanded everywhere but at the request log") {
  EryphApiOptions options;
  options.token = "secret-1";
  Server server(options);
  const auto refused = server.send("GET", "/compute/v1/version");
  CHECK(refused.status == 401);
  CHECK(header(refused, "WWW-Authenticate") == "Bearer");
  server.authorization = "Bearer secret-2";
  CHECK(server.send("GET", "/compute/v1/version").status == 401);
  server.authorization = "Bearer secret-1";
  CHECK(server.get("/compute/v1/version")["latest_version"]["minor"] == 2);
  server.authorization.clear();
  const auto seen = server.send("GET", "/emulator/requests");
  CHECK(seen.body.find("secret") == std::string::npos);
  CHECK(Json::parse(seen.body)["counts"]["version"] == 3);
  CHECK(server.send("DELETE", "/emulator/requests").status == 204);
  CHECK(server.api.requests().empty());
}

TEST_CASE("eryph api: a start that meets a damaged answer was still carried out, a refused one was not") {
  struct Row {
    const char* fault;
    std::size_t operations;
  };
  const Row rows[] = {{"reset,on=start,from=1", 1}, {"silence,on=start,from=1", 1}, {"empty,on=start,from=1", 1},
                      {"503,on=start,from=1", 0},   {"429,on=start,from=1", 0},     {"html,on=start,from=1", 0}};
  for (const auto& row : rows) {
    CAPTURE(row.fault);
    EryphApiOptions options;
    options.faults = {parse_fault(row.fault).value()};
    Server server(options);
    server.send("POST", "/compute/v1/catlets", R"({"configuration":{}})");
    CHECK(server.api.operations() == row.operations);
  }
}

TEST_CASE("eryph api: Retry-After as a date is never too early") {
  EryphApiOptions options;
  options.faults = {parse_fault("429-date,on=version,from=1,retry-after=2").value()};
  Server server(options);
  server.elapsed = 1ms;
  CHECK(header(server.send("GET", "/compute/v1/version"), "Retry-After") == "Sun, 01 Mar 2026 08:00:03 GMT");
}

TEST_CASE("eryph api: final operations are forgotten after the retention, and early when there are too many") {
  EryphApiOptions options;
  options.limits = {1min, 10};
  Server server(options);
  const std::string id = server.create("web1")["id"];
  server.elapsed = 67s;
  CHECK(server.send("GET", "/compute/v1/operations/" + id).status == 200);
  server.elapsed = 69s;
  CHECK(server.send("GET", "/compute/v1/operations/" + id).status == 404);
  for (int i = 0; i < 50; ++i) server.create("many" + std::to_string(i));
  server.elapsed = 80s;
  server.get("/compute/v1/version");
  CHECK(server.api.operations() == 10);
}

}  // namespace eryph_api_test
