// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace polling {

/// Durations in seconds as a function of a probability in (0, 1).
using Quantile = std::function<double(double)>;

/// The pseudo-random numbers the tables are made with. Source: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators" (2014).
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// Uniform in (0, 1).
  double uniform();

 private:
  std::uint64_t state_;
};

/// Quantile of the standard normal distribution.
double normal(double u);
Quantile lognormal(double sigma, double median);

/// One workload: a shape and a median.
struct Workload {
  std::uint64_t k = 0;
  std::string shape;
  double median = 0;
  Quantile quantile;
};

/// All 32, in order of k.
const std::vector<Workload>& workloads();
/// The shapes in the order of the columns.
const std::vector<std::string>& shapes();

/// The durations a policy is measured on: 400 equally likely ones, rising.
std::vector<double> test_durations(const Quantile& quantile);

/// `n` durations as they might have come one after the other, oldest first.
std::vector<double> history(const Quantile& quantile, std::uint64_t k, std::uint64_t repetition, std::size_t n);

}  // namespace polling
