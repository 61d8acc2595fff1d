// SPDX-License-Identifier: MIT
// How old news gets while somebody reads along.
#include <cmath>
#include <functional>
#include <vector>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

constexpr double kDuration = 600;
constexpr int kRuns = 200;
constexpr double kTolerance = 0.10;

double exponential(SplitMix64& random, double mean) { return -mean * std::log(random.uniform()); }

using Arrivals = std::function<std::vector<double>(SplitMix64&)>;

std::vector<double> bursts(SplitMix64& random) {
  std::vector<double> times;
  for (double t = exponential(random, 30); t < kDuration; t += exponential(random, 30)) {
    for (int i = 0; i < 3; ++i, t += i < 3 ? 1 : 0) times.push_back(t);
  }
  return times;
}

std::vector<double> long_silences(SplitMix64& random) {
  std::vector<double> times;
  for (double t = 0;;) {
    t += 2 * std::pow(random.uniform(), -1 / 0.8) - 1;
    if (t >= kDuration) return times;
    times.push_back(t);
  }
}

std::vector<double> phases(SplitMix64& random) {
  std::vector<double> times;
  for (double begin = 0; begin < kDuration; begin += 240) {
    for (double t = begin + exponential(random, 3); t < begin + 120; t += exponential(random, 3)) times.push_back(t);
  }
  return times;
}

std::vector<double> steady(SplitMix64& random) {
  std::vector<double> times;
  for (double t = exponential(random, 2); t < kDuration; t += exponential(random, 2)) times.push_back(t);
  return times;
}

struct Seen {
  double polls = 0;
  double age = 0;  ///< Mean age of an entry when shown.
};

/// Polls until the operation has ended; only the bound of freshness counts, because a poll is very dear.
Seen watch(const std::vector<double>& entries) {
  using optrack::Milliseconds;
  Terms terms;
  terms.cost = 1e6;
  auto settings = settings_of(terms);
  settings.fresh = Milliseconds{2000};
  optrack::PollPolicy policy{settings};
  Seen seen;
  std::size_t shown = 0;
  Milliseconds t{0};
  for (double now = 0; now < kDuration;) {
    t += policy.next(t, 0.5);
    now = static_cast<double>(t.count()) / 1000;
    ++seen.polls;
    const std::size_t before = shown;
    for (; shown < entries.size() && entries[shown] <= now; ++shown) seen.age += now - entries[shown];
    policy.answered({t, std::nullopt, shown > before, std::nullopt});
  }
  if (shown > 0) seen.age /= static_cast<double>(shown);
  return seen;
}

struct Row {
  const char* name;
  Arrivals arrivals;
  Expected polls, age, product;
};

}  // namespace

void show_freshness(Report& report) {
  const Row rows[] = {
      {"bursts of 3 at 1/s, mean gap 30 s", bursts, {126, 0}, {2.7, 1}, {1.14, 2}},
      {"single, long silences", long_silences, {109, 0}, {2.2, 1}, {0.79, 2}},
      {"phases: 120 s busy, 120 s silent", phases, {183, 0}, {1.3, 1}, {0.82, 2}},
      {"steady, one per 2 s", steady, {269, 0}, {1.2, 1}, {1.04, 2}},
  };
  report.heading("Somebody reads along: T = 600 s, fresh = 2 s, mean of 200 runs");
  report.columns({"arrivals of entries", "polls", "mean age, s", "polls * age / 300"});
  for (const Row& row : rows) {
    Seen sum;
    for (int run = 0; run < kRuns; ++run) {
      SplitMix64 random{static_cast<std::uint64_t>(7000 + run)};
      const Seen seen = watch(row.arrivals(random));
      sum.polls += seen.polls / kRuns;
      sum.age += seen.age / kRuns;
    }
    report.row(row.name);
    report.cell(sum.polls, row.polls, kTolerance);
    report.cell(sum.age, row.age, kTolerance);
    report.cell(sum.polls * sum.age / (kDuration / 2), row.product, kTolerance);
    report.end_row();
  }
}

}  // namespace polling
