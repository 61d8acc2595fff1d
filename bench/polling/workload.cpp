// SPDX-License-Identifier: MIT
#include "polling/workload.hpp"

#include <algorithm>
#include <cmath>

namespace polling {

std::uint64_t SplitMix64::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

double SplitMix64::uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }

double normal(double u) {
  if (u > 0.5) return -normal(1 - u);
  // A rough start (Abramowitz, Stegun 26.2.23), then Newton's method on the distribution itself.
  const double t = std::sqrt(-2 * std::log(u));
  double z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  constexpr double kPi = 3.14159265358979323846;
  for (int i = 0; i < 4; ++i) {
    const double error = 0.5 * std::erfc(-z / std::sqrt(2.0)) - u;
    z -= error * std::sqrt(2 * kPi) * std::exp(z * z / 2);
  }
  return z;
}

Quantile lognormal(double sigma, double median) {
  return [=](double u) { return median * std::exp(sigma * normal(u)); };
}

namespace {

Quantile shape_of(const std::string& shape, double m) {
  if (shape == "lognorm0.3") return lognormal(0.3, m);
  if (shape == "lognorm1.0") return lognormal(1.0, m);
  if (shape == "weibull0.7") return [m](double u) { return m * std::pow(-std::log(1 - u) / std::log(2.0), 1 / 0.7); };
  if (shape == "pareto1.5") {
    const double th = m / (std::pow(2.0, 1 / 1.5) - 1);
    return [th](double u) { return th * (std::pow(1 - 0.99 * u, -1 / 1.5) - 1); };
  }
  if (shape == "uniform") return [m](double u) { return m * (0.5 + u); };
  if (shape == "determ2%") return [m](double u) { return m * (0.98 + 0.04 * u); };
  return [m](double u) {
    return u < 0.5 ? m * std::exp(0.1 * normal(2 * u)) : 90 * m * std::exp(0.1 * normal(std::max(2 * u - 1, 1e-9)));
  };
}

}  // namespace

const std::vector<std::string>& shapes() {
  static const std::vector<std::string> kShapes{"lognorm0.3", "lognorm1.0", "weibull0.7", "pareto1.5",
                                                "uniform",    "determ2%",   "bimodal"};
  return kShapes;
}

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> kAll = [] {
    std::vector<Workload> all;
    for (const std::string& shape : shapes()) {
      const std::vector<double> medians =
          shape == "bimodal" ? std::vector<double>{2, 20} : std::vector<double>{2, 15, 60, 600, 3600};
      for (const double median : medians) all.push_back({all.size(), shape, median, shape_of(shape, median)});
    }
    return all;
  }();
  return kAll;
}

std::vector<double> test_durations(const Quantile& quantile) {
  constexpr int kTests = 400;
  std::vector<double> durations;
  for (int j = 0; j < kTests; ++j) durations.push_back(quantile((j + 0.5) / kTests));
  std::sort(durations.begin(), durations.end());
  return durations;
}

std::vector<double> history(const Quantile& quantile, std::uint64_t k, std::uint64_t repetition, std::size_t n) {
  SplitMix64 random{1'000'003 * k + 101 * repetition + 7};
  std::vector<double> durations;
  while (durations.size() < n) durations.push_back(quantile(random.uniform()));
  return durations;
}

}  // namespace polling
