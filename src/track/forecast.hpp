// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "optrack/time.hpp"
#include "track/poll_plan.hpp"
#include "track/prediction.hpp"

namespace optrack {

/// What the history of one operation type says, computed when first needed and shared by all
/// operations of the type in one wait. Used by one thread.
class Forecast {
 public:
  static constexpr std::size_t kEnough = 5;  ///< Samples before an operation may be called late.

  /// \param durations  Seconds, oldest first; may be empty.
  explicit Forecast(std::vector<double> durations) : durations_(std::move(durations)) {}

  [[nodiscard]] bool empty() const { return durations_.empty(); }
  [[nodiscard]] std::size_t samples() const;
  [[nodiscard]] const Prediction& prediction();

  /// The plan under `terms`; the last few are kept. REQUIRES: a history.
  [[nodiscard]] std::shared_ptr<const PollPlan> plan(const PlanTerms& terms);

  /// Median of the history; absent without one.
  [[nodiscard]] std::optional<Milliseconds> typical();
  /// What 95 of 100 are expected not to outlast; absent without a history.
  [[nodiscard]] std::optional<Milliseconds> p95();
  /// Whether an operation that has been running for `elapsed` is beyond that, on enough samples.
  [[nodiscard]] bool is_late(Milliseconds elapsed);

 private:
  std::vector<double> durations_;
  std::optional<Prediction> prediction_;
  std::optional<Milliseconds> p95_;
  std::map<PlanTerms, std::shared_ptr<const PollPlan>> plans_;
};

}  // namespace optrack
