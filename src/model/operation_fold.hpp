// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/event.hpp"
#include "optrack/operation.hpp"

namespace optrack {

/// Brings `operation`, made from its earlier events alone, up to `event`: what the registry knows without the registry.
/// Times of the server where events have them, else when optrack saw it. Events of waits (heartbeats, poll trouble)
/// change nothing. `key`, `protocol` and `owner` are in no event and stay empty.
void fold(Operation& operation, const Event& event);

}  // namespace optrack
