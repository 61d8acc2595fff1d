// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

constexpr double kCost = 0.5;
constexpr double kExact = 0.01;    // where there is no chance
constexpr double kLearned = 0.05;  // where a history was drawn
constexpr std::uint64_t kRepetitions = 16;

struct ScoreRow {
  const char* name;
  int samples;  ///< Length of the history; -1: the client of that name.
  double columns[7];
  double all;
};

constexpr ScoreRow kScores[] = {
    {"fixed 2", -1, {4.29, 3.65, 3.93, 4.14, 4.36, 16.36, 11.41}, 5.75},
    {"fixed 3", -1, {3.32, 2.85, 3.03, 3.16, 3.27, 12.26, 7.78}, 4.32},
    {"fixed 5", -1, {2.93, 2.30, 2.38, 2.46, 3.00, 11.23, 5.19}, 3.54},
    {"fixed 15", -1, {3.03, 2.14, 2.10, 2.12, 3.16, 11.84, 3.56}, 3.25},
    {"fixed 30", -1, {3.90, 2.67, 2.53, 2.53, 4.06, 15.25, 3.92}, 3.99},
    {"ruby guide", -1, {3.39, 2.50, 2.45, 2.52, 3.43, 12.98, 5.98}, 3.91},
    {"azps", -1, {2.27, 1.51, 1.41, 1.42, 2.33, 9.13, 3.51}, 2.44},
    {"gcloud", -1, {2.81, 1.82, 1.61, 1.63, 2.89, 11.38, 5.02}, 3.01},
    {"gax", -1, {2.32, 1.58, 1.46, 1.47, 2.31, 8.26, 2.97}, 2.39},
    {"gax-node", -1, {2.83, 1.83, 1.62, 1.65, 2.90, 10.42, 4.09}, 2.90},
    {"geometric", -1, {2.17, 1.48, 1.36, 1.38, 2.29, 8.85, 3.62}, 2.39},
    {"optrack n = 0", 0, {2.02, 1.31, 1.15, 1.15, 2.09, 7.48, 2.95}, 2.07},
    {"optrack n = 1", 1, {1.58, 1.25, 1.15, 1.17, 1.61, 3.76, 2.63}, 1.71},
    {"optrack n = 3", 3, {1.37, 1.15, 1.08, 1.08, 1.42, 2.67, 2.35}, 1.49},
    {"optrack n = 10", 10, {1.20, 1.10, 1.05, 1.05, 1.23, 1.78, 1.45}, 1.24},
    {"optrack n = 30", 30, {1.16, 1.08, 1.04, 1.04, 1.18, 1.78, 1.29}, 1.20},
    {"optrack n = 100", 100, {1.15, 1.07, 1.03, 1.03, 1.16, 1.78, 1.24}, 1.19},
};

Cost cost_of(const Workload& workload, const char* name, int samples) {
  const std::vector<double> tests = test_durations(workload.quantile);
  if (samples < 0) return measure(client_schedule(client(name), tests.back()), tests);
  if (samples == 0) return measure(optrack_schedule({}, tests.back()), tests);
  std::vector<Cost> costs;
  for (std::uint64_t r = 0; r < kRepetitions; ++r) {
    const auto past = history(workload.quantile, workload.k, r, static_cast<std::size_t>(samples));
    costs.push_back(measure(optrack_schedule(past, tests.back()), tests));
  }
  return mean(costs);
}

const Cost& optimum(const Workload& workload) {
  static std::map<std::uint64_t, Cost> known;
  const auto [place, added] = known.try_emplace(workload.k);
  if (added) place->second = measure(optimal_schedule(workload.quantile, kCost), test_durations(workload.quantile));
  return place->second;
}

struct Cell {
  const char* shape;
  double median;
  const char* policy;
  int samples;  ///< -2: the optimum.
  Expected cost, polls, delay, delay95;
};

constexpr int kOptimum = -2;
constexpr Cell kCells[] = {
    {"lognorm0.3", 60, "optimum", kOptimum, {5.63, 2}, {5.7, 1}, {2.8, 1}, {6.3, 1}},
    {"lognorm0.3", 60, "geometric", -1, {19.6, 1}, {9.0, 1}, {15.1, 1}, {35.6, 1}},
    {"lognorm0.3", 60, "fixed 5", -1, {9.0, 1}, {13.0, 1}, {2.5, 1}, {4.7, 1}},
    {"lognorm0.3", 60, "optrack n = 0", 0, {11.5, 1}, {11.6, 1}, {5.7, 1}, {11.5, 1}},
    {"lognorm0.3", 60, "optrack n = 3", 3, {7.9, 1}, {8.8, 1}, {3.5, 1}, {7.2, 1}},
    {"lognorm0.3", 60, "optrack n = 30", 30, {6.8, 1}, {7.7, 1}, {3.0, 1}, {6.4, 1}},
    {"lognorm0.3", 600, "optimum", kOptimum, {17.8, 1}, {17.7, 1}, {8.9, 1}, {20, 0}},
    {"lognorm0.3", 600, "geometric", -1, {39.5, 1}, {19.1, 1}, {29.9, 1}, {57, 0}},
    {"lognorm0.3", 600, "fixed 5", -1, {65.5, 1}, {126, 0}, {2.5, 1}, {4.7, 1}},
    {"lognorm0.3", 600, "optrack n = 0", 0, {35.5, 1}, {35.5, 1}, {17.8, 1}, {35, 0}},
    {"lognorm0.3", 600, "optrack n = 3", 3, {23.7, 1}, {24.9, 1}, {11.3, 1}, {24, 0}},
    {"lognorm0.3", 600, "optrack n = 30", 30, {20.6, 1}, {22.4, 1}, {9.4, 1}, {20, 0}},
    {"lognorm0.3", 3600, "optimum", kOptimum, {43.1, 1}, {43.3, 1}, {21.5, 1}, {49, 0}},
    {"lognorm0.3", 3600, "geometric", -1, {66.1, 1}, {71.4, 1}, {30.4, 1}, {57, 0}},
    {"lognorm0.3", 3600, "fixed 5", -1, {379, 0}, {754, 0}, {2.6, 1}, {4.8, 1}},
    {"lognorm0.3", 3600, "optrack n = 0", 0, {86.4, 1}, {86.3, 1}, {43.2, 1}, {87, 0}},
    {"lognorm0.3", 3600, "optrack n = 3", 3, {59.8, 1}, {57.9, 1}, {30.9, 1}, {66, 0}},
    {"lognorm0.3", 3600, "optrack n = 30", 30, {50.4, 1}, {52.2, 1}, {24.4, 1}, {53, 0}},
    {"lognorm1.0", 60, "optimum", kOptimum, {9.86, 2}, {10.1, 1}, {4.8, 1}, {9.5, 1}},
    {"lognorm1.0", 60, "geometric", -1, {21.0, 1}, {9.2, 1}, {16.4, 1}, {50, 0}},
    {"lognorm1.0", 60, "fixed 5", -1, {12.7, 1}, {20.2, 1}, {2.6, 1}, {4.8, 1}},
    {"lognorm1.0", 60, "optrack n = 0", 0, {12.8, 1}, {12.9, 1}, {6.3, 1}, {16, 0}},
    {"lognorm1.0", 60, "optrack n = 3", 3, {11.2, 1}, {11.6, 1}, {5.4, 1}, {12, 0}},
    {"lognorm1.0", 60, "optrack n = 30", 30, {10.7, 1}, {10.5, 1}, {5.4, 1}, {11, 0}},
    {"weibull0.7", 60, "optimum", kOptimum, {11.6, 1}, {11.9, 1}, {5.6, 1}, {12, 0}},
    {"weibull0.7", 60, "geometric", -1, {20.5, 1}, {9.0, 1}, {16.0, 1}, {51, 0}},
    {"weibull0.7", 60, "fixed 5", -1, {15.7, 1}, {26.1, 1}, {2.6, 1}, {4.8, 1}},
    {"weibull0.7", 60, "optrack n = 0", 0, {13.5, 1}, {13.5, 1}, {6.7, 1}, {20, 0}},
    {"weibull0.7", 60, "optrack n = 3", 3, {12.7, 1}, {11.6, 1}, {6.9, 1}, {18, 0}},
    {"weibull0.7", 60, "optrack n = 30", 30, {12.0, 1}, {11.3, 1}, {6.4, 1}, {16, 0}},
    {"pareto1.5", 60, "optimum", kOptimum, {11.8, 1}, {12.2, 1}, {5.7, 1}, {12, 0}},
    {"pareto1.5", 60, "geometric", -1, {20.9, 1}, {9.5, 1}, {16.2, 1}, {51, 0}},
    {"pareto1.5", 60, "fixed 5", -1, {16.8, 1}, {28.6, 1}, {2.5, 1}, {4.7, 1}},
    {"pareto1.5", 60, "optrack n = 0", 0, {13.5, 1}, {13.9, 1}, {6.6, 1}, {19, 0}},
    {"pareto1.5", 60, "optrack n = 3", 3, {12.8, 1}, {12.7, 1}, {6.5, 1}, {16, 0}},
    {"pareto1.5", 60, "optrack n = 30", 30, {12.4, 1}, {12.0, 1}, {6.4, 1}, {16, 0}},
    {"determ2%", 3600, "optimum", kOptimum, {8.4, 1}, {8.3, 1}, {4.2, 1}, {10, 0}},
    {"determ2%", 3600, "geometric", -1, {66.6, 1}, {68.7, 1}, {32.3, 1}, {58, 0}},
    {"determ2%", 3600, "fixed 5", -1, {363, 0}, {721, 0}, {2.5, 1}, {4.7, 1}},
    {"determ2%", 3600, "optrack n = 0", 0, {90.5, 1}, {85.4, 1}, {47.8, 1}, {81, 0}},
    {"determ2%", 3600, "optrack n = 3", 3, {27.1, 1}, {42.0, 1}, {6.1, 1}, {13, 0}},
    {"determ2%", 3600, "optrack n = 30", 30, {19.3, 1}, {28.0, 1}, {5.3, 1}, {12, 0}},
    {"bimodal", 2, "optimum", kOptimum, {3.79, 2}, {3.9, 1}, {1.8, 1}, {5.4, 1}},
    {"bimodal", 2, "geometric", -1, {19.7, 1}, {6.9, 1}, {16.3, 1}, {55, 0}},
    {"bimodal", 2, "fixed 5", -1, {12.2, 1}, {18.8, 1}, {2.7, 1}, {4.4, 1}},
    {"bimodal", 2, "optrack n = 0", 0, {10.9, 1}, {11.0, 1}, {5.4, 1}, {17, 0}},
    {"bimodal", 2, "optrack n = 3", 3, {8.8, 1}, {9.9, 1}, {3.9, 1}, {11, 0}},
    {"bimodal", 2, "optrack n = 30", 30, {4.8, 1}, {6.2, 1}, {1.7, 1}, {5.3, 1}},
};

}  // namespace

void show_scores(Report& report, Extent extent) {
  report.heading("Scores: cost / optimum, expected in brackets");
  std::vector<std::string> names{"policy"};
  names.insert(names.end(), shapes().begin(), shapes().end());
  names.emplace_back("ALL");
  report.columns(names);
  for (const ScoreRow& row : kScores) {
    if (extent == Extent::brief && row.samples > 0 && row.samples != 3) continue;
    std::map<std::string, std::vector<double>> ratios;
    for (const Workload& workload : workloads()) {
      const double cost = cost_of(workload, row.name, row.samples).at(kCost);
      ratios[workload.shape].push_back(cost / optimum(workload).at(kCost));
    }
    const double tolerance = row.samples > 0 ? kLearned : kExact;
    report.row(row.name);
    std::vector<double> columns;
    for (std::size_t i = 0; i < shapes().size(); ++i) {
      columns.push_back(geometric_mean(ratios[shapes()[i]]));
      report.cell(columns.back(), {row.columns[i], 2}, tolerance);
    }
    report.cell(geometric_mean(columns), {row.all, 2}, tolerance);
    report.end_row();
  }
}

void show_cells(Report& report, Extent extent) {
  report.heading("Single cells, expected in brackets; only the cost is held to a tolerance");
  report.columns({"cell", "policy", "cost", "polls", "mean delay, s", "95 % delay, s"});
  for (const Cell& cell : kCells) {
    if (extent == Extent::brief && cell.samples > 3) continue;
    const auto workload = std::find_if(workloads().begin(), workloads().end(), [&](const Workload& one) {
      return one.shape == cell.shape && one.median == cell.median;
    });
    const Cost cost = cell.samples == kOptimum ? optimum(*workload) : cost_of(*workload, cell.policy, cell.samples);
    const double tolerance = cell.samples > 0 ? kLearned : kExact;
    report.row(std::string{cell.shape} + ", " + std::to_string(static_cast<int>(cell.median)));
    report.text(cell.policy);
    report.cell(cost.at(kCost), cell.cost, tolerance);
    report.beside(cost.polls, cell.polls);
    report.beside(cost.delay, cell.delay);
    report.beside(cost.delay95, cell.delay95);
    report.end_row();
  }
}

}  // namespace polling
