// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace optrack {

/// How long operations of one type take, learned from how long the last ones took: a mixture of
/// bell curves around them in log time, in five widths and over two memories (the last 8, the last
/// 64), and of "anything". The widths that would have predicted the history best weigh most.
/// Immutable and pure: a function of the history alone. Times are seconds.
/// Source: predictive mixture with weights that forget slowly (Dawid 1984; Herbster, Warmuth 1998).
class Prediction {
 public:
  static constexpr std::size_t kRemembered = 64;  ///< Older durations say nothing.
  static constexpr std::size_t kWidths = 5;
  static constexpr std::size_t kMemories = 2;
  static constexpr double kLeast = 0.001;  ///< Shorter durations count as this.

  /// What each part of the mixture weighs; all together 1.
  struct Weights {
    double broad = 1;
    std::array<std::array<double, kWidths>, kMemories> bells{};  ///< [memory: 8, 64][width, narrow first]
  };

  /// \param durations  Oldest first; the last 64 count. Empty: only "anything" is predicted.
  explicit Prediction(std::span<const double> durations);

  [[nodiscard]] bool empty() const { return durations_.empty(); }
  [[nodiscard]] std::size_t samples() const { return durations_.size(); }
  [[nodiscard]] double shortest() const { return shortest_; }  ///< Of the history; 0 without one.
  [[nodiscard]] double longest() const { return longest_; }

  /// Probability that an operation lasts longer than `t`; 1 for t <= 0, never rising with t.
  [[nodiscard]] double survival(double t) const;

  /// The time that an operation outlives with probability `part`, in (0, 1).
  [[nodiscard]] double outlived_by(double part) const;

  /// The middle of the history (mean of the two middle ones). REQUIRES: a history.
  [[nodiscard]] double median() const;

  /// Durations in a row that did not end far too early.
  [[nodiscard]] int trust() const { return trust_; }
  /// How many times the wait without any history a wait may last: 2 to 6.
  [[nodiscard]] double stretch() const;

  [[nodiscard]] const Weights& weights() const { return weights_; }

 private:
  std::vector<double> durations_;
  std::vector<double> wide_, narrow_;  ///< Powers of 1 / duration, see prediction.cpp.
  Weights weights_;
  double shortest_ = 0;
  double longest_ = 0;
  int trust_ = 0;
};

}  // namespace optrack
