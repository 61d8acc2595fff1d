// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "track/prediction.hpp"

namespace optrack {

/// Survival on a grid of times: `survival[i]` is the probability to last longer than `times[i]`.
/// Times rise strictly, survival never rises. Seconds.
struct SurvivalCurve {
  std::vector<double> times;
  std::vector<double> survival;
  double tail_cost = 0;  ///< Expected cost, in seconds, of what happens after the last time.
};

/// For each time of `curve` (but the last) the index of the best next poll: the one that minimises
/// `cost` per poll plus the time from the end of the operation to the poll that sees it. Polls are at least
/// `least` apart where the grid allows. One pass, O(n): going backwards, each candidate is a line in the
/// survival, and the lower hull of those lines is searched in order.
/// Source: Barlow, Hunter, Proschan, Optimum checking procedures, J. SIAM 11 (1963).
std::vector<std::uint32_t> best_next_polls(const SurvivalCurve& curve, double cost, double least);

/// The wait after a poll at `t` when nothing is known: polls of a fresh operation come at c, 4c, 9c, … .
double wait_without_history(double t, double cost);

/// What the polls are weighed by. Seconds.
struct PlanTerms {
  double cost = 0.5;   ///< Seconds of waiting that one poll is worth; above 0.
  double least = 0.5;  ///< Least time between polls.
  double most = 300;   ///< Greatest time between polls.
  friend auto operator<=>(const PlanTerms&, const PlanTerms&) = default;
};

/// A progress report that is in force.
struct ProgressReport {
  double first_seen = 0;  ///< Elapsed time at which this value was first seen.
  double remaining = 0;   ///< Estimated from then on; above 0.
};

/// When to poll operations of one type: the poll times that cost least under a `Prediction`, for any
/// elapsed time. Some milliseconds of work and up to some hundred kilobytes: shared by all operations of
/// the type. Immutable, safe to read from several threads.
class PollPlan {
 public:
  /// REQUIRES: a history.
  PollPlan(const Prediction& prediction, const PlanTerms& terms);

  /// The next poll after one at `t` (elapsed, not negative).
  /// \param stretch  `Prediction::stretch`.
  [[nodiscard]] double next(double t, double stretch) const;

  /// The same with a progress report; plans anew from `t`.
  [[nodiscard]] double next(double t, double stretch, const ProgressReport& report) const;

  /// Middle of the time that is left at `t`; absent when it lies beyond the grid.
  [[nodiscard]] std::optional<double> remaining(double t) const;
  [[nodiscard]] std::optional<double> remaining(double t, const ProgressReport& report) const;

 private:
  PlanTerms terms_;
  SurvivalCurve curve_;
  std::vector<std::uint32_t> next_;
};

/// The next poll after one at `t` when there is no history but a progress report.
double next_by_progress(double t, const PlanTerms& terms, double stretch, const ProgressReport& report);

/// Middle of the time that is left then.
std::optional<double> remaining_by_progress(double t, const PlanTerms& terms, const ProgressReport& report);

}  // namespace optrack
