// SPDX-License-Identifier: MIT
#include "track/pattern.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("pattern: matches anywhere in a text, as RE2 does") {
  const auto pattern = Pattern::read("(?i)error|^denied");
  REQUIRE(pattern);
  CHECK(pattern->found_in("an ERROR happened"));
  CHECK(pattern->found_in("denied"));
  CHECK_FALSE(pattern->found_in("was denied"));
  CHECK_FALSE(pattern->found_in(""));
  CHECK(Pattern::read("")->found_in(""));
}

TEST_CASE("pattern: what is no regular expression is told with the place") {
  const auto pattern = Pattern::read("a(b");
  REQUIRE_FALSE(pattern);
  CHECK(pattern.error().what.starts_with("missing )"));
  CHECK(pattern.error().place == "a(b");
}

TEST_CASE("pattern: takes linear time where other engines do not end") {
  const auto pattern = Pattern::read("(a*)*b");
  REQUIRE(pattern);
  CHECK_FALSE(pattern->found_in(std::string(100'000, 'a')));
}
