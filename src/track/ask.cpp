// SPDX-License-Identifier: MIT
#include "track/ask.hpp"

namespace optrack {

std::optional<Signal> leaving_signal(Signals& signals) {
  while (const auto signal = signals.next()) {
    if (is_leaving(*signal)) return signal;
    if (*signal == Signal::suspend) signals.stop();
  }
  return std::nullopt;
}

}  // namespace optrack
