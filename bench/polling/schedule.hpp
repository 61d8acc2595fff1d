// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "polling/workload.hpp"
#include "track/poll_policy.hpp"

namespace polling {

/// Poll times of one wait: rising, the last one at or after the longest duration asked about.
using Schedule = std::vector<double>;

/// The settings of the tables: nobody reads along, no jitter.
struct Terms {
  double cost = 0.5;
  double least = 0.5;
  double most = 300;
};

optrack::PollPolicy::Settings settings_of(const Terms& terms);

/// What optrack polls after `history`, until `end`.
/// \param random  What the jitter is drawn from; empty: none.
/// \param no_sooner  `Retry-After` of every answer, seconds; 0: none.
Schedule optrack_schedule(const std::vector<double>& history, double end, const Terms& terms = {},
                          const std::function<double()>& random = {}, double no_sooner = 0);

/// A client of others: the wait after `polls` polls, the last one at `t`.
struct Client {
  std::string name;
  std::function<double(int polls, double t)> wait;
};
const std::vector<Client>& clients();
const Client& client(const std::string& name);
Schedule client_schedule(const Client& client, double end);

/// The cheapest schedule there is for operations whose durations are known in distribution.
Schedule optimal_schedule(const Quantile& quantile, double cost);

/// What waiting costs, on average over durations.
struct Cost {
  double polls = 0;
  double delay = 0;    ///< Mean, seconds.
  double delay95 = 0;  ///< 95th percentile.
  [[nodiscard]] double at(double cost) const { return cost * polls + delay; }
};
Cost measure(const Schedule& schedule, const std::vector<double>& durations);
/// The mean of several; the percentile is the mean of theirs.
Cost mean(const std::vector<Cost>& costs);

}  // namespace polling
