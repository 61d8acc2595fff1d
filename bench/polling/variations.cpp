// SPDX-License-Identifier: MIT
// The same with jitter, other prices, a server that wants to be left alone, and at equal numbers of polls.
#include <algorithm>
#include <cmath>
#include <map>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

const std::vector<std::string>& four_shapes() {
  static const std::vector<std::string> kFour{"lognorm0.3", "lognorm1.0", "bimodal", "pareto1.5"};
  return kFour;
}

/// Geometric mean over four shapes of the geometric mean over medians of cost / optimum.
double score(std::size_t samples, const Terms& terms, std::uint64_t repetitions, bool jitter, double no_sooner,
             const Client* client = nullptr) {
  std::map<std::string, std::vector<double>> ratios;
  for (const Workload& workload : workloads()) {
    if (std::count(four_shapes().begin(), four_shapes().end(), workload.shape) == 0) continue;
    const std::vector<double> tests = test_durations(workload.quantile);
    std::vector<Cost> costs;
    if (client != nullptr) costs.push_back(measure(client_schedule(*client, tests.back()), tests));
    for (std::uint64_t r = 0; client == nullptr && r < (samples == 0 && !jitter ? 1 : repetitions); ++r) {
      SplitMix64 random{99 + r};
      const auto past = history(workload.quantile, workload.k, r, samples);
      const std::function<double()> draw = [&random] { return random.uniform(); };
      costs.push_back(measure(
          optrack_schedule(past, tests.back(), terms, jitter ? draw : std::function<double()>{}, no_sooner), tests));
    }
    const double best = measure(optimal_schedule(workload.quantile, terms.cost), tests).at(terms.cost);
    ratios[workload.shape].push_back(mean(costs).at(terms.cost) / best);
  }
  std::vector<double> columns;
  for (const auto& [shape, all] : ratios) columns.push_back(geometric_mean(all));
  return geometric_mean(columns);
}

void show_prices(Report& report, std::uint64_t repetitions) {
  report.heading("Other prices of a poll: cost / optimum at that price, four shapes");
  report.columns({"c, s", "n = 3", "n = 30"});
  for (const double cost : {0.1, 0.5, 1.0, 5.0}) {
    Terms terms;
    terms.cost = cost;
    report.row(std::to_string(cost).substr(0, 3));
    report.cell(score(3, terms, repetitions, false, 0), {1.38, 2}, 0.05);
    report.cell(score(30, terms, repetitions, false, 0), {1.14, 2}, 0.05);
    report.end_row();
  }
}

/// Sums over all 32 workloads.
Cost total(std::size_t samples, double cost, std::uint64_t repetitions) {
  Cost sum;
  const Terms terms{cost, 0.05, 1e9};
  for (const Workload& workload : workloads()) {
    const std::vector<double> tests = test_durations(workload.quantile);
    std::vector<Cost> costs;
    for (std::uint64_t r = 0; r < (samples == 0 ? 1 : repetitions); ++r) {
      costs.push_back(
          measure(optrack_schedule(history(workload.quantile, workload.k, r, samples), tests.back(), terms), tests));
    }
    const Cost here = mean(costs);
    sum.polls += here.polls;
    sum.delay += here.delay;
  }
  return sum;
}

/// The delay at the price at which optrack polls as often in all as `polls`.
double delay_at(std::size_t samples, double polls, std::uint64_t repetitions) {
  double low = std::log(0.002);
  double high = std::log(50.0);
  Cost got;
  for (int i = 0; i < 9; ++i) {
    const double middle = (low + high) / 2;
    got = total(samples, std::exp(middle), repetitions);
    (got.polls > polls ? low : high) = middle;
  }
  // What is left of the difference in polls: delay * polls is nearly constant.
  return got.delay * got.polls / polls;
}

struct EqualRow {
  const char* client;
  double none, three, thirty;
};

constexpr EqualRow kEqual[] = {{"fixed 15", 0.61, 0.34, 0.27},   {"fixed 30", 0.59, 0.33, 0.26},
                               {"ruby guide", 1.04, 0.58, 0.46}, {"azps", 0.67, 0.37, 0.29},
                               {"gcloud", 0.81, 0.45, 0.36},     {"gax", 1.06, 0.60, 0.47},
                               {"gax-node", 0.82, 0.46, 0.36},   {"geometric", 0.98, 0.55, 0.43}};

}  // namespace

void show_variations(Report& report, Extent extent) {
  const std::uint64_t repetitions = extent == Extent::whole ? 16 : 2;
  show_prices(report, repetitions);

  report.heading("Jitter of 5 % either way, and Retry-After of 5 s in every answer: cost / optimum, four shapes");
  report.columns({"", "n = 0", "n = 30", "fixed 5"});
  // About twice what was expected at n = 30: a poll that comes early is followed by one at its planned time.
  report.row("jitter, against none (at most 1.005 expected, not held)");
  const Terms usual;
  report.cell(score(0, usual, repetitions, true, 0) / score(0, usual, 1, false, 0), 3);
  report.cell(score(30, usual, repetitions, true, 0) / score(30, usual, repetitions, false, 0), 3);
  report.text("");
  report.end_row();
  report.row("Retry-After 5 s");
  report.cell(score(0, usual, repetitions, false, 5), {1.90, 2}, 0.05);
  report.cell(score(30, usual, repetitions, false, 5), {1.29, 2}, 0.05);
  report.cell(score(0, usual, 1, false, 0, &client("fixed 5")), {3.05, 2}, 0.01);
  report.end_row();
}

void show_equal_polls(Report& report, Extent extent) {
  const std::uint64_t repetitions = extent == Extent::whole ? 4 : 1;
  report.heading("Delay against a client that polls as often in all (one price for all 32 workloads)");
  report.columns({"client", "n = 0", "n = 3", "n = 30"});
  for (const EqualRow& row : kEqual) {
    Cost theirs;
    for (const Workload& workload : workloads()) {
      const std::vector<double> tests = test_durations(workload.quantile);
      const Cost here = measure(client_schedule(client(row.client), tests.back()), tests);
      theirs.polls += here.polls;
      theirs.delay += here.delay;
    }
    report.row(row.client);
    report.cell(delay_at(0, theirs.polls, 1) / theirs.delay, {row.none, 2}, 0.05);
    report.cell(delay_at(3, theirs.polls, repetitions) / theirs.delay, {row.three, 2}, 0.10);
    report.cell(delay_at(30, theirs.polls, repetitions) / theirs.delay, {row.thirty, 2}, 0.10);
    report.end_row();
  }
}

}  // namespace polling
