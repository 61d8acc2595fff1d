// SPDX-License-Identifier: MIT
#include "track/poll_policy.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace optrack;
using namespace std::chrono_literals;

namespace {

constexpr double kNoJitter = 0.5;

std::shared_ptr<Forecast> history(std::vector<double> durations) {
  return std::make_shared<Forecast>(std::move(durations));
}

const std::vector<double> kSteady{30, 32, 28, 31, 29};

/// Elapsed seconds of the first `count` polls of an operation nobody reads along with.
std::vector<double> first_polls(const std::vector<double>& durations, std::size_t count) {
  const PollPolicy policy{{}, history(durations)};
  std::vector<double> polls;
  for (Milliseconds t{0}; polls.size() < count;) {
    t += policy.next(t, kNoJitter);
    polls.push_back(static_cast<double>(t.count()) / 1000);
  }
  return polls;
}

bool within_3_percent(double got, double want) { return std::abs(got - want) <= 0.03 * want; }

}  // namespace

TEST_CASE("T-13 poll policy: the wait after a poll") {
  PollPolicy::Settings automatic;
  automatic.fresh = 3s;
  const PollPolicy::Settings silent;
  PollPolicy::Settings fixed;
  fixed.interval = 2s;
  PollPolicy::Settings forgetful = automatic;
  forgetful.retention = 5s;
  PollPolicy::Settings eager;
  eager.interval = 0ms;
  struct Row {
    const char* why;
    PollPolicy::Settings settings;
    Milliseconds elapsed;
    std::optional<Milliseconds> no_sooner;
    double random;
    Milliseconds want;
  };
  const Row rows[] = {
      {"first poll of a fresh start at c", automatic, 0ms, {}, 0.5, 500ms},
      {"then at 4c", automatic, 500ms, {}, 0.5, 1500ms},
      {"then at 9c", automatic, 2000ms, {}, 0.5, 2500ms},
      {"started in the future by a wrong clock", automatic, -5s, {}, 0.5, 500ms},
      {"soon again while shown", automatic, 1h, {}, 0.5, 3s},
      {"later when nobody reads", silent, 100s, {}, 0.5, 14642ms},
      {"but not later than the ceiling", silent, 100h, {}, 0.5, 300s},
      {"jitter down 5 %", automatic, 2000ms, {}, 0.0, 2375ms},
      {"jitter up 5 %", automatic, 2000ms, {}, 1.0, 2625ms},
      {"the floor holds against jitter", automatic, 0ms, {}, 0.0, 500ms},
      {"fixed means fixed", fixed, 1h, {}, 0.0, 2s},
      {"a server that forgets is asked in time", forgetful, 1h, {}, 0.5, 2500ms},
      {"the server's wish is a floor", automatic, 0ms, 7s, 0.5, 7s},
      {"even above a fixed interval", fixed, 0ms, 7s, 0.5, 7s},
      {"even above what retention allows", forgetful, 1h, 60s, 0.5, 60s},
      {"even above the ceiling", silent, 1h, 10min, 0.5, 10min},
      {"a smaller wish changes nothing", automatic, 2000ms, 1s, 0.5, 2500ms},
      {"an interval of zero still breathes", eager, 0ms, {}, 0.5, 1ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    PollPolicy policy{row.settings};
    policy.answered({row.elapsed, std::nullopt, true, row.no_sooner});
    CHECK(policy.next(row.elapsed, row.random).count() == row.want.count());
  }
}

TEST_CASE("T-13 poll policy: without a history polls come at c k^2") {
  const PollPolicy policy{{}};
  Milliseconds at{0};
  for (int k = 1; k <= 20; ++k) {
    at += policy.next(at, kNoJitter);
    CHECK(std::abs(at.count() - 500 * k * k) <= k);
  }
  CHECK((policy.next(10s, kNoJitter) + 10s).count() == doctest::Approx(14970).epsilon(0.001));
}

TEST_CASE("T-13 poll policy: the first polls of known histories") {
  struct Row {
    std::vector<double> history;
    std::vector<double> polls;
  };
  const Row rows[] = {
      {{30}, {1.0, 4.74, 11.8, 20.5, 27.0, 30.6, 32.9, 36.2}},
      {kSteady, {2.0, 11.8, 28.8, 30.8, 32.3, 33.6, 35.2, 37.1}},
      {{2, 180, 2.1, 175, 190, 1.9, 2.2, 185}, {2.44, 8.5, 33.9, 81.7, 154, 170.5, 176.3, 181.3}},
      {{300, 300, 300, 300, 300, 30, 31}, {1.25, 5.3, 12.5, 22.0, 32.7, 44.3, 59.5, 76.6}},
  };
  for (const Row& row : rows) {
    const std::vector<double> polls = first_polls(row.history, row.polls.size());
    for (std::size_t i = 0; i < polls.size(); ++i) {
      CAPTURE(polls[i]);
      CHECK(within_3_percent(polls[i], row.polls[i]));
    }
  }
}

TEST_CASE("T-13 poll policy: progress sharpens, a report that stops moving loses its weight") {
  struct Row {
    const char* why;
    std::shared_ptr<Forecast> forecast;
    std::vector<PollAnswer> answers;
    double want;  ///< Next poll, elapsed seconds.
  };
  const Row rows[] = {
      {"with a history", history(kSteady), {{10s, 0.3, true, {}}}, 29.1},
      {"with progress alone", nullptr, {{20s, 0.5, true, {}}}, 31.4},
      {"stuck", nullptr, {{30s, 0.99, true, {}}, {40s, 0.99, false, {}}}, 48.9},
      {"decreasing reports change nothing", nullptr, {{20s, 0.5, true, {}}, {20s, 0.1, true, {}}}, 31.4},
      {"absent reports change nothing", nullptr, {{20s, 0.5, true, {}}, {20s, {}, false, {}}}, 31.4},
      {"too early to say anything", nullptr, {{10s, 0.019, true, {}}}, 14.97},
      {"too late to say anything", nullptr, {{5s, 0.5, true, {}}, {10s, 0.995, true, {}}}, 14.97},
      {"at the very start", nullptr, {{0s, 0.5, true, {}}}, 0.5},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    PollPolicy policy{{}, row.forecast};
    for (const PollAnswer& answer : row.answers) policy.answered(answer);
    const Milliseconds now = row.answers.back().elapsed;
    CHECK(within_3_percent(std::chrono::duration<double>(now + policy.next(now, kNoJitter)).count(), row.want));
  }
}

TEST_CASE("T-13 poll policy: Retry-After takes the place of the least wait until an answer carries none") {
  PollPolicy policy{{}, history(kSteady)};
  policy.answered({30760ms, std::nullopt, false, 5s});
  CHECK(within_3_percent(30.76 + std::chrono::duration<double>(policy.next(30760ms, kNoJitter)).count(), 35.76));
  CHECK(policy.next(30760ms, 0) >= 5s);
  policy.answered({30760ms, std::nullopt, false, std::nullopt});
  CHECK(policy.next(30760ms, kNoJitter) < 2s);
}

TEST_CASE("T-13 poll policy: a server that complains is asked less often, within limits") {
  PollPolicy policy{{}};
  policy.throttled();
  CHECK(policy.next(0ms, kNoJitter) == 1s);  // c doubled
  for (int i = 0; i < 100; ++i) policy.throttled();
  CHECK(policy.next(0ms, kNoJitter) == 32s);
}

TEST_CASE("T-13 poll policy: news keeps the interval short, silence lets it grow") {
  PollPolicy::Settings settings;
  settings.fresh = 2s;
  PollPolicy policy{settings};
  CHECK(policy.next(1h, kNoJitter) == 2s);
  const Milliseconds silent[] = {2500ms, 3125ms, 3906ms, 4882ms};
  for (const Milliseconds want : silent) {
    policy.answered({1h, std::nullopt, false, std::nullopt});
    CHECK(policy.next(1h, kNoJitter) == want);
  }
  for (int i = 0; i < 20; ++i) policy.answered({1h, std::nullopt, false, std::nullopt});
  CHECK(policy.next(1h, kNoJitter) == 10s);
  policy.answered({1h, std::nullopt, true, std::nullopt});
  CHECK(policy.next(1h, kNoJitter) == 2s);
  policy.set_fresh(500ms);  // somebody more eager came
  CHECK(policy.next(1h, kNoJitter) == 500ms);
  policy.set_fresh(std::nullopt);
  CHECK(policy.next(1h, kNoJitter) > 60s);
}

TEST_CASE("T-13 poll policy: what is left is told when history or progress say so, else never") {
  const auto steady = history(kSteady);
  CHECK_FALSE(PollPolicy{{}}.left(10s));
  const PollPolicy known{{}, steady};
  REQUIRE(known.left(10s));
  CHECK(known.left(10s)->from == TimeLeft::From::history);
  CHECK(std::abs(known.left(10s)->left.count() - 19'900) < 500);
  CHECK_FALSE(known.left(60s));  // late: history has been wrong
  PollPolicy reported{{}};
  reported.answered({20s, 0.5, true, std::nullopt});
  REQUIRE(reported.left(20s));
  CHECK(reported.left(20s)->from == TimeLeft::From::progress);
  CHECK(reported.left(20s)->left > 10s);
  CHECK(reported.left(20s)->left < 40s);
}

TEST_CASE("T-13 forecast: typical, p95 and late come from the history, late from five samples on") {
  Forecast none{{}};
  CHECK_FALSE(none.typical());
  CHECK_FALSE(none.p95());
  CHECK_FALSE(none.is_late(1000h));
  Forecast few{{30, 32, 28, 31}};
  CHECK(few.typical() == 30500ms);
  CHECK_FALSE(few.is_late(1000h));
  Forecast enough{kSteady};
  CHECK(enough.samples() == 5);
  CHECK(enough.typical() == 30s);
  CHECK(enough.p95().value_or(0s) > 33s);
  CHECK(enough.p95().value_or(0s) < 40s);
  CHECK_FALSE(enough.is_late(33s));
  CHECK(enough.is_late(40s));
}
