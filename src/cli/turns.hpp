// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>

#include "cli/app.hpp"
#include "optrack/event.hpp"

namespace optrack::cli {

/// After a wait: lets `sink` go on, turn by turn as it asks for, while it is `busy`. Ends earlier at `limit`, and when
/// a signal asks us to end.
void tick_while(App& app, EventSink& sink, const std::function<bool()>& busy, std::optional<Instant> limit);

}  // namespace optrack::cli
