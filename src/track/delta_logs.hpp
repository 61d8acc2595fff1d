// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "optrack/event.hpp"
#include "optrack/observation.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// The log part of the delta: appends a `LogAdded` for every entry not seen before and
/// remembers its id for as long as the server may repeat it. Entries are told apart by id;
/// those at or before `known.logs_until` are known for good. Part of `apply`.
/// \param now  `logs_until` never moves beyond it: an entry dated in the future hides no other.
void take_logs(Known& known, const Observation& seen, WallTime now, std::vector<EventBody>& bodies);

}  // namespace optrack
