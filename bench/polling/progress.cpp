// SPDX-License-Identifier: MIT
// What progress reports are worth, honest ones and others.
#include <algorithm>
#include <cmath>
#include <functional>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

constexpr double kCost = 0.5;
constexpr double kTolerance = 0.10;
constexpr int kOperations = 30;

enum class Kind { none, exact, noisy, coarse, stuck };

/// What the server of one operation says.
class Reporter {
 public:
  Reporter(Kind kind, double duration, std::uint64_t seed) : kind_(kind), duration_(duration), random_(seed) {}

  double at(double t) {
    constexpr double kMost = 0.99;
    const double part = t / duration_;
    switch (kind_) {
      case Kind::none:
        return 0;
      case Kind::exact:
        return part;
      case Kind::stuck:
        return std::min(part / 0.6, 1.0) * kMost;
      case Kind::noisy:
      case Kind::coarse:
        break;
    }
    if (bend_ == 0) bend_ = std::exp(0.25 * normal(random_.uniform()));
    const double noisy = std::pow(part, bend_) + 0.02 * normal(random_.uniform());
    const double steps = kind_ == Kind::noisy ? 100 : 4;
    shown_ = std::max(shown_, std::clamp(std::floor(noisy * steps) / steps, 0.0, kMost));
    return shown_;
  }

 private:
  Kind kind_;
  double duration_;
  SplitMix64 random_;
  double bend_ = 0;
  double shown_ = 0;
};

std::vector<double> durations() {
  std::vector<double> all;
  for (int i = 0; i < kOperations; ++i) all.push_back(lognormal(0.7, 120)((i + 0.5) / kOperations));
  return all;
}

double mean_cost(const std::function<double(int, double)>& cost_of) {
  double sum = 0;
  const std::vector<double> all = durations();
  for (int i = 0; i < kOperations; ++i) sum += cost_of(i, all[static_cast<std::size_t>(i)]);
  return sum / kOperations;
}

double optrack_cost(Kind kind, const std::vector<double>& history, int i, double duration) {
  using optrack::Milliseconds;
  optrack::PollPolicy policy{settings_of({}), std::make_shared<optrack::Forecast>(history)};
  Reporter reporter{kind, duration, 4242 + static_cast<std::uint64_t>(i)};
  Milliseconds t{0};
  for (int polls = 1;; ++polls) {
    t += policy.next(t, 0.5);
    const double now = static_cast<double>(t.count()) / 1000;
    if (now >= duration) return kCost * polls + now - duration;
    const double shown = reporter.at(now);
    policy.answered({t, shown > 0 ? std::optional{shown} : std::nullopt, false, std::nullopt});
  }
}

/// Half of what remains by the report, else the rule without history.
double half_of_remaining_cost(Kind kind, int i, double duration) {
  constexpr double kLeast = 0.5;
  Reporter reporter{kind, duration, 4242 + static_cast<std::uint64_t>(i)};
  double shown = 0;
  double since = 0;  // when this value was first seen
  double t = 0;
  for (int polls = 1;; ++polls) {
    const double wait = shown >= 0.02 ? 0.5 * since * (1 - shown) / shown : optrack::wait_without_history(t, kCost);
    t += std::clamp(wait, kLeast, 300.0);
    if (t >= duration) return kCost * polls + t - duration;
    const double now = reporter.at(t);
    if (now > shown) since = t;
    shown = now;
  }
}

struct Row {
  const char* name;
  Kind kind;
  double without, with, half;
};

constexpr Row kRows[] = {{"none", Kind::none, 17.1, 13.4, 17.1},
                         {"exact", Kind::exact, 9.6, 7.4, 6.4},
                         {"noisy", Kind::noisy, 9.1, 7.6, 13.0},
                         {"coarse", Kind::coarse, 12.0, 9.3, 18.8},
                         {"stuck at 99 %", Kind::stuck, 14.4, 11.9, 51.1}};

}  // namespace

void show_progress(Report& report) {
  report.heading("Progress reports: mean cost of 30 operations (lognormal 0.7, median 120 s)");
  report.columns({"report", "optrack n = 0", "n = 30", "half of remaining", "geometric", "fixed 5"});
  const std::vector<double> all = durations();
  const double geometric = measure(client_schedule(client("geometric"), all.back()), all).at(kCost);
  const double fixed = measure(client_schedule(client("fixed 5"), all.back()), all).at(kCost);
  std::vector<std::vector<double>> histories;
  for (std::uint64_t r = 0; r < 5; ++r) histories.push_back(history(lognormal(0.7, 120), 500, r, 30));
  for (const Row& row : kRows) {
    report.row(row.name);
    report.cell(mean_cost([&](int i, double t) { return optrack_cost(row.kind, {}, i, t); }), {row.without, 1},
                kTolerance);
    report.cell(mean_cost([&](int i, double t) {
                  return optrack_cost(row.kind, histories[static_cast<std::size_t>(i) % 5], i, t);
                }),
                {row.with, 1}, kTolerance);
    report.cell(mean_cost([&](int i, double t) { return half_of_remaining_cost(row.kind, i, t); }), {row.half, 1},
                kTolerance);
    report.cell(geometric, {28.9, 1}, kTolerance);
    report.cell(fixed, {17.8, 1}, kTolerance);
    report.end_row();
  }
}

}  // namespace polling
