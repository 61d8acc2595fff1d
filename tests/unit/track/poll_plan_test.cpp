// SPDX-License-Identifier: MIT
#include "track/poll_plan.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace optrack;

namespace {

/// The same minimum by looking at every pair of times.
std::vector<double> values_by_brute_force(const SurvivalCurve& curve, double cost, double least) {
  const std::size_t last = curve.times.size() - 1;
  std::vector<double> value(curve.times.size(), curve.tail_cost);
  for (std::size_t i = last; i-- > 0;) {
    const auto through = [&](std::size_t j) {
      return curve.survival[i] * (cost + curve.times[j] - curve.times[i]) + value[j];
    };
    value[i] = through(last);
    for (std::size_t j = i + 1; j < last; ++j) {
      if (curve.times[j] >= curve.times[i] + least) value[i] = std::min(value[i], through(j));
    }
  }
  return value;
}

}  // namespace

TEST_CASE("T-13 poll plan: the hull finds the cheapest next poll") {
  const std::vector<double> histories[] = {{30, 32, 28}, {2, 180, 2.1}};
  for (const auto& history : histories) {
    const Prediction prediction{history};
    SurvivalCurve curve;
    for (double t = 0; t < 260; t += 1.3) {
      curve.times.push_back(t);
      curve.survival.push_back(prediction.survival(t));
    }
    curve.tail_cost = curve.survival.back() * 20;
    for (const double least : {0.5, 5.0}) {
      CAPTURE(least);
      const std::vector<double> best = values_by_brute_force(curve, 0.5, least);
      const std::vector<std::uint32_t> next = best_next_polls(curve, 0.5, least);
      for (std::size_t i = 0; i < next.size(); ++i) {
        const double value = curve.survival[i] * (0.5 + curve.times[next[i]] - curve.times[i]) + best[next[i]];
        CHECK(value == doctest::Approx(best[i]));
      }
    }
  }
}

TEST_CASE("T-13 poll plan: never nearer than the least wait, never further than the limits, always further") {
  const Prediction prediction{std::vector<double>{30, 32, 28, 31, 29}};
  const PlanTerms terms{0.5, 2, 20};
  const PollPlan plan{prediction, terms};
  double t = 0;
  for (int polls = 0; polls < 200; ++polls) {
    const double next = plan.next(t, 2);
    REQUIRE(next > t);
    if (t < 600) CHECK(next - t <= std::max(2.0, std::min(20.0, 2 * wait_without_history(t, 0.5))) + 0.3);
    t = next;
  }
  CHECK(t > 600);  // also beyond the grid
}

TEST_CASE("T-13 poll plan: a poll off its time goes on from the next point") {
  const PollPlan plan{Prediction{std::vector<double>{30, 32, 28, 31, 29}}, {}};
  CHECK(plan.next(28.9, 4) == doctest::Approx(30.8).epsilon(0.01));
  CHECK(plan.next(29.1, 4) > 30.8);
  CHECK(plan.next(1e6, 4) == doctest::Approx(1e6 + 300));
}

TEST_CASE("T-13 poll plan: what is left") {
  const PollPlan plan{Prediction{std::vector<double>{30, 32, 28, 31, 29}}, {}};
  CHECK(plan.remaining(0).value_or(0) == doctest::Approx(29.8).epsilon(0.02));
  CHECK(plan.remaining(20).value_or(0) == doctest::Approx(9.9).epsilon(0.04));
  CHECK_FALSE(plan.remaining(1e6));
  CHECK(plan.remaining(10, {10, 5}).value_or(99) < plan.remaining(10).value_or(0) - 0.3);  // a report that says soon
}

TEST_CASE("T-13 poll plan: extreme settings stay small and finite") {
  const std::vector<double> far{86400.0 * 30};
  const PollPlan plan{Prediction{far}, {0.05, 0.5, 300}};
  CHECK(plan.next(0, 2) > 0);
  const PollPlan patient{Prediction{std::vector<double>{1.0}}, {0.5, 86400, 86400}};
  CHECK(patient.next(0, 2) >= 86400);
}
