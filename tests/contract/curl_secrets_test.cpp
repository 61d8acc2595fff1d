// SPDX-License-Identifier: MIT
#include "curl_fixture.hpp"
#include "system/private_file.hpp"

using namespace optrack;
using namespace optrack::test;
using Seen = HttpServer::Seen;

namespace {

Endpoint with_credential(const std::string& address, Credential::Kind kind, std::string source) {
  Endpoint endpoint = make_endpoint("p", address).value();
  endpoint.credential = {kind, std::move(source), ""};
  return endpoint;
}

/// Redirects "/go" to the address it is given, and answers everything else.
struct Redirecting {
  explicit Redirecting(std::string to, int with_status = 302) : location(std::move(to)), status(with_status) {}

  std::string location;
  int status;
  HttpServer server{[this](const Seen& seen) {
    if (seen.target != "/go") return http_reply(200, seen.method + " " + seen.target + " " + seen.body);
    return http_reply(status, "", {{"Location", location}});
  }};
};

}  // namespace

TEST_CASE("curl: tokens come from a file, a variable or a command, passwords from a file") {
  const Folder folder;
  REQUIRE(write_private_file(folder / "token", "  from-file\n").has_value());
  setenv("OPTRACK_TEST_TOKEN", "from-variable", 1);
  struct Row {
    Credential credential;
    const char* want;
  };
  const Row rows[] = {
      {{Credential::Kind::token_file, folder / "token", ""}, "Bearer from-file"},
      {{Credential::Kind::token_variable, "OPTRACK_TEST_TOKEN", ""}, "Bearer from-variable"},
      {{Credential::Kind::token_command, "printf 'from-%s' command", ""}, "Bearer from-command"},
      {{Credential::Kind::basic, "user", folder / "token"}, "Basic dXNlcjogIGZyb20tZmlsZQ=="},
      {{}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.want);
    HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
    Endpoint endpoint = make_endpoint("p", server.url()).value();
    endpoint.credential = row.credential;
    CurlClient client{endpoint};
    REQUIRE(client.get("/").has_value());
    CHECK(server.seen()[0].header("Authorization") == row.want);
  }
  unsetenv("OPTRACK_TEST_TOKEN");
}

TEST_CASE("curl: a secret that cannot be had is an error that says where it was looked for") {
  const Folder folder;
  REQUIRE(write_private_file(folder / "two", "one\ntwo").has_value());
  REQUIRE(write_private_file(folder / "empty", "\n").has_value());
  struct Row {
    Credential::Kind kind;
    std::string source;
    ErrorKind want;
    const char* says;
  };
  const Row rows[] = {
      {Credential::Kind::token_file, folder / "none", ErrorKind::local, "no such file"},
      {Credential::Kind::token_file, folder / "two", ErrorKind::denied, "not one token"},
      {Credential::Kind::token_file, folder / "empty", ErrorKind::denied, "no token in"},
      {Credential::Kind::token_variable, "OPTRACK_NOT_SET", ErrorKind::denied, "OPTRACK_NOT_SET is not set"},
      {Credential::Kind::token_command, "echo hidden; exit 3", ErrorKind::denied, "status 3"},
  };
  HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
  for (const Row& row : rows) {
    CAPTURE(row.source);
    CurlClient client{with_credential(server.url(), row.kind, row.source)};
    const auto answer = client.get("/");
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == row.want);
    CHECK(answer.error().message.find(row.says) != std::string::npos);
    CHECK(answer.error().message.find("hidden") == std::string::npos);
  }
  CHECK(server.seen().empty());
}

TEST_CASE("curl: secrets never go over plain http beyond loopback") {
  HttpServer proxy{[](const Seen&) { return http_reply(200, ""); }};
  setenv("http_proxy", proxy.url().c_str(), 1);
  CurlClient client{with_credential("http://server.test", Credential::Kind::token_command, "echo token")};

  const auto answer = client.get("/");
  unsetenv("http_proxy");

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::denied);
  CHECK(answer.error().message.find("use https") != std::string::npos);
  CHECK(proxy.seen().empty());
}

TEST_CASE("curl: a target on another origin gets no secret and no headers of the caller") {
  HttpServer other{[](const Seen&) { return http_reply(200, ""); }};
  HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
  CurlClient client{with_credential(server.url(), Credential::Kind::token_command, "echo token")};

  REQUIRE(
      client.ask({.target = other.url() + "/x", .headers = {{"X-Api-Key", "k"}, {"Range", "bytes=0-"}}}).has_value());
  REQUIRE(client.get(server.url() + "/y").has_value());

  CHECK(other.seen()[0].header("Authorization").empty());
  CHECK(other.seen()[0].header("X-Api-Key").empty());
  CHECK(other.seen()[0].header("Range") == "bytes=0-");
  CHECK(server.seen()[0].header("Authorization") == "Bearer token");
}

TEST_CASE("curl: redirects within the origin are followed with the secret") {
  Redirecting redirecting{"/there?x=1"};
  CurlClient client{with_credential(redirecting.server.url(), Credential::Kind::token_command, "echo token")};

  const auto answer = client.get("/go");

  REQUIRE(answer.has_value());
  CHECK(answer->body == "GET /there?x=1 ");
  CHECK(answer->url == redirecting.server.url() + "/there?x=1");
  CHECK(redirecting.server.seen()[1].header("Authorization") == "Bearer token");
}

TEST_CASE("curl: a redirect to another origin is followed only when asked, and without secrets, also on the way back") {
  std::string back;
  HttpServer other{[&back](const Seen&) { return http_reply(302, "", {{"Location", back + "/inner"}}); }};
  Redirecting redirecting{other.url() + "/away?sig=1"};
  back = redirecting.server.url();
  CurlClient client{with_credential(redirecting.server.url(), Credential::Kind::token_command, "echo token")};

  const auto refused = client.get("/go");
  CHECK(other.seen().empty());
  const auto followed = client.ask({.target = "/go", .headers = {{"X-Api-Key", "k"}}, .leave_origin = true});

  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::protocol);
  CHECK(refused.error().message.find(other.url()) != std::string::npos);
  CHECK(refused.error().message.find("sig") == std::string::npos);
  REQUIRE(followed.has_value());
  CHECK(followed->body == "GET /inner ");
  CHECK(other.seen()[0].header("Authorization").empty());
  CHECK(other.seen()[0].header("X-Api-Key").empty());
  CHECK(redirecting.server.seen().back().header("Authorization").empty());
}

TEST_CASE("curl: a POST becomes a GET by 303 and is never sent again otherwise") {
  Redirecting see_other{"/there", 303};
  CurlClient follows{see_other.server.url()};
  CHECK(follows.ask({.method = "POST", .target = "/go", .body = "{}"})->body == "GET /there ");

  for (const int status : {301, 302, 307, 308}) {
    CAPTURE(status);
    Redirecting redirecting{"/there", status};
    CurlClient client{redirecting.server.url()};
    const auto answer = client.ask({.method = "POST", .target = "/go", .body = "{}"});
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == ErrorKind::protocol);
    CHECK(answer.error().http_status == status);
    CHECK(redirecting.server.seen().size() == 1);
  }
}

TEST_CASE("curl: a circle of redirects ends") {
  Redirecting redirecting{"/go"};
  CurlClient client{redirecting.server.url()};

  CHECK(client.get("/go").error().message.find("more than 5 times") != std::string::npos);
  CHECK(redirecting.server.seen().size() == 6);
}

TEST_CASE("curl: redirects never lead to files or other protocols") {
  for (const char* location : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "data:,x"}) {
    CAPTURE(location);
    Redirecting redirecting{location};
    CurlClient client{redirecting.server.url()};
    const auto answer = client.ask({.target = "/go", .leave_origin = true});
    const bool stayed = !answer || answer->url.starts_with(redirecting.server.url());
    CHECK(stayed);
  }
}

TEST_CASE("curl: after a 401 the token is read again, once, and the request repeated if it is new") {
  const Folder folder;
  REQUIRE(write_private_file(folder / "token", "old").has_value());
  HttpServer server{
      [](const Seen& seen) { return http_reply(seen.header("Authorization") == "Bearer new" ? 200 : 401, seen.body); }};
  CurlClient client{with_credential(server.url(), Credential::Kind::token_file, folder / "token")};

  CHECK(client.get("/")->status == 401);
  CHECK(server.seen().size() == 1);

  CurlClient fresh{with_credential(server.url(), Credential::Kind::token_command, "cat " + (folder / "token"))};
  std::vector<int> statuses;
  for (int request = 0; request < 3; ++request) {
    fresh.transport->send(
        {.provider = "p", .method = "POST", .target = "/", .body = "{}"},
        [&statuses](const Result<Response>& result) { statuses.push_back(result ? result->status : 0); });
  }
  fresh.transport->wait(fresh.clock.now());  // The old token is read here.
  REQUIRE(write_private_file(folder / "token", "new").has_value());
  while (statuses.size() < 3) fresh.transport->wait(fresh.clock.now() + std::chrono::seconds{5});

  CHECK(statuses == std::vector{200, 200, 200});
  CHECK(server.seen().size() == 1 + 6);
  CHECK(server.seen().back().body == "{}");
}

TEST_CASE("curl: no name, no secret: a request without provider goes to its address alone") {
  HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
  CurlClient client{with_credential(server.url(), Credential::Kind::token_command, "echo token")};
  std::optional<Result<Response>> answer;

  client.transport->send({.target = server.url() + "/x"},
                         [&answer](Result<Response> result) { answer = std::move(result); });
  while (!answer) client.transport->wait(client.clock.now() + std::chrono::seconds{5});

  REQUIRE(answer->has_value());
  CHECK(server.seen()[0].header("Authorization").empty());
}
