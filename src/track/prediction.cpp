// SPDX-License-Identifier: MIT
#include "track/prediction.hpp"

#include <algorithm>
#include <cmath>

namespace optrack {
namespace {

constexpr std::array<double, Prediction::kWidths> kWidth{0.01, 0.03, 0.1, 0.3, 0.8};
constexpr std::array<double, Prediction::kWidths> kWidthPrior{0.07, 0.13, 0.20, 0.25, 0.20};
constexpr std::array<std::size_t, Prediction::kMemories> kMemory{8, Prediction::kRemembered};
constexpr double kBroadPrior = 0.15;
constexpr double kBroadFloor = 0.05;
constexpr double kShare = 0.05;  // pulled back to the prior after each duration
constexpr double kBroadScale = 1;
constexpr int kCalm = 8;
constexpr double kFarTooEarly = 0.5;

using Weights = Prediction::Weights;

Weights prior() {
  Weights weights;
  weights.broad = kBroadPrior;
  for (auto& memory : weights.bells) {
    for (std::size_t b = 0; b < kWidth.size(); ++b) memory[b] = kWidthPrior[b] / Prediction::kMemories;
  }
  return weights;
}

/// Calls `change` with each weight of `weights` and its counterpart in `other`.
template <typename Change>
void each(Weights& weights, const Weights& other, Change change) {
  change(weights.broad, other.broad);
  for (std::size_t m = 0; m < weights.bells.size(); ++m) {
    for (std::size_t b = 0; b < kWidth.size(); ++b) change(weights.bells[m][b], other.bells[m][b]);
  }
}

double broad_survival(double t) { return 1 / std::sqrt(1 + t / kBroadScale); }

/// What each part, made from `past`, thought of `duration`: densities in log time.
Weights densities(std::span<const double> past, double duration) {
  Weights density;
  const double r = duration / kBroadScale;
  density.broad = 0.5 * r * std::pow(1 + r, -1.5);
  for (std::size_t m = 0; m < kMemory.size(); ++m) {
    const auto recent = past.last(std::min(kMemory[m], past.size()));
    for (const double d : recent) {
      const double distance = std::abs(std::log(duration / d));
      for (std::size_t b = 0; b < kWidth.size(); ++b) {
        const double q = std::exp(-distance / kWidth[b]);
        density.bells[m][b] += q / ((1 + q) * (1 + q)) / kWidth[b] / static_cast<double>(recent.size());
      }
    }
  }
  return density;
}

void normalise(Weights& weights) {
  double sum = 0;
  each(weights, weights, [&sum](double& weight, double) { sum += weight; });
  each(weights, weights, [sum](double& weight, double) { weight /= sum; });
}

Weights weights_for(std::span<const double> durations) {
  const Weights before = prior();
  Weights weights = before;
  for (std::size_t i = 1; i < durations.size(); ++i) {
    each(weights, densities(durations.first(i), durations[i]), [](double& weight, double d) { weight *= d; });
    normalise(weights);
    each(weights, before, [](double& weight, double p) { weight = (1 - kShare) * weight + kShare * p; });
  }
  if (weights.broad >= kBroadFloor) return weights;
  const double rest = (1 - kBroadFloor) / (1 - weights.broad);
  each(weights, weights, [rest](double& weight, double) { weight *= rest; });
  weights.broad = kBroadFloor;
  return weights;
}

int trust_in(std::span<const double> durations) {
  int trust = 0;
  for (std::size_t i = 1; i < durations.size(); ++i) {
    const auto recent = durations.first(i).last(std::min<std::size_t>(kCalm, i));
    const bool surprise = durations[i] < kFarTooEarly * *std::min_element(recent.begin(), recent.end());
    trust = surprise ? 0 : trust + 1;
  }
  return trust;
}

// (t/d)^(1/b) for all widths from two powers: with a = (t/d)^(1/0.3) the widths 0.1, 0.03 and
// 0.01 are a^3, a^10 and a^30. No exponential where the grid meets the history.
constexpr double kWidePower = 1 / 0.8;
constexpr double kNarrowPower = 1 / 0.3;

using Bells = std::array<double, Prediction::kWidths>;

Bells bells_at(double wide, double narrow) {
  const double third = narrow * narrow * narrow;
  const double tenth = third * third * third * narrow;
  const double thirtieth = tenth * tenth * tenth;
  return {1 / (1 + thirtieth), 1 / (1 + tenth), 1 / (1 + third), 1 / (1 + narrow), 1 / (1 + wide)};
}

double mean(const Bells& sums, const std::array<double, Prediction::kWidths>& weights, std::size_t count) {
  double all = 0;
  for (std::size_t b = 0; b < sums.size(); ++b) all += weights[b] * sums[b];
  return all / static_cast<double>(count);
}

}  // namespace

Prediction::Prediction(std::span<const double> durations) {
  durations = durations.last(std::min(durations.size(), kRemembered));
  if (durations.empty()) return;
  for (const double duration : durations) durations_.push_back(std::max(duration, kLeast));
  shortest_ = *std::min_element(durations_.begin(), durations_.end());
  longest_ = *std::max_element(durations_.begin(), durations_.end());
  weights_ = weights_for(durations_);
  trust_ = trust_in(durations_);
  for (const double duration : durations_) {
    wide_.push_back(std::pow(duration, -kWidePower));
    narrow_.push_back(std::pow(duration, -kNarrowPower));
  }
}

double Prediction::survival(double t) const {
  if (t <= 0) return 1;
  double all = weights_.broad * broad_survival(t);
  if (durations_.empty()) return all;
  const double wide = std::pow(t, kWidePower);
  const double narrow = std::pow(t, kNarrowPower);
  Bells sums{};
  const std::size_t count = durations_.size();
  const std::size_t recent = std::min(kMemory[0], count);
  for (std::size_t i = count; i-- > 0;) {  // newest first: the short memory is the beginning of the long one
    const Bells bells = bells_at(wide * wide_[i], narrow * narrow_[i]);
    for (std::size_t b = 0; b < sums.size(); ++b) sums[b] += bells[b];
    if (count - i == recent) all += mean(sums, weights_.bells[0], recent);
  }
  return all + mean(sums, weights_.bells[1], count);
}

double Prediction::outlived_by(double part) const {
  double low = 0;
  double high = 1;
  while (survival(high) > part && high < 1e12) high *= 2;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (survival(middle) > part ? low : high) = middle;
  }
  return high;
}

double Prediction::median() const {
  std::vector<double> sorted = durations_;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double Prediction::stretch() const { return std::min(6.0, 2 + trust_ / 2.0); }

}  // namespace optrack
