// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/curl_transport.hpp"
#include "support/http_server.hpp"
#include "system/system_clock.hpp"

namespace optrack::test {

/// A folder of its own for one test.
struct Folder {
  Folder() { REQUIRE(mkdtemp(name.data()) != nullptr); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(name, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& entry) const { return name + "/" + entry; }

  std::string name = "/tmp/optrack-test-XXXXXX";
};

/// Endpoint "p" with a libcurl transport.
struct CurlClient {
  explicit CurlClient(Endpoint endpoint, TransportOptions options = {})
      : transport(make_curl_transport(options, {std::move(endpoint)}, clock)) {}
  explicit CurlClient(const std::string& address, TransportOptions options = {})
      : CurlClient(make_endpoint("p", address).value(), options) {}

  /// Sends and waits, at most 10 s.
  Result<Response> ask(Request request) {
    std::optional<Result<Response>> answer;
    request.provider = "p";
    transport->send(std::move(request), [&answer](Result<Response> result) { answer = std::move(result); });
    const Instant limit = clock.now() + std::chrono::seconds{10};
    while (!answer && clock.now() < limit) transport->wait(limit);
    REQUIRE(answer.has_value());
    return *std::move(answer);
  }
  Result<Response> get(std::string target) { return ask({.target = std::move(target)}); }

  SystemClock clock;
  std::unique_ptr<Transport> transport;
};

}  // namespace optrack::test
