// SPDX-License-Identifier: MIT
#include "track/poll_policy.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

TEST_CASE("T-13 poll policy: the wait after a poll") {
  const PollPolicy::Settings automatic;
  PollPolicy::Settings fixed;
  fixed.interval = 2s;
  PollPolicy::Settings silent;
  silent.shown = false;
  PollPolicy::Settings forgetful;
  forgetful.retention = 5s;
  PollPolicy::Settings eager;
  eager.interval = 0ms;
  struct Row {
    const char* why;
    PollPolicy::Settings settings;
    Milliseconds elapsed;
    std::optional<Milliseconds> wish;
    double random;
    Milliseconds want;
  };
  const Row rows[] = {
      {"first poll of a fresh start at c", automatic, 0ms, {}, 0.5, 500ms},
      {"then at 4c", automatic, 500ms, {}, 0.5, 1500ms},
      {"then at 9c", automatic, 2000ms, {}, 0.5, 2500ms},
      {"started in the future by a wrong clock", automatic, -5s, {}, 0.5, 500ms},
      {"never longer than 3 s while shown", automatic, 1h, {}, 0.5, 3s},
      {"longer when nobody reads", silent, 100s, {}, 0.5, 14642ms},
      {"but not longer than the ceiling", silent, 100h, {}, 0.5, 300s},
      {"jitter down 5 %", automatic, 2000ms, {}, 0.0, 2375ms},
      {"jitter up 5 %", automatic, 2000ms, {}, 1.0, 2625ms},
      {"the floor holds against jitter", automatic, 0ms, {}, 0.0, 500ms},
      {"fixed means fixed", fixed, 1h, {}, 0.0, 2s},
      {"a server that forgets is asked in time", forgetful, 1h, {}, 0.5, 2500ms},
      {"the server's wish is a floor", automatic, 0ms, 7s, 0.5, 7s},
      {"even above a fixed interval", fixed, 0ms, 7s, 0.5, 7s},
      {"even above what retention allows", forgetful, 1h, 60s, 0.5, 60s},
      {"a smaller wish changes nothing", automatic, 2000ms, 1s, 0.5, 2500ms},
      {"an interval of zero still breathes", eager, 0ms, {}, 0.5, 1ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Milliseconds got = PollPolicy{row.settings}.next(row.elapsed, row.wish, row.random);
    CHECK(got.count() == row.want.count());
  }
}

TEST_CASE("T-13 poll policy: a fresh operation is polled at c k^2") {
  PollPolicy::Settings settings;
  settings.shown = false;
  const PollPolicy policy{settings};
  Milliseconds at{0};

  for (int k = 1; k <= 20; ++k) {
    at += policy.next(at, std::nullopt, 0.5);
    CHECK(std::abs(at.count() - 500 * k * k) <= k);
  }
}
