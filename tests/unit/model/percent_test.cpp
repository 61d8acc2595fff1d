// SPDX-License-Identifier: MIT
#include "model/percent.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("percent: one value never leaves its place in an address, and comes back") {
  struct Row {
    const char* why;
    std::string text;
    std::string want;
  };
  const Row rows[] = {
      {"plain stays", "web-1_a.b~", "web-1_a.b~"},
      {"separators", "a/b?c=d&e#f", "a%2Fb%3Fc%3Dd%26e%23f"},
      {"plus and colon of a time stamp", "08:00+01:00", "08%3A00%2B01%3A00"},
      {"blank and line break", "a b\r\n", "a%20b%0D%0A"},
      {"beyond ASCII, by byte", "ü", "%C3%BC"},
      {"empty", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(percent_encode(row.text) == row.want);
    CHECK(percent_decode(row.want) == row.text);
  }
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%zz%4") == "%zz%4");
}
