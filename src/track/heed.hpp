// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/event.hpp"
#include "optrack/signals.hpp"

namespace optrack {

/// Passes on a signal that asks for no end. What concerns the terminal is the sink's business; it has drawn its last
/// before the process stops.
inline void heed(Signal signal, EventSink& sink, Signals& signals) {
  sink.heed(signal);
  if (signal != Signal::suspend) return;
  signals.stop();
  sink.heed(Signal::resume);
}

}  // namespace optrack
