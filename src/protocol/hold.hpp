// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "optrack/protocol.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// The whole seconds of a hold, at least 1.
std::int64_t hold_seconds(Milliseconds hold);

/// Gives `request` the time to be answered after `hold` at the latest: the transport's own limit would cut it off.
void allow_hold(Request& request, Milliseconds hold);

/// The long poll that any protocol may declare whose servers know it: with `context.hold`, adds `Prefer: wait=N` and
/// the time it takes; without, leaves `request` as it is. A server that does not know it answers at once, which
/// the wait loop notices. Source: RFC 7240, section 4.3.
Request with_hold(Request request, const PollContext& context);

}  // namespace optrack
