// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/observation.hpp"
#include "optrack/store.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// What the delta must be told beside the two states.
struct DeltaTerms {
  WallTime now{};                   ///< Our wall clock; journalled as the end where the server gives none.
  std::optional<WallTime> started;  ///< Start of the operation as far as we know, for elapsed times.
  bool withhold_result = false;     ///< Late log entries may still come: a final status is not yet the end.
};

/// Compares what was known with what was seen. Moves `known` to the state after it and returns
/// the differences in the order of the journal: task_new, log_entry (by time, then id; entries
/// without a time after them, in the order given), task_update, resource_new, resource_gone,
/// progress, status, result.
///
/// Pure. Time and memory grow with `seen` and with tasks when one changed, never with the log
/// entries of the past. Sets everything but `last_seq`, `polls` and `cancel_requested`.
/// REQUIRES: `seen` came through `make_harmless`.
std::vector<EventBody> apply(Known& known, const Observation& seen, const DeltaTerms& terms);

}  // namespace optrack
