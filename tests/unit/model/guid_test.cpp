// SPDX-License-Identifier: MIT
#include "model/guid.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("guid: made from random bytes with version and variant bits set") {
  std::array<std::uint8_t, 16> random{};
  random.fill(0xFF);
  CHECK(make_guid(random) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  random.fill(0);
  CHECK(make_guid(random) == "00000000-0000-4000-8000-000000000000");
}

TEST_CASE("guid: read in any case, nothing else is one") {
  CHECK(parse_guid("5C1F6D0E-2f0b-4f0e-9a44-0d8c2a5b7e10") == "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10");
  for (const char* text :
       {"", "5c1f6d0e", "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e1", "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e1g",
        "5c1f6d0e+2f0b-4f0e-9a44-0d8c2a5b7e10", "../../..-2f0b-4f0e-9a44-0d8c2a5b7e10"}) {
    CAPTURE(text);
    CHECK(!parse_guid(text));
  }
}
