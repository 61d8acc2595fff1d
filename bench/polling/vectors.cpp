// SPDX-License-Identifier: MIT
// Single figures that any implementation must show.
#include <tuple>

#include "polling/schedule.hpp"
#include "polling/tables.hpp"

namespace polling {
namespace {

using optrack::Milliseconds;

constexpr double kTolerance = 0.03;

struct Row {
  const char* name;
  std::vector<double> history;
  int trust;
  double stretch;
  std::vector<double> survival;  ///< At 20, 30 and 40 s.
  std::vector<double> polls;
};

std::vector<Row> rows() {
  return {{"30", {30}, 0, 2, {0.75273, 0.45194, 0.18558}, {1.0, 4.74, 11.8, 20.5, 27.0, 30.6, 32.9, 36.2}},
          {"30 32 28 31 29",
           {30, 32, 28, 31, 29},
           4,
           4,
           {0.94732, 0.48069, 0.03353},
           {2.0, 11.8, 28.8, 30.8, 32.3, 33.6, 35.2, 37.1}},
          {"2 180 2.1 175 190 1.9 2.2 185",
           {2, 180, 2.1, 175, 190, 1.9, 2.2, 185},
           7,
           5.5,
           {0.48589, 0.48365, 0.48221},
           {2.44, 8.5, 33.9, 81.7, 154, 170.5, 176.3, 181.3}},
          {"300 x5, 30, 31",
           {300, 300, 300, 300, 300, 30, 31},
           1,
           2.5,
           {0.65034, 0.59517, 0.54265},
           {1.25, 5.3, 12.5, 22.0, 32.7, 44.3, 59.5, 76.6}}};
}

/// Elapsed seconds of the poll after these answers.
double next_after(const std::vector<double>& history, const std::vector<optrack::PollAnswer>& answers) {
  optrack::PollPolicy policy{settings_of({}), std::make_shared<optrack::Forecast>(history)};
  for (const optrack::PollAnswer& answer : answers) policy.answered(answer);
  const Milliseconds now = answers.back().elapsed;
  return static_cast<double>((now + policy.next(now, 0.5)).count()) / 1000;
}

}  // namespace

void show_vectors(Report& report) {
  report.heading("Vectors: trust, stretch, survival at 20, 30, 40 s, first polls");
  report.columns({"history", "s", "kappa", "S(20)", "S(30)", "S(40)", "1", "2", "3", "4", "5", "6", "7", "8"});
  for (const Row& row : rows()) {
    const optrack::Prediction prediction{row.history};
    report.row(row.name);
    report.cell(prediction.trust(), {static_cast<double>(row.trust), 0}, 0);
    report.cell(prediction.stretch(), {row.stretch, 1}, 0);
    for (std::size_t i = 0; i < 3; ++i) {
      report.cell(prediction.survival(20 + 10 * static_cast<double>(i)), {row.survival[i], 5}, 0);
    }
    const Schedule schedule = optrack_schedule(row.history, 1000);
    for (std::size_t i = 0; i < row.polls.size(); ++i) report.cell(schedule[i], {row.polls[i], 2}, kTolerance);
    report.end_row();
  }

  report.heading("Vectors: weights after 30 32 28 31 29, by memory and width");
  report.columns({"memory", "0.01", "0.03", "0.1", "0.3", "0.8", "broad"});
  const auto weights = optrack::Prediction{rows()[1].history}.weights();
  const double bells[] = {0.00315, 0.32481, 0.13068, 0.01102, 0.00534};
  for (std::size_t m = 0; m < weights.bells.size(); ++m) {
    report.row(m == 0 ? "8" : "64");
    for (std::size_t b = 0; b < weights.bells[m].size(); ++b) report.cell(weights.bells[m][b], {bells[b], 5}, 0);
    report.cell(weights.broad, {0.05, 2}, 0);
    report.end_row();
  }

  report.heading("Vectors: the next poll");
  report.columns({"after", "at, s"});
  const std::vector<double> steady = rows()[1].history;
  using std::chrono::milliseconds;
  const std::tuple<const char*, std::vector<double>, std::vector<optrack::PollAnswer>, double> single[] = {
      {"10 s, no history", {}, {{milliseconds{10'000}, {}, false, {}}}, 14.97},
      {"100 s, no history", {}, {{milliseconds{100'000}, {}, false, {}}}, 114.64},
      {"10 s, 30 % done", steady, {{milliseconds{10'000}, 0.3, false, {}}}, 29.1},
      {"20 s, 50 % done, no history", {}, {{milliseconds{20'000}, 0.5, false, {}}}, 31.4},
      {"40 s, 99 % since 30 s, no history",
       {},
       {{milliseconds{30'000}, 0.99, false, {}}, {milliseconds{40'000}, 0.99, false, {}}},
       48.9},
      {"30.76 s, Retry-After 5 s", steady, {{milliseconds{30'760}, {}, false, milliseconds{5'000}}}, 35.76},
  };
  for (const auto& [name, past, answers, want] : single) {
    report.row(name);
    report.cell(next_after(past, answers), {want, 2}, kTolerance);
    report.end_row();
  }
}

}  // namespace polling
