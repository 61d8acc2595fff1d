// SPDX-License-Identifier: MIT
#include "model/large_integers.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("large integers: whole numbers beyond 2^53 become strings, nothing else changes") {
  struct Row {
    const char* json;
    const char* quoted;
  };
  const Row rows[] = {
      {"9007199254740992", "9007199254740992"},
      {"9007199254740993", R"("9007199254740993")"},
      {"-9007199254740992", "-9007199254740992"},
      {"-9007199254740993", R"("-9007199254740993")"},
      {"1234567890123456", "1234567890123456"},
      {"123456789012345678901234567890", R"("123456789012345678901234567890")"},
      {"12345678901234567.5", "12345678901234567.5"},
      {"12345678901234567e3", "12345678901234567e3"},
      {R"("9007199254740993")", R"("9007199254740993")"},
      {R"({"a\"9007199254740993":[9007199254740993,1],"b":-9007199254740994})",
       R"({"a\"9007199254740993":["9007199254740993",1],"b":"-9007199254740994"})"},
      {R"(["\\",18446744073709551615])", R"(["\\","18446744073709551615"])"},
      {"{}", "{}"},
      {"", ""},
      {R"("no end)", R"("no end)"},
      {R"("no end\)", R"("no end\)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.json);
    CHECK(quote_large_integers(row.json) == row.quoted);
  }
}
