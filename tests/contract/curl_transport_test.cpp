// SPDX-License-Identifier: MIT
#include <sys/eventfd.h>

#include "curl_fixture.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Seen = HttpServer::Seen;
using Reply = HttpServer::Reply;

TEST_CASE("curl: connections are kept between requests") {
  HttpServer server{[](const Seen&) { return http_reply(200, "ok"); }};
  CurlClient client{server.url()};

  for (int request = 0; request < 5; ++request) CHECK(client.get("/")->status == 200);

  CHECK(server.connections() == 1);
}

TEST_CASE("curl: the address of an answer is absolute, below the base, and headers are found in any case") {
  HttpServer server{[](const Seen& seen) { return http_reply(200, seen.header("user-agent"), {{"X-Thing", " 7 "}}); }};
  CurlClient client{server.url() + "/base/"};

  const auto answer = client.get("/x?y=1");

  REQUIRE(answer.has_value());
  CHECK(answer->url == server.url() + "/base/x?y=1");
  CHECK(answer->header("x-thing") == "7");
  CHECK(answer->body.starts_with("optrack/"));
}

TEST_CASE("curl: a body that ends early is an incomplete answer") {
  struct Row {
    const char* why;
    Reply reply;
  };
  const Row rows[] = {
      {"shorter than announced", {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", Reply::Then::close}},
      {"chunk missing", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", Reply::Then::close}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    HttpServer server{[&row](const Seen&) { return row.reply; }};
    CurlClient client{server.url()};
    const auto answer = client.get("/");
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK_FALSE(answer->complete);
    CHECK(answer->body == "{\"a\":");
  }
}

TEST_CASE("curl: no answer has a kind and names the place, not the query") {
  struct Row {
    const char* why;
    Reply reply;
    ErrorKind want;
  };
  const Row rows[] = {
      {"closed without a byte", {"", Reply::Then::close}, ErrorKind::unreachable},
      {"reset without a byte", {"", Reply::Then::reset}, ErrorKind::unreachable},
      {"silence", {"", Reply::Then::keep}, ErrorKind::timeout},
      {"silence in the middle",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Reply::Then::keep},
       ErrorKind::timeout},
      {"not HTTP", {"220 mail.test ESMTP ready\r\n", Reply::Then::close}, ErrorKind::protocol},
      {"cut inside the headers", {"HTTP/1.1 200 OK\r\nContent-Le", Reply::Then::reset}, ErrorKind::unreachable},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    HttpServer server{[&row](const Seen&) { return row.reply; }};
    CurlClient client{server.url()};
    const auto answer = client.ask({.target = "/x?sig=secret", .timeout = 200ms});
    REQUIRE_FALSE(answer.has_value());
    CAPTURE(answer.error().message);
    CHECK(answer.error().kind == row.want);
    CHECK(answer.error().message.find("127.0.0.1:" + std::to_string(server.port())) != std::string::npos);
    CHECK(answer.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("curl: nobody listening is unreachable") {
  std::string address;
  {
    address = HttpServer{[](const Seen&) { return http_reply(200, ""); }}.url();
  }
  CurlClient client{address};

  const auto answer = client.get("/");

  CHECK(answer.error().kind == ErrorKind::unreachable);
  CHECK(answer.error().message.find("connection refused") != std::string::npos);
}

TEST_CASE("curl: bodies are limited after decompression, to the byte") {
  // 5000 times 'a', as gzip makes it.
  const std::string_view packed{
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac\xeb\x5f\xc2\x14\x7e\x40\x01\x00"
      "\x00\x00\x00\x6f\x03\x76\x59\xf4\x4c\x88\x13\x00\x00",
      41};
  HttpServer server{[packed](const Seen& seen) {
    if (seen.target == "/packed") return http_reply(200, packed, {{"Content-Encoding", "gzip"}});
    return http_reply(200, std::string(seen.target == "/fits" ? 1000 : 1001, 'a'));
  }};
  TransportOptions options;
  options.body_limit = 1000;
  CurlClient client{server.url(), options};

  CHECK(client.get("/fits")->body.size() == 1000);
  for (const char* target : {"/over", "/packed"}) {
    const auto answer = client.get(target);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == ErrorKind::protocol);
    CHECK(answer.error().message.find("larger than 1000 bytes") != std::string::npos);
  }
  CHECK(CurlClient{server.url()}.get("/packed")->body == std::string(5000, 'a'));
}

TEST_CASE("curl: endless headers end in a protocol error") {
  struct Row {
    const char* why;
    std::string line;
    int count;
  };
  const Row rows[] = {{"many", "X: y\r\n", 5000}, {"long", "X: " + std::string(90'000, 'y') + "\r\n", 4}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    std::string bytes = "HTTP/1.1 200 OK\r\n";
    for (int line = 0; line < row.count; ++line) bytes += row.line;
    HttpServer server{[&bytes](const Seen&) { return Reply{bytes + "\r\n", Reply::Then::close}; }};
    CurlClient client{server.url()};
    const auto answer = client.get("/");
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == ErrorKind::protocol);
  }
}

TEST_CASE("curl: interim answers are not the answer") {
  HttpServer server{[](const Seen&) {
    Reply reply = http_reply(200, "ok", {{"B", "2"}});
    reply.bytes.insert(0, "HTTP/1.1 103 Early Hints\r\nA: 1\r\n\r\n");
    return reply;
  }};
  CurlClient client{server.url()};

  const auto answer = client.get("/");

  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK_FALSE(answer->header("A").has_value());
  CHECK(answer->header("B") == "2");
}

TEST_CASE("curl: a POST is sent once, also when a kept connection is closed on it") {
  HttpServer server{[](const Seen& seen) {
    return seen.method == "POST" ? Reply{"", Reply::Then::close} : http_reply(200, "");
  }};
  CurlClient client{server.url()};

  REQUIRE(client.get("/").has_value());
  const auto answer = client.ask({.method = "POST", .target = "/start", .body = "{}"});

  CHECK(answer.error().kind == ErrorKind::unreachable);
  CHECK(server.seen().size() == 2);
}

TEST_CASE("curl: says when nothing of a request was sent, and only then") {
  HttpServer server{[](const Seen& seen) {
    if (seen.target == "/see-other") return http_reply(303, "", {{"Location", "http://127.0.0.1:1/"}});
    return Reply{"", Reply::Then::close};
  }};
  struct Row {
    const char* why;
    std::string base, target;
    bool not_sent;
  };
  const Row rows[] = {{"nobody listens", "http://127.0.0.1:1", "/", true},
                      {"no such host", "http://no-such-host.invalid", "/", true},
                      {"closed without an answer", server.url(), "/", false},
                      {"done, and the way on is closed", server.url(), "/see-other", false}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CurlClient client{row.base};
    const auto answer = client.ask({.method = "POST", .target = row.target, .body = "{}", .leave_origin = true});
    REQUIRE(!answer.has_value());
    CHECK(answer.error().not_sent == row.not_sent);
  }
}

TEST_CASE("curl: headers cannot smuggle lines or change where a message ends") {
  HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
  CurlClient client{server.url()};
  const Header rows[] = {{"X", "a\r\nAuthorization: b"},
                         {"X", "a\nb"},
                         {"X\r\nY", "a"},
                         {"X:", "a"},
                         {"", "a"},
                         {"Host", "evil"},
                         {"content-length", "0"},
                         {"Transfer-Encoding", "chunked"}};
  for (const Header& header : rows) {
    CAPTURE(header.name);
    CHECK(client.ask({.target = "/", .headers = {header}}).error().kind == ErrorKind::usage);
  }
  CHECK(client.ask({.target = "/a\r\nX: y"}).error().kind == ErrorKind::protocol);
  CHECK(client.ask({.method = "G\r\nX", .target = "/"}).error().kind == ErrorKind::usage);
  CHECK(server.seen().empty());
}

TEST_CASE("curl: own headers, empty ones too, and the type of a body arrive") {
  HttpServer server{[](const Seen&) { return http_reply(200, ""); }};
  CurlClient client{server.url()};

  REQUIRE(client.ask({.method = "POST", .target = "/", .headers = {{"X-A", "1"}}, .body = "{}"}).has_value());
  REQUIRE(client.ask({.method = "POST", .target = "/", .headers = {{"Content-Type", "text/plain"}}}).has_value());

  const std::vector<Seen> seen = server.seen();
  CHECK(seen[0].header("X-A") == "1");
  CHECK(seen[0].header("Content-Type") == "application/json");
  CHECK(seen[1].header("Content-Type") == "text/plain");
  CHECK(seen[1].header("Content-Length") == "0");
  CHECK(seen[1].header("Expect").empty());
}

TEST_CASE("curl: wait comes back when the descriptor to wake on is readable, with and without requests") {
  HttpServer server{[](const Seen&) { return Reply{}; }};
  CurlClient client{server.url()};
  const UniqueFd wake{eventfd(1, EFD_CLOEXEC)};
  client.transport->wake_on(wake.get());
  const Instant begin = client.clock.now();

  client.transport->wait(begin + 5s);
  client.transport->send({.provider = "p", .target = "/"}, [](const Result<Response>&) {});
  client.transport->wait(begin + 5s);
  CHECK(client.clock.now() - begin < 4s);

  client.transport->wake_on(-1);
  client.transport->wait(client.clock.now() + 20ms);
}

TEST_CASE("curl: a thousand requests at once are all answered, over few connections") {
  HttpServer server{[](const Seen& seen) { return http_reply(200, seen.target); }};
  TransportOptions options;
  options.max_connections = 16;
  CurlClient client{server.url(), options};
  int right = 0;
  for (int request = 0; request < 1000; ++request) {
    const std::string target = "/" + std::to_string(request);
    client.transport->send({.provider = "p", .target = target}, [&right, target](const Result<Response>& result) {
      right += result && result->body == target ? 1 : 0;
    });
  }

  const Instant limit = client.clock.now() + 30s;
  while (right < 1000 && client.clock.now() < limit) client.transport->wait(limit);

  CHECK(right == 1000);
  CHECK(server.connections() <= 16);
}

TEST_CASE("curl: unix sockets, never through a proxy") {
  const Folder folder;
  HttpServer server{[](const Seen& seen) { return http_reply(200, seen.target + " " + seen.header("Host")); },
                    folder / "s"};
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  CurlClient client{"unix:" + (folder / "s") + ":/base"};

  const auto answer = client.get("/1.0/operations");
  unsetenv("http_proxy");
  unsetenv("all_proxy");

  REQUIRE(answer.has_value());
  CHECK(answer->body == "/base/1.0/operations localhost");
}

TEST_CASE("curl: other hosts go through the proxy of the environment") {
  HttpServer proxy{[](const Seen& seen) { return http_reply(200, seen.target); }};
  setenv("http_proxy", proxy.url().c_str(), 1);
  CurlClient client{"http://server.test"};

  const auto answer = client.get("/x");
  unsetenv("http_proxy");

  REQUIRE(answer.has_value());
  CHECK(answer->body == "http://server.test/x");
}

TEST_CASE("curl: what is meant for loopback does not take the proxy") {
  HttpServer proxy{[](const Seen&) { return http_reply(200, "proxy"); }};
  HttpServer server{[](const Seen&) { return http_reply(200, "direct"); }};
  setenv("http_proxy", proxy.url().c_str(), 1);

  const auto answer = CurlClient{server.url()}.get("/x");
  unsetenv("http_proxy");

  REQUIRE(answer.has_value());
  CHECK(answer->body == "direct");
  CHECK(proxy.seen().empty());
}
