// SPDX-License-Identifier: MIT
#include "polling/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace polling {
namespace {

optrack::Milliseconds milliseconds(double seconds) { return optrack::Milliseconds{std::llround(seconds * 1000)}; }

}  // namespace

optrack::PollPolicy::Settings settings_of(const Terms& terms) {
  optrack::PollPolicy::Settings settings;
  settings.poll_cost = milliseconds(terms.cost);
  settings.shortest = milliseconds(terms.least);
  settings.longest = milliseconds(terms.most);
  return settings;
}

Schedule optrack_schedule(const std::vector<double>& history, double end, const Terms& terms,
                          const std::function<double()>& random, double no_sooner) {
  optrack::PollPolicy policy{settings_of(terms), std::make_shared<optrack::Forecast>(history)};
  Schedule schedule;
  optrack::Milliseconds t{0};
  while (schedule.empty() || schedule.back() < end) {
    if (no_sooner > 0 && !schedule.empty()) policy.answered({t, std::nullopt, false, milliseconds(no_sooner)});
    t += policy.next(t, random ? random() : 0.5);
    schedule.push_back(static_cast<double>(t.count()) / 1000);
  }
  return schedule;
}

const std::vector<Client>& clients() {
  const auto fixed = [](double d) {
    return Client{"fixed " + std::to_string(static_cast<int>(d)), [d](int, double) { return d; }};
  };
  const auto growing = [](std::string name, double first, double factor, double most) {
    return Client{std::move(name), [=](int polls, double) { return std::min(first * std::pow(factor, polls), most); }};
  };
  static const std::vector<Client> kAll{
      fixed(2),
      fixed(3),
      fixed(5),
      fixed(15),
      fixed(30),
      // One second for a minute, then half as much again with every poll, up to ten.
      {"ruby guide", [](int polls, double t) { return t <= 60 ? 1 : std::min(std::pow(1.5, polls - 60), 10.0); }},
      {"azps", [](int, double t) { return t < 400 ? 5 : 60; }},
      {"gcloud",
       [](int polls, double) { return polls == 0 ? 1 : 0.5 + std::min(2 * std::pow(1.4, polls - 1), 180.0); }},
      growing("gax", 5, 1.5, 45),
      growing("gax-node", 0.1, 1.3, 60),
      growing("geometric", 1, 1.5, 60),
  };
  return kAll;
}

const Client& client(const std::string& name) {
  for (const Client& one : clients()) {
    if (one.name == name) return one;
  }
  throw std::invalid_argument("no client " + name);
}

Schedule client_schedule(const Client& client, double end) {
  Schedule schedule;
  double t = 0;
  for (int polls = 0; schedule.empty() || t < end; ++polls) {
    t += client.wait(polls, t);
    schedule.push_back(t);
  }
  return schedule;
}

Schedule optimal_schedule(const Quantile& quantile, double cost) {
  constexpr int kPoints = 4000;
  std::vector<double> durations;
  for (int j = 0; j < kPoints; ++j) durations.push_back(quantile((j + 0.5) / kPoints));
  optrack::SurvivalCurve curve;
  curve.times.push_back(0);
  curve.survival.push_back(1);
  const double end = 1.0001 * durations.back();
  std::size_t j = 0;
  for (double t = durations.front(); t < end;) {
    while (j + 1 < durations.size() && durations[j + 1] <= t) ++j;
    double ended = static_cast<double>(j) + 0.5;
    if (j + 1 < durations.size()) ended += (t - durations[j]) / (durations[j + 1] - durations[j]);
    curve.times.push_back(t);
    curve.survival.push_back(t >= durations.back() ? 0 : 1 - ended / kPoints);
    t += std::max(cost / 20, std::min(0.002 * t, 0.1 * std::sqrt(cost * t)));
  }
  curve.times.push_back(end);
  curve.survival.push_back(0);
  const std::vector<std::uint32_t> next = optrack::best_next_polls(curve, cost, 0);
  Schedule schedule;
  for (std::size_t i = 0; i + 1 < curve.times.size();) {
    i = next[i];
    schedule.push_back(curve.times[i]);
  }
  return schedule;
}

Cost measure(const Schedule& schedule, const std::vector<double>& durations) {
  Cost cost;
  std::vector<double> delays;
  for (const double duration : durations) {
    const auto seen = std::lower_bound(schedule.begin(), schedule.end(), duration);
    cost.polls += static_cast<double>(seen - schedule.begin() + 1);
    delays.push_back(*seen - duration);
    cost.delay += delays.back();
  }
  const auto n = static_cast<double>(durations.size());
  cost.polls /= n;
  cost.delay /= n;
  const auto place = delays.begin() + static_cast<std::ptrdiff_t>(0.95 * (n - 1) + 0.5);
  std::nth_element(delays.begin(), place, delays.end());
  cost.delay95 = *place;
  return cost;
}

Cost mean(const std::vector<Cost>& costs) {
  Cost sum;
  for (const Cost& cost : costs) {
    sum.polls += cost.polls;
    sum.delay += cost.delay;
    sum.delay95 += cost.delay95;
  }
  const auto n = static_cast<double>(costs.size());
  return {sum.polls / n, sum.delay / n, sum.delay95 / n};
}

}  // namespace polling
