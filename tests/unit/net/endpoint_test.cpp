// SPDX-License-Identifier: MIT
#include "net/endpoint.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("endpoint: addresses become base, socket and origin") {
  struct Row {
    const char* why;
    const char* address;
    const char* base;
    const char* socket;
  };
  const Row rows[] = {
      {"plain", "https://api.test", "https://api.test/", ""},
      {"usual port is left out", "https://api.test:443/x", "https://api.test/x", ""},
      {"other port", "http://api.test:8080/x/", "http://api.test:8080/x/", ""},
      {"host in lower case", "https://API.Test/X", "https://api.test/X", ""},
      {"IPv6", "https://[::1]:8443/", "https://[::1]:8443/", ""},
      {"fragment is dropped", "https://api.test/x#y", "https://api.test/x", ""},
      {"unix", "unix:/run/lxd.socket", "http://localhost/", "/run/lxd.socket"},
      {"unix with two slashes", "unix:///run/lxd.socket", "http://localhost/", "/run/lxd.socket"},
      {"unix with a base", "unix:/run/lxd.socket:/1.0", "http://localhost/1.0", "/run/lxd.socket"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto endpoint = make_endpoint("p", row.address);
    REQUIRE(endpoint.has_value());
    CHECK(endpoint->base.text() == row.base);
    CHECK(endpoint->socket == row.socket);
  }
}

TEST_CASE("endpoint: what cannot be a provider's address is a usage error without the address's secrets") {
  const std::string long_path(200, 'x');
  const std::string rows[] = {"",
                              "api.test",
                              "ftp://api.test",
                              "file:///etc/passwd",
                              "https://",
                              "https://user:hunter2@api.test",
                              "https://api.test/?token=hunter2",
                              "https://api.test/\r\nX: y",
                              "https://api.test:99999/",
                              "unix:relative",
                              "unix:",
                              "unix:/s:base",
                              "unix:/s:@evil/x",
                              "unix:/s:8080/x",
                              "unix:/" + long_path};
  for (const std::string& address : rows) {
    CAPTURE(address);
    const auto endpoint = make_endpoint("p", address);
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error().kind == ErrorKind::usage);
    CHECK(endpoint.error().message.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("endpoint: targets are appended to the base, absolute ones are kept") {
  struct Row {
    const char* why;
    const char* base;
    const char* target;
    const char* want;
  };
  const Row rows[] = {
      {"path", "https://api.test", "/v1/x", "https://api.test/v1/x"},
      {"below a base", "https://api.test/compute/", "/v1/x", "https://api.test/compute/v1/x"},
      {"without slash", "https://api.test/compute", "v1/x?y=1", "https://api.test/compute/v1/x?y=1"},
      {"query alone", "https://api.test/compute", "?y=1", "https://api.test/compute?y=1"},
      {"nothing", "https://api.test/compute", "", "https://api.test/compute"},
      {"absolute", "https://api.test/compute", "https://other.test/x", "https://other.test/x"},
      {"address in a query is no address", "https://api.test", "/x?u=http://y/", "https://api.test/x?u=http://y/"},
      {"two slashes name no host", "https://api.test", "//evil.test/x", "https://api.test//evil.test/x"},
      {"an at sign names no host", "https://api.test", "@evil.test/x", "https://api.test/@evil.test/x"},
      {"user names are dropped", "https://api.test", "https://u:p@api.test/x", "https://api.test/x"},
      {"unix", "unix:/run/s", "/1.0/operations/7", "http://localhost/1.0/operations/7"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto url = resolve(make_endpoint("p", row.base).value(), row.target);
    REQUIRE(url.has_value());
    CHECK(url->text() == row.want);
  }
  CHECK(resolve(make_endpoint("p", "https://api.test").value(), "gopher://x/").error().kind == ErrorKind::protocol);
  CHECK(resolve(make_endpoint("p", "https://api.test").value(), std::string(20'000, 'x')).error().kind ==
        ErrorKind::protocol);
}

TEST_CASE("endpoint: the short way for plain targets gives what libcurl makes of the whole address") {
  const Endpoint endpoint = make_endpoint("p", "https://api.test:8443/compute").value();
  for (const char* target :
       {"/v1/operations/4711?expand=logs,tasks&log_time_stamp=2025-06-01T10%3a00%3A00.5Z", "/a//b", "/a/../b", "/a/./b",
        "/a/%2e%2e/b", "/a?", "/a?x=/../y", "/a b", "/a#f", "/a?b?c", "/ü", "/.", "/a/..", "/a%20b", "/a?b=%zz", "/"}) {
    CAPTURE(target);
    const auto url = resolve(endpoint, target);
    const auto whole = parse_url(std::string{"https://api.test:8443/compute"} + target);
    REQUIRE(url.has_value() == whole.has_value());
    if (url) CHECK(url->text() == whole->text());
  }
}

TEST_CASE("endpoint: loopback is what cannot leave the machine") {
  struct Row {
    const char* why;
    const char* address;
    bool want;
  };
  const Row rows[] = {
      {"name", "http://localhost:80/", true},
      {"address", "http://127.0.0.1/", true},
      {"whole network", "http://127.9.9.9/", true},
      {"IPv6", "http://[::1]/", true},
      {"looks like one", "http://127.0.0.1.evil.test/", false},
      {"name below", "http://localhost.evil.test/", false},
      {"other IPv6", "http://[::2]/", false},
      {"public", "http://192.0.2.1/", false},
      {"any address", "http://0.0.0.0/", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(is_loopback(parse_url(row.address)->origin) == row.want);
  }
}

TEST_CASE("endpoint: origins differ by scheme, host or port alone") {
  const Origin origin = parse_url("https://api.test/x")->origin;

  CHECK(parse_url("https://API.test:443/y?z")->origin == origin);
  CHECK(parse_url("http://api.test/x")->origin != origin);
  CHECK(parse_url("https://api.test:444/x")->origin != origin);
  CHECK(parse_url("https://api.test.evil/x")->origin != origin);
  CHECK(parse_url("https://api.test@evil.test/x")->origin.host == "evil.test");
}
