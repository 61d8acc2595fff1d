// SPDX-License-Identifier: MIT
#include "cli/turns.hpp"

#include <algorithm>

#include "track/ask.hpp"

namespace optrack::cli {

void tick_while(App& app, EventSink& sink, const std::function<bool()>& busy, std::optional<Instant> limit) {
  constexpr std::chrono::hours kLongestSleep{1};
  if (!busy()) return;
  const Result<Transport*> transport = app.transport();
  if (!transport) return;
  (*transport)->wake_on(app.signals().descriptor());
  while (busy() && !leaving_signal(app.signals())) {
    const Instant now = app.clock().now();
    if (limit && *limit <= now) break;
    if (const auto due = sink.due(); due && *due <= now) sink.tick(now, app.clock().wall());
    if (!busy() || sink.gone()) break;
    const Instant latest = std::min(limit.value_or(now + kLongestSleep), now + kLongestSleep);
    (*transport)->wait(std::min(latest, sink.due().value_or(latest)));
  }
  (*transport)->wake_on(-1);
}

}  // namespace optrack::cli
