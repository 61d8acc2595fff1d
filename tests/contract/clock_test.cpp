// SPDX-License-Identifier: MIT
#include "optrack/clock.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <time.h>

#include <chrono>

#include "support/doubles.hpp"
#include "system/system_clock.hpp"

using namespace optrack;
using namespace std::chrono_literals;

TEST_CASE_TEMPLATE("Clock: now never goes back", C, SystemClock, test::VirtualClock) {
  const C clock;
  Instant before = clock.now();
  for (int reading = 0; reading < 1000; ++reading) {
    const Instant next = clock.now();
    CHECK_UNARY(next >= before);
    before = next;
  }
}

TEST_CASE_TEMPLATE("Clock: wall is in this century", C, SystemClock, test::VirtualClock) {
  const C clock;

  CHECK(clock.wall() > WallTime{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}});
  CHECK(clock.wall() < WallTime{std::chrono::sys_days{std::chrono::year{2100} / 1 / 1}});
}

TEST_CASE_TEMPLATE("Clock: local time is less than a day from UTC", C, SystemClock, test::VirtualClock) {
  const C clock;

  CHECK(std::chrono::abs(clock.utc_offset(clock.wall())) < 24h);
}

TEST_CASE("SystemClock: the offset knows summer time at the time asked about") {
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  const SystemClock clock;

  CHECK(clock.utc_offset(WallTime{std::chrono::sys_days{std::chrono::year{2026} / 1 / 15}}) == 1h);
  CHECK(clock.utc_offset(WallTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 15}}) == 2h);
  unsetenv("TZ");
  tzset();
}
