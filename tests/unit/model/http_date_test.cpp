// SPDX-License-Identifier: MIT
#include "model/http_date.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 8h};
const WallTime kThen{std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 37s};

}  // namespace

TEST_CASE("http date: all three forms mean the same moment") {
  CHECK((parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow) == kThen));
  CHECK((parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow) == kThen));
  CHECK((parse_http_date("Sun Nov  6 08:49:37 1994", kNow) == kThen));
}

TEST_CASE("http date: what is no date is nothing") {
  for (const char* text : {"", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
                           "Sun, 31 Feb 2026 08:00:30 GMT", "Sun, 01 Mar 99999 08:00:30 GMT"}) {
    CAPTURE(text);
    CHECK(!parse_http_date(text, kNow));
  }
}

TEST_CASE("http date: a two-digit year is at most 50 years ahead") {
  const auto next = parse_http_date("Sunday, 06-Nov-27 08:49:37 GMT", kNow);
  const auto past = parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow);

  REQUIRE(next);
  REQUIRE(past);
  CHECK(*next > kNow);
  CHECK((*past == kThen));
}
