// SPDX-License-Identifier: MIT
#include "track/poll_outlook.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

TEST_CASE("T-13 poll outlook: typical, late and the next poll of a running operation") {
  Operation operation;
  operation.remote.type = "create";  // started from here
  operation.created = WallTime{1000s};
  const std::vector<double> steady{30, 32, 28, 31, 29};

  const PollOutlook young = poll_outlook(operation, {}, steady, {}, WallTime{1002s});
  CHECK(young.typical == 30s);
  CHECK_FALSE(young.late);
  CHECK(young.next_poll > 9s);
  CHECK(young.next_poll < 10s);

  CHECK(poll_outlook(operation, {}, steady, {}, WallTime{1060s}).late);
  CHECK_FALSE(poll_outlook(operation, {}, {30}, {}, WallTime{9000s}).late);

  const PollOutlook first = poll_outlook(operation, {}, {}, {}, WallTime{1000s + 500ms});
  CHECK_FALSE(first.typical);
  CHECK(first.next_poll == 1500ms);
  CHECK(poll_outlook(operation, {}, {}, 5s, WallTime{2000s}).next_poll == 2500ms);

  Known known;
  known.progress = 50;
  CHECK(poll_outlook(operation, known, {}, {}, WallTime{1020s}).next_poll > 11s);  // about as much again
}

TEST_CASE("T-13 poll outlook: one that was tracked runs since its server says so") {
  Operation operation;
  operation.created = WallTime{1000s};
  Known known;
  known.started = WallTime{940s};
  CHECK(poll_outlook(operation, known, {30, 32, 28, 31, 29}, {}, WallTime{1000s}).late);
}
