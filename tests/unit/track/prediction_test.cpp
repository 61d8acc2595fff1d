// SPDX-License-Identifier: MIT
#include "track/prediction.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace optrack;

namespace {

bool near(double got, double want, double tolerance) { return std::abs(got - want) <= tolerance; }

}  // namespace

TEST_CASE("T-13 prediction: trust and survival of known histories") {
  struct Row {
    std::vector<double> history;
    int trust;
    double stretch;
    double at_20, at_30, at_40;
  };
  const Row rows[] = {
      {{30}, 0, 2, 0.75273, 0.45194, 0.18558},
      {{30, 32, 28, 31, 29}, 4, 4, 0.94732, 0.48069, 0.03353},
      {{2, 180, 2.1, 175, 190, 1.9, 2.2, 185}, 7, 5.5, 0.48589, 0.48365, 0.48221},
      {{300, 300, 300, 300, 300, 30, 31}, 1, 2.5, 0.65034, 0.59517, 0.54265},
  };
  for (const Row& row : rows) {
    CAPTURE(row.history.size());
    const Prediction prediction{row.history};
    CHECK(prediction.trust() == row.trust);
    CHECK(prediction.stretch() == row.stretch);
    CHECK(near(prediction.survival(20), row.at_20, 1e-5));
    CHECK(near(prediction.survival(30), row.at_30, 1e-5));
    CHECK(near(prediction.survival(40), row.at_40, 1e-5));
  }
}

TEST_CASE("T-13 prediction: the widths that predicted best weigh most") {
  const Prediction::Weights one = Prediction{std::vector<double>{30}}.weights();
  const Prediction::Weights five = Prediction{std::vector<double>{30, 32, 28, 31, 29}}.weights();
  const double prior[] = {0.035, 0.065, 0.1, 0.125, 0.1};
  const double learned[] = {0.00315, 0.32481, 0.13068, 0.01102, 0.00534};
  CHECK(near(one.broad, 0.15, 1e-12));
  CHECK(near(five.broad, 0.05, 1e-12));
  for (std::size_t m = 0; m < Prediction::kMemories; ++m) {
    for (std::size_t b = 0; b < Prediction::kWidths; ++b) {
      CHECK(near(one.bells[m][b], prior[b], 1e-12));
      CHECK(near(five.bells[m][b], learned[b], 1e-5));
    }
  }
}

TEST_CASE("T-13 prediction: survival falls from 1, whatever the history") {
  const std::vector<double> histories[] = {{}, {0}, {1e-9, 1e7}, std::vector<double>(200, 5.0), {3, 3, 3, 3000, 3, 3}};
  for (const auto& history : histories) {
    CAPTURE(history.size());
    const Prediction prediction{history};
    CHECK(prediction.samples() <= Prediction::kRemembered);
    CHECK(prediction.survival(0) == 1);
    CHECK(prediction.survival(-5) == 1);
    double before = 1;
    for (double t = 1e-4; t < 1e9; t *= 1.7) {
      const double now = prediction.survival(t);
      CHECK(now <= before + 1e-12);
      CHECK(now > 0);
      before = now;
    }
  }
}

TEST_CASE("T-13 prediction: only the last 64 durations count") {
  std::vector<double> history(64, 20.0);
  const Prediction recent{history};
  history.insert(history.begin(), {5000, 6000, 7000});
  const Prediction all{history};
  CHECK(all.trust() == recent.trust());
  CHECK(all.survival(21) == recent.survival(21));
  CHECK(all.longest() == 20);
}

TEST_CASE("T-13 prediction: the median is the history's, an end far too early takes the trust away") {
  CHECK(Prediction{std::vector<double>{5, 1, 3}}.median() == 3);
  CHECK(Prediction{std::vector<double>{4, 1, 3, 2}}.median() == 2.5);
  CHECK(Prediction{std::vector<double>{10, 10, 10, 5.1}}.trust() == 3);
  CHECK(Prediction{std::vector<double>{10, 10, 10, 4.9}}.trust() == 0);
  CHECK(near(Prediction{std::vector<double>{30, 32, 28, 31, 29}}.outlived_by(0.48069), 30, 0.01));
}
