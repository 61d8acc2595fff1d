// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "optrack/operation.hpp"
#include "optrack/store.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// What a wait would make of an operation now.
struct PollOutlook {
  std::optional<Milliseconds> typical;  ///< How long such operations usually take; absent without a history.
  bool late = false;                    ///< It has been running for longer than 95 of 100.
  Milliseconds next_poll{0};            ///< When a wait that nobody reads along with would ask next, from `now`.
};

/// \param durations  The history of its type, seconds, oldest first.
/// \param retention  How long its server keeps finished operations.
PollOutlook poll_outlook(const Operation& operation, const Known& known, std::vector<double> durations,
                         std::optional<Milliseconds> retention, WallTime now);

}  // namespace optrack
