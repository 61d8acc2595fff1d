// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "optrack/clock.hpp"
#include "optrack/signals.hpp"
#include "optrack/time.hpp"
#include "optrack/transport.hpp"
#include "track/drive.hpp"

namespace optrack {

/// Whether `signal` asks the process to end.
constexpr bool is_leaving(Signal signal) {
  return signal == Signal::interrupt || signal == Signal::terminate || signal == Signal::hangup;
}

/// The next signal that asks the process to end; before it, stops as often as it was told to. Others are dropped.
std::optional<Signal> leaving_signal(Signals& signals);

/// Drives `exchange` to its end, sleeping in `transport.wait`: one question, one answer, no
/// second try.
/// \param limit       For the whole exchange; then error `timeout`.
/// \param stopped_by  When not null: set to the signal that ended the exchange (error `stopped`).
template <typename T>
[[nodiscard]] Result<T> ask(const Clock& clock, Transport& transport, Signals& signals, Exchange<T> exchange,
                            Milliseconds limit, std::optional<Signal>* stopped_by = nullptr) {
  std::optional<Result<T>> answer;
  Drive<T> drive{transport, clock};
  const Instant end = clock.now() + limit;
  transport.wake_on(signals.descriptor());
  drive.begin(std::move(exchange),
              [&answer](Result<T> result, std::optional<Milliseconds> /*wish*/) { answer.emplace(std::move(result)); });
  while (!answer) {
    if (const auto signal = leaving_signal(signals)) {
      if (stopped_by != nullptr) *stopped_by = signal;
      answer.emplace(fail(ErrorKind::stopped, "interrupted before an answer came"));
    } else if (clock.now() >= end) {
      answer.emplace(fail(ErrorKind::timeout, "no answer within " + format_duration(limit)));
    } else {
      transport.wait(end);
    }
  }
  drive.stop();
  transport.wake_on(-1);
  return std::move(*answer);
}

}  // namespace optrack
