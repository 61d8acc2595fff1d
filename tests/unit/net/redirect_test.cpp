// SPDX-License-Identifier: MIT
#include "net/redirect.hpp"

#include <doctest/doctest.h>

using namespace optrack;

namespace {

Hop hop(const char* method, bool leave_origin = false) {
  Hop made;
  made.url = parse_url("https://api.test/a/b?c=1").value();
  made.method = method;
  made.with_body = std::string_view{method} == "POST";
  made.is_trusted = true;
  made.leave_origin = leave_origin;
  return made;
}

}  // namespace

TEST_CASE("redirect: where an answer leads") {
  struct Row {
    const char* why;
    const char* method;
    int status;
    const char* location;
    const char* want;  ///< Method and address; empty: the end; nullptr: refused.
  };
  const Row rows[] = {
      {"no redirect", "GET", 200, "/x", ""},
      {"created is no redirect", "POST", 201, "/x", ""},
      {"accepted is no redirect", "POST", 202, "/x", ""},
      {"not modified is no redirect", "GET", 304, "/x", ""},
      {"without location", "GET", 302, nullptr, ""},
      {"absolute path", "GET", 302, "/x", "GET https://api.test/x"},
      {"relative path", "GET", 301, "x?y", "GET https://api.test/a/x?y"},
      {"same origin in full", "HEAD", 307, "https://api.test:443/x", "HEAD https://api.test/x"},
      {"see other", "POST", 303, "/x", "GET https://api.test/x"},
      {"see other keeps GET", "GET", 303, "/x", "GET https://api.test/x"},
      {"start is not repeated", "POST", 307, "/x", nullptr},
      {"nor a delete", "DELETE", 308, "/x", nullptr},
      {"other host", "GET", 302, "https://evil.test/x", nullptr},
      {"network path", "GET", 302, "//evil.test/x", nullptr},
      {"other scheme", "GET", 302, "http://api.test/x", nullptr},
      {"other port", "GET", 302, "https://api.test:8443/x", nullptr},
      {"file", "GET", 302, "file:///etc/passwd", nullptr},
      {"control characters", "GET", 302, "/x\x01", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto location = row.location == nullptr ? std::nullopt : std::optional<std::string>{row.location};
    const auto next = next_hop(hop(row.method), row.status, location);
    REQUIRE(next.has_value() == (row.want != nullptr));
    if (!next) {
      CHECK(next.error().kind == ErrorKind::protocol);
      CHECK(next.error().http_status == row.status);
      continue;
    }
    const std::string got = next->has_value() ? (*next)->method + " " + (*next)->url.text() : "";
    CHECK(got == row.want);
  }
}

TEST_CASE("redirect: leaving the origin ends trust for good, and never leads out of encryption") {
  const auto away = next_hop(hop("GET", true), 302, "https://blob.test/x");
  REQUIRE(away.has_value());
  CHECK_FALSE((*away)->is_trusted);

  const auto back = next_hop(**away, 302, "https://api.test/secret");
  REQUIRE(back.has_value());
  CHECK_FALSE((*back)->is_trusted);

  CHECK(next_hop(hop("GET", true), 302, "http://blob.test/x").error().message.find("not encrypted") !=
        std::string::npos);
}

TEST_CASE("redirect: five are followed, the sixth is not; a body is sent once") {
  Hop here = hop("POST");
  for (int step = 1; step <= 5; ++step) {
    const auto next = next_hop(here, 303, "/x");
    REQUIRE(next.has_value());
    here = **next;
    CHECK_FALSE(here.with_body);
  }
  CHECK_FALSE(next_hop(here, 303, "/x").has_value());
}
