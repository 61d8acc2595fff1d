// SPDX-License-Identifier: MIT
#include <httplib.h>

#include <set>

#include "curl_fixture.hpp"
#include "support/certificate.hpp"
#include "support/http2_server.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

Endpoint endpoint_of(const std::string& url, const std::string& cacert) {
  Endpoint endpoint = make_endpoint("p", url).value();
  endpoint.cacert = cacert;
  return endpoint;
}

/// Sends `count` requests at once. \return How many were answered well.
std::size_t ask_at_once(CurlClient& client, std::size_t count) {
  std::size_t answered = 0;
  std::size_t well = 0;
  for (std::size_t i = 0; i < count; ++i) {
    client.transport->send({.provider = "p", .target = "/a?n=" + std::to_string(i)}, [&](Result<Response> answer) {
      ++answered;
      well += answer && answer->status == 200 && answer->body == "hello" ? 1 : 0;
    });
  }
  const Instant limit = client.clock.now() + 10s;
  while (answered < count && client.clock.now() < limit) client.transport->wait(limit);
  return well;
}

}  // namespace

TEST_CASE("curl: a server that speaks HTTP/2 is spoken to in it, over one connection") {
  const Http2Server server;  // knows nothing else
  server.serve("a", "hello");
  CurlClient client{endpoint_of(server.url(), server.cacert())};

  for (int request = 0; request < 5; ++request) {
    const auto answer = client.get("/a");
    REQUIRE_MESSAGE(answer, answer.error().message);
    CHECK(answer->status == 200);
    CHECK(answer->body == "hello");
    CHECK(answer->complete);
  }
  CHECK(client.get("/none")->status == 404);
  CHECK(server.requests() == 6);
  CHECK(server.connections() == 1);

  CHECK(ask_at_once(client, 30) == 30);
  CHECK(server.requests() == 36);
  CHECK(server.connections() == 1);
}

TEST_CASE("curl: many first requests at once wait for the one HTTP/2 connection") {
  const Http2Server server;
  server.serve("a", "hello");
  CurlClient client{endpoint_of(server.url(), server.cacert())};
  CHECK(ask_at_once(client, 30) == 30);
  CHECK(server.connections() == 1);
}

TEST_CASE("curl: a server that offers no HTTP/2 is spoken to in HTTP/1.1, and its connection is kept as well") {
  const Certificate certificate;
  httplib::SSLServer server{certificate.file.c_str(), certificate.key.c_str()};
  server.new_task_queue = [] { return new httplib::ThreadPool(2); };
  std::mutex mutex;
  std::set<std::string> versions;
  std::set<int> connections;
  server.Get("/a", [&](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock{mutex};
    versions.insert(request.version);
    connections.insert(request.remote_port);
    response.set_content("hello", "text/plain");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread{[&server] { server.listen_after_bind(); }};
  REQUIRE(within(10s, [&server] { return server.is_running(); }));
  {
    CurlClient client{endpoint_of("https://127.0.0.1:" + std::to_string(port), certificate.file)};
    for (int request = 0; request < 4; ++request) CHECK(client.get("/a")->body == "hello");
  }
  server.stop();
  thread.join();
  CHECK(versions == std::set<std::string>{"HTTP/1.1"});
  CHECK(connections.size() == 1);
}
