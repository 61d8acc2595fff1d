// SPDX-License-Identifier: MIT
#include "track/poll_plan.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace optrack {
namespace {

constexpr double kFirstPoint = 0.25;
constexpr double kShortestHorizon = 600;
constexpr double kHorizon = 8;  // times the longest duration
constexpr double kBelow = 0.6;  // where the history begins and ends, in parts of its extremes
constexpr double kAbove = 1.6;
constexpr double kCoarse = 0.02;  // relative step away from the history
constexpr double kFinest = 0.001;
constexpr double kFinePoints = 1000;
constexpr double kFinestWithoutHistory = 0.004;
constexpr double kMostPoints = 20'000;  // longer grids get longer steps

constexpr double kReportWidth = 0.35;
constexpr double kReportFloor = 0.1;

/// Where the durations are, and so where the grid must be fine.
struct Extent {
  double shortest = 1;
  double longest = 1;
  double finest = kFinest;
};

std::vector<double> make_grid(const Extent& extent, const PlanTerms& terms) {
  const double first = std::max(kFirstPoint, terms.least);
  const double end = std::max({kShortestHorizon, kHorizon * extent.longest, first});
  const double low = kBelow * extent.shortest;
  const double high = kAbove * extent.longest;
  const double fine = std::max(extent.finest, std::log(high / low) / kFinePoints);
  // The steps of 0.25 sqrt(c t) alone would take this many points.
  const double scale = std::max(1.0, 8 * std::sqrt(end / terms.cost) / kMostPoints);
  std::vector<double> times{0};
  for (double t = first; t < end;) {
    times.push_back(t);
    const double relative = t > low && t < high ? fine : kCoarse;
    t += scale * std::max(terms.cost / 8, std::min(relative * t, 0.25 * std::sqrt(terms.cost * t)));
  }
  times.push_back(end);
  return times;
}

double tail_cost(double survival, double cost, double end) { return survival * 2 * std::sqrt(cost * end); }

SurvivalCurve curve_of(const Prediction& prediction, const Extent& extent, const PlanTerms& terms) {
  SurvivalCurve curve;
  curve.times = make_grid(extent, terms);
  curve.survival.reserve(curve.times.size());
  double least = 1;
  for (const double t : curve.times) {
    least = std::min(least, prediction.survival(t));
    curve.survival.push_back(least);
  }
  curve.tail_cost = tail_cost(least, terms.cost, curve.times.back());
  return curve;
}

/// Index of the first time at or after `t`; the last one when there is none.
std::size_t at_or_after(const std::vector<double>& times, double t) {
  const auto found = std::lower_bound(times.begin(), times.end(), t);
  return found == times.end() ? times.size() - 1 : static_cast<std::size_t>(found - times.begin());
}

/// The planned poll, brought nearer where it is further than allowed: rounded down to the grid, at least one point on.
double limited(const std::vector<double>& times, std::size_t from, std::size_t next, const PlanTerms& terms,
               double stretch) {
  const double now = times[from];
  const double limit = now + std::min(terms.most, stretch * wait_without_history(now, terms.cost));
  if (times[next] <= limit) return times[next];
  const auto above = std::upper_bound(times.begin(), times.end(), limit);
  const auto index = static_cast<std::size_t>(above - times.begin()) - 1;
  return times[std::max(index, from + 1)];
}

double beyond_grid(double t, const PlanTerms& terms) {
  return t + std::min(wait_without_history(t, terms.cost), terms.most);
}

/// When the survival is `part`; absent when it is more at the end of the curve.
std::optional<double> time_of(const SurvivalCurve& curve, double part) {
  const auto found = std::lower_bound(curve.survival.begin(), curve.survival.end(), part, std::greater<>{});
  if (found == curve.survival.end() || found == curve.survival.begin()) return std::nullopt;
  const auto i = static_cast<std::size_t>(found - curve.survival.begin());
  const double drop = curve.survival[i - 1] - curve.survival[i];
  const double share = drop > 0 ? (curve.survival[i - 1] - part) / drop : 1;
  return curve.times[i - 1] + share * (curve.times[i] - curve.times[i - 1]);
}

/// How much likelier an end in the middle of from..to is, given the report.
double weight_of_end(double from, double to, const ProgressReport& report) {
  const double after = (from + to) / 2 - report.first_seen;
  if (after <= 0) return kReportFloor;
  const double q = std::exp(-std::abs(std::log(after / report.remaining)) / kReportWidth);
  return kReportFloor + (1 - kReportFloor) * 4 * q / ((1 + q) * (1 + q));
}

/// The curve from `t` on, given that the operation has lasted until then and given the report.
/// REQUIRES: `t` before the last time.
SurvivalCurve sharpened(const SurvivalCurve& base, double t, const ProgressReport& report, double cost) {
  const auto begin =
      static_cast<std::size_t>(std::upper_bound(base.times.begin(), base.times.end(), t) - base.times.begin());
  SurvivalCurve curve;
  curve.times.reserve(base.times.size() - begin + 1);
  curve.times.push_back(t);
  curve.times.insert(curve.times.end(), base.times.begin() + static_cast<std::ptrdiff_t>(begin), base.times.end());
  double now = base.survival[begin];
  if (begin > 0) {
    const double share = (t - base.times[begin - 1]) / (base.times[begin] - base.times[begin - 1]);
    now = base.survival[begin - 1] + share * (base.survival[begin] - base.survival[begin - 1]);
  }
  curve.survival.assign(curve.times.size(), 0);
  double mass = kReportFloor * base.survival.back();
  curve.survival.back() = mass;
  for (std::size_t i = curve.times.size() - 1; i-- > 0;) {
    const double before = i == 0 ? now : base.survival[begin + i - 1];
    const double in_cell = std::max(0.0, before - base.survival[begin + i]);
    mass += in_cell * weight_of_end(curve.times[i], curve.times[i + 1], report);
    curve.survival[i] = mass;
  }
  if (mass <= 0) mass = 1;
  for (double& survival : curve.survival) survival /= mass;
  curve.tail_cost = tail_cost(curve.survival.back(), cost, curve.times.back());
  return curve;
}

double next_from(const SurvivalCurve& base, double t, const PlanTerms& terms, double stretch,
                 const ProgressReport& report) {
  if (t >= base.times.back()) return beyond_grid(t, terms);
  const SurvivalCurve curve = sharpened(base, t, report, terms.cost);
  const std::size_t next = best_next_polls(curve, terms.cost, terms.least).front();
  return limited(curve.times, 0, next, terms, stretch);
}

std::optional<double> remaining_from(const SurvivalCurve& base, double t, const PlanTerms& terms,
                                     const ProgressReport& report) {
  if (t >= base.times.back()) return std::nullopt;
  const auto middle = time_of(sharpened(base, t, report, terms.cost), 0.5);
  if (!middle) return std::nullopt;
  return *middle - t;
}

SurvivalCurve curve_without_history(double t, const PlanTerms& terms) {
  const double around = std::max(t, 1.0);
  return curve_of(Prediction{{}}, {around, around, kFinestWithoutHistory}, terms);
}

/// The candidates for the next poll: lines `slope` * survival + `base`, of which the least is wanted.
class LowerHull {
 public:
  struct Line {
    double slope, base;
    std::uint32_t index;
    [[nodiscard]] double at(double survival) const { return slope * survival + base; }
  };

  /// Slopes fall from line to line.
  void add(const Line& line) {
    while (lines_.size() >= 2 && useless(lines_[lines_.size() - 2], lines_.back(), line)) lines_.pop_back();
    lines_.push_back(line);
  }

  /// Survivals rise from call to call: a line that has been overtaken stays so. REQUIRES: a line.
  const Line& least_at(double survival) {
    while (lines_.size() >= 2 && lines_[1].at(survival) <= lines_[0].at(survival)) lines_.pop_front();
    return lines_.front();
  }

 private:
  /// Whether `b`, between `a` and `c`, is nowhere the least.
  static bool useless(const Line& a, const Line& b, const Line& c) {
    return (c.base - a.base) * (a.slope - b.slope) <= (b.base - a.base) * (a.slope - c.slope);
  }

  std::deque<Line> lines_;
};

}  // namespace

std::vector<std::uint32_t> best_next_polls(const SurvivalCurve& curve, double cost, double least) {
  const std::vector<double>& times = curve.times;
  const std::size_t last = times.size() - 1;
  std::vector<std::uint32_t> next(last);
  std::vector<double> value(times.size());
  value[last] = curve.tail_cost;
  LowerHull hull;
  hull.add({times[last], value[last], static_cast<std::uint32_t>(last)});
  std::size_t candidate = last;  // the earliest time that is in the hull
  for (std::size_t i = last; i-- > 0;) {
    while (candidate - 1 > i && times[candidate - 1] >= times[i] + least) {
      --candidate;
      hull.add({times[candidate], value[candidate], static_cast<std::uint32_t>(candidate)});
    }
    const double survival = curve.survival[i];
    const LowerHull::Line& best = hull.least_at(survival);
    next[i] = best.index;
    value[i] = best.at(survival) + survival * (cost - times[i]);
  }
  return next;
}

double wait_without_history(double t, double cost) { return 2 * std::sqrt(cost * t) + cost; }

PollPlan::PollPlan(const Prediction& prediction, const PlanTerms& terms)
    : terms_(terms),
      curve_(curve_of(prediction, {prediction.shortest(), prediction.longest(), kFinest}, terms)),
      next_(best_next_polls(curve_, terms.cost, terms.least)) {}

double PollPlan::next(double t, double stretch) const {
  const std::size_t i = at_or_after(curve_.times, t);
  if (i + 1 == curve_.times.size()) return beyond_grid(t, terms_);
  return limited(curve_.times, i, next_[i], terms_, stretch);
}

double PollPlan::next(double t, double stretch, const ProgressReport& report) const {
  return next_from(curve_, t, terms_, stretch, report);
}

std::optional<double> PollPlan::remaining(double t) const {
  const std::size_t i = at_or_after(curve_.times, t);
  const auto middle = time_of(curve_, curve_.survival[i] / 2);
  if (!middle) return std::nullopt;
  return std::max(0.0, *middle - t);
}

std::optional<double> PollPlan::remaining(double t, const ProgressReport& report) const {
  return remaining_from(curve_, t, terms_, report);
}

double next_by_progress(double t, const PlanTerms& terms, double stretch, const ProgressReport& report) {
  return next_from(curve_without_history(t, terms), t, terms, stretch, report);
}

std::optional<double> remaining_by_progress(double t, const PlanTerms& terms, const ProgressReport& report) {
  return remaining_from(curve_without_history(t, terms), t, terms, report);
}

}  // namespace optrack
