// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "support/told_run.hpp"

using namespace optrack::test;

TEST_CASE("delta: one run told in any order, in parts and twice, ends the same and contradicts nothing") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Dice dice{seed};
    const std::string found = tell_run(dice);
    if (found.empty()) continue;
    CAPTURE(seed);
    FAIL(found);
  }
}

TEST_CASE(
    "delta: a server that keeps to nothing makes no event that contradicts another, and no answer is news twice") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice{seed};
    const std::string found = tell_nonsense(dice);
    if (found.empty()) continue;
    CAPTURE(seed);
    FAIL(found);
  }
}
