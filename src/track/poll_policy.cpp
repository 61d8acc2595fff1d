// SPDX-License-Identifier: MIT
#include "track/poll_policy.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace optrack {
namespace {

constexpr double kSpread = 0.05;
constexpr Milliseconds kLeast{1};      // a loop without any pause would be an attack
constexpr Milliseconds kLeastCost{1};  // a price of nothing has no optimum
constexpr int kDearest = 64;           // doubled six times; from there on only the longest wait counts
constexpr double kStaler = 1.25;       // of the bound, after each poll without news
constexpr double kStalest = 5;         // of `fresh`
constexpr double kFirstReport = 0.02;  // less says nothing
constexpr double kLastReport = 0.99;   // more is not yet the end
constexpr double kReportStretch = 4;

double in_seconds(Milliseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

PollPolicy::PollPolicy(const Settings& settings, std::shared_ptr<Forecast> forecast)
    : settings_(settings), forecast_(std::move(forecast)) {
  set_fresh(settings.fresh);
}

void PollPolicy::set_fresh(std::optional<Milliseconds> fresh) {
  settings_.fresh = fresh;
  bound_ = fresh ? in_seconds(*fresh) : 0;
}

void PollPolicy::answered(const PollAnswer& answer) {
  no_sooner_ = answer.no_sooner;
  if (settings_.fresh) {
    const double fresh = in_seconds(*settings_.fresh);
    bound_ = answer.news ? fresh : std::min(kStaler * bound_, kStalest * fresh);
  }
  const double fraction = answer.progress.value_or(0);
  if (fraction < kFirstReport) return;
  if (!progress_ || fraction > progress_->fraction) {
    progress_ = Seen{fraction, std::max(0.0, in_seconds(answer.elapsed))};
  }
}

void PollPolicy::throttled() { dearer_ = std::min(2 * dearer_, kDearest); }

std::optional<Milliseconds> PollPolicy::ceiling() const {
  if (!settings_.retention) return std::nullopt;
  return std::max(*settings_.retention / 2, kLeast);
}

PlanTerms PollPolicy::terms() const {
  const Milliseconds least = std::max({settings_.shortest, no_sooner_.value_or(kLeast), kLeast});
  return {in_seconds(std::max(settings_.poll_cost, kLeastCost)) * dearer_, in_seconds(least),
          in_seconds(settings_.longest)};
}

std::optional<ProgressReport> PollPolicy::report() const {
  // A report at the very start would promise the end at once; one beyond the last says nothing of what is left.
  if (!progress_ || progress_->at <= 0 || progress_->fraction > kLastReport) return std::nullopt;
  return ProgressReport{progress_->at, progress_->at * (1 - progress_->fraction) / progress_->fraction};
}

/// Elapsed time of the next poll, for those who only want to know the end.
double PollPolicy::planned(double t) const {
  const PlanTerms terms = this->terms();
  if (const auto report = this->report()) {
    if (!has_history()) return next_by_progress(t, terms, kReportStretch, *report);
    const double stretch = std::max(forecast_->prediction().stretch(), kReportStretch);
    return forecast_->plan(terms)->next(t, stretch, *report);
  }
  if (has_history()) return forecast_->plan(terms)->next(t, forecast_->prediction().stretch());
  return t + std::min(wait_without_history(t, terms.cost), terms.most);
}

Milliseconds PollPolicy::next(Milliseconds elapsed, double random) const {
  Milliseconds wait = settings_.interval.value_or(Milliseconds{0});
  if (!settings_.interval) {
    const double t = std::max(0.0, in_seconds(elapsed));
    double after = settings_.fresh ? bound_ : in_seconds(settings_.longest);
    // A plan never says less than the least wait: where no more is allowed none is needed.
    if (after > in_seconds(settings_.shortest)) after = std::min(after, planned(t) - t);
    after *= 1 + kSpread * (2 * std::clamp(random, 0.0, 1.0) - 1);
    // Rounded down: a poll just after its planned time would be taken for one that belongs to the next point.
    wait = std::max(std::chrono::floor<Milliseconds>(std::chrono::duration<double>(after)), settings_.shortest);
  }
  wait = std::max(wait, kLeast);
  if (const auto limit = ceiling()) wait = std::min(wait, *limit);
  return std::max(wait, no_sooner_.value_or(Milliseconds{0}));
}

std::optional<TimeLeft> PollPolicy::left(Milliseconds elapsed) const {
  const double t = std::max(0.0, in_seconds(elapsed));
  TimeLeft left;
  std::optional<double> middle;
  if (const auto report = this->report()) {
    left.from = TimeLeft::From::progress;
    middle =
        has_history() ? forecast_->plan(terms())->remaining(t, *report) : remaining_by_progress(t, terms(), *report);
  } else if (has_history() && elapsed <= *forecast_->p95()) {
    middle = forecast_->plan(terms())->remaining(t);
  }
  if (!middle) return std::nullopt;
  left.left = std::chrono::round<Milliseconds>(std::chrono::duration<double>(*middle));
  return left;
}

}  // namespace optrack
