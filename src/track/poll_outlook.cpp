// SPDX-License-Identifier: MIT
#include "track/poll_outlook.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "optrack/wait.hpp"
#include "track/lasting.hpp"
#include "track/poll_policy.hpp"

namespace optrack {

PollOutlook poll_outlook(const Operation& operation, const Known& known, std::vector<double> durations,
                         std::optional<Milliseconds> retention, WallTime now) {
  constexpr double kNoSpread = 0.5;
  const WaitOptions usual;
  const auto forecast = std::make_shared<Forecast>(std::move(durations));
  PollPolicy policy{{usual.interval, usual.min_interval, usual.max_interval, usual.poll_cost, std::nullopt, retention},
                    forecast};
  Operation dated = operation;
  dated.ended.reset();
  if (is_own_start(operation)) {
    dated.started = operation.created;
  } else if (known.started) {
    dated.started = known.started;
  }
  const Milliseconds running = elapsed(dated, now);
  std::optional<double> fraction;
  if (known.progress) fraction = *known.progress / 100;
  policy.answered({running, fraction, false, std::nullopt});
  return {forecast->typical(), forecast->is_late(running), policy.next(running, kNoSpread)};
}

}  // namespace optrack
