// SPDX-License-Identifier: MIT
#include <httplib.h>

#include "curl_fixture.hpp"
#include "support/certificate.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

/// An https server; with `client_ca` it asks for client certificates signed by it.
struct TlsServer {
  explicit TlsServer(const Certificate& certificate, const char* client_ca = nullptr)
      : server(certificate.file.c_str(), certificate.key.c_str(), client_ca) {
    server.new_task_queue = [] { return new httplib::ThreadPool(2); };
    server.Get("/", [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock{mutex};
      seen = request.get_header_value("Authorization");
      response.set_content("secure", "text/plain");
    });
    port = server.bind_to_any_port("127.0.0.1");
    thread = std::thread([this] { server.listen_after_bind(); });
    REQUIRE(within(std::chrono::seconds{10}, [this] { return server.is_running(); }));
  }
  ~TlsServer() {
    server.stop();
    thread.join();
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  [[nodiscard]] Endpoint endpoint() const {
    return make_endpoint("p", "https://127.0.0.1:" + std::to_string(port)).value();
  }

  [[nodiscard]] std::string authorization() {
    const std::lock_guard lock{mutex};
    return seen;
  }

  httplib::SSLServer server;
  int port = 0;
  std::mutex mutex;
  std::string seen;
  std::thread thread;
};

}  // namespace

TEST_CASE("curl: a certificate nobody vouches for is refused, and the way out is named") {
  const Certificate certificate;
  TlsServer server{certificate};
  Endpoint endpoint = server.endpoint();
  endpoint.credential = {Credential::Kind::token_command, "echo token", ""};
  CurlClient client{endpoint};

  const auto answer = client.get("/");

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::protocol);
  CHECK(answer.error().message.find("is self-signed; use --cacert FILE or, knowing the risk, --insecure") !=
        std::string::npos);
  CHECK(server.authorization().empty());
}

TEST_CASE("curl: a trusted certificate, or none wanted, gets through with the token") {
  const Certificate certificate;
  TlsServer server{certificate};
  Endpoint trusting = server.endpoint();
  trusting.credential = {Credential::Kind::token_command, "echo token", ""};
  trusting.cacert = certificate.file;
  Endpoint careless = server.endpoint();
  careless.insecure = true;

  CHECK(CurlClient{trusting}.get("/")->body == "secure");
  CHECK(server.authorization() == "Bearer token");
  CHECK(CurlClient{careless}.get("/")->body == "secure");
}

TEST_CASE("curl: a certificate for another host is refused though trusted") {
  const Certificate certificate{"DNS:other.test"};
  TlsServer server{certificate};
  Endpoint endpoint = server.endpoint();
  endpoint.cacert = certificate.file;

  const auto answer = CurlClient{endpoint}.get("/");

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::protocol);
  CHECK(answer.error().message.find("not valid for this host") != std::string::npos);
}

TEST_CASE("curl: an unreadable file of trusted certificates is local trouble") {
  const Certificate certificate;
  TlsServer server{certificate};
  Endpoint endpoint = server.endpoint();
  endpoint.cacert = certificate.folder.path() / "none.pem";

  const auto answer = CurlClient{endpoint}.get("/");

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::local);
  CHECK(answer.error().message.find("none.pem") != std::string::npos);
}

TEST_CASE("curl: a client certificate is shown to its own server") {
  const Certificate certificate;
  TlsServer server{certificate, certificate.file.c_str()};
  Endpoint endpoint = server.endpoint();
  endpoint.cacert = certificate.file;
  CHECK_FALSE(CurlClient{endpoint}.get("/").has_value());

  endpoint.client_certificate = certificate.file;
  endpoint.client_key = certificate.key;

  CHECK(CurlClient{endpoint}.get("/")->body == "secure");
}

TEST_CASE("curl: https to a server that speaks plain http says so") {
  httplib::Server plain;
  const int port = plain.bind_to_any_port("127.0.0.1");
  std::thread thread{[&plain] { plain.listen_after_bind(); }};
  REQUIRE(within(std::chrono::seconds{10}, [&plain] { return plain.is_running(); }));

  const auto answer = CurlClient{"https://127.0.0.1:" + std::to_string(port)}.get("/");
  plain.stop();
  thread.join();

  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::protocol);
  CHECK(answer.error().message.find("does it speak https?") != std::string::npos);
}
