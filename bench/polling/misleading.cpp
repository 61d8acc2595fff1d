// SPDX-License-Identifier: MIT
// What a history costs that says something wrong, and how soon that is over.
#include <algorithm>
#include <array>
#include <cmath>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

constexpr double kCost = 0.5;
constexpr double kFirst = 0.05;
constexpr double kLearned = 0.10;
constexpr double kNoisy = 0.1;  // absolute, as stated
constexpr double kMedians[] = {15, 60, 600};
constexpr std::size_t kKept = 64;

/// Geometric mean and worst over the three medians.
struct Ratio {
  double mean = 0;
  double worst = 0;
};

Ratio over_medians(const std::array<double, 3>& ratios) {
  return {geometric_mean({ratios.begin(), ratios.end()}), *std::max_element(ratios.begin(), ratios.end())};
}

std::vector<double> wrong_history(double median, double times, std::uint64_t r, std::size_t n) {
  return history(lognormal(0.3, median * times), 900 + static_cast<std::uint64_t>(median), r, n);
}

Ratio first_wait(double times, std::size_t n) {
  constexpr std::uint64_t kRepetitions = 8;
  std::array<double, 3> ratios{};
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    const std::vector<double> tests = test_durations(lognormal(0.3, kMedians[i]));
    const double usual = measure(client_schedule(client("geometric"), tests.back()), tests).at(kCost);
    std::vector<Cost> costs;
    for (std::uint64_t r = 0; r < kRepetitions; ++r) {
      costs.push_back(measure(optrack_schedule(wrong_history(kMedians[i], times, r, n), tests.back()), tests));
    }
    ratios[i] = mean(costs).at(kCost) / usual;
  }
  return over_medians(ratios);
}

/// Waits one after the other, each learned before the next. \return optrack's cost and that of another schedule.
std::pair<double, double> costs_while_learning(std::vector<double> past, const std::vector<double>& durations,
                                               const Schedule& other) {
  double ours = 0;
  double theirs = 0;
  for (const double duration : durations) {
    ours += measure(optrack_schedule(past, duration), {duration}).at(kCost);
    theirs += measure(other, {duration}).at(kCost);
    past.push_back(duration);
    if (past.size() > kKept) past.erase(past.begin());
  }
  return {ours, theirs};
}

Ratio next_waits(double times, std::size_t n, std::size_t waits, std::uint64_t repetitions) {
  std::array<double, 3> ratios{};
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    double ours = 0;
    double theirs = 0;
    for (std::uint64_t r = 0; r < repetitions; ++r) {
      const auto k = 1900 + static_cast<std::uint64_t>(kMedians[i]);
      const std::vector<double> durations = history(lognormal(0.3, kMedians[i]), k, r, waits);
      const double longest = *std::max_element(durations.begin(), durations.end());
      const auto [our, their] = costs_while_learning(wrong_history(kMedians[i], times, r, n), durations,
                                                     client_schedule(client("geometric"), longest));
      ours += our;
      theirs += their;
    }
    ratios[i] = ours / theirs;
  }
  return over_medians(ratios);
}

struct Row {
  const char* name;
  double times;
  double mean[3];
  double worst[3];
};

constexpr std::size_t kLengths[] = {3, 10, 30};

void show_first(Report& report, const Row& row) {
  report.row(row.name);
  for (std::size_t i = 0; i < 3; ++i) {
    const Ratio got = first_wait(row.times, kLengths[i]);
    report.cell(got.mean, {row.mean[i], 2}, kFirst);
    report.cell(got.worst, {row.worst[i], 2}, kFirst);
  }
  report.end_row();
}

}  // namespace

void show_misleading(Report& report, Extent extent) {
  const std::uint64_t repetitions = extent == Extent::whole ? 24 : 4;
  report.heading("Misleading history: cost against the geometric client, mean and worst of three medians");
  report.columns({"", "n = 3", "worst", "n = 10", "worst", "n = 30", "worst"});
  show_first(report, {"history 30x too short, first wait", 1 / 30.0, {0.84, 0.85, 0.83}, {1.01, 1.03, 1.00}});
  show_first(report, {"history 3x too long, first wait", 3, {1.03, 1.22, 1.31}, {1.23, 1.69, 1.90}});
  show_first(report, {"history 10x too long, first wait", 10, {1.24, 1.97, 1.98}, {1.49, 2.70, 2.70}});
  show_first(report, {"history 30x too long, first wait", 30, {1.24, 1.97, 1.98}, {1.49, 2.70, 2.70}});
  show_first(report, {"correct history", 1, {0.52, 0.46, 0.45}, {0.63, 0.54, 0.53}});
  if (extent == Extent::brief) return;
  const double three[] = {0.96, 1.22, 1.21};
  const double ten[] = {0.72, 0.80, 0.80};
  const double ten_worst[] = {0.82, 0.99, 0.99};
  for (const double times : {10.0, 30.0}) {
    const std::string history = "history " + std::to_string(static_cast<int>(times)) + "x too long, next ";
    report.row(history + "3 waits");
    for (std::size_t i = 0; i < 3; ++i) {
      report.cell(next_waits(times, kLengths[i], 3, repetitions).mean, {three[i], 2}, kNoisy / three[i]);
      report.text("");
    }
    report.end_row();
    report.row(history + "10 waits");
    for (std::size_t i = 0; i < 3; ++i) {
      const Ratio got = next_waits(times, kLengths[i], 10, repetitions);
      report.cell(got.mean, {ten[i], 2}, kLearned);
      report.cell(got.worst, {ten_worst[i], 2}, kLearned);
    }
    report.end_row();
  }
}

}  // namespace polling
