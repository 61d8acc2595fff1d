// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>

#include "optrack/wait.hpp"

namespace optrack {

struct BeginTerms {
  bool retry_start = false;        ///< Repeat a POST whose answer was lost although the API may then do it twice.
  int tries = 4;                   ///< Most requests for one start, failed look-ups included.
  Milliseconds limit{30'000};      ///< For each of them.
  std::function<double()> random;  ///< Uniform in [0, 1), spreads the tries; empty: no spread.
};

/// How a start went.
struct Begun {
  enum class Kind {
    started,     ///< The server has it; `operation.remote` is set unless it ended at once.
    refused,     ///< Nothing was started (the server said no, or was never reached): the record is `failed`.
    lost,        ///< No answer came and it must not be sent again: the record is `lost`.
    pending,     ///< Interrupted, or no answer came; a wait finds it by its key.
    unrecorded,  ///< The registry could not be written: nothing was sent.
  };
  Kind kind = Kind::started;
  Operation operation;           ///< As recorded.
  std::optional<Error> error;    ///< For all kinds but `started`.
  std::optional<Signal> signal;  ///< What interrupted it.
};

/// Starts an operation: records `operation` (status pending, with its key) durably, then sends
/// `call`, then records the remote reference and what was seen. After trouble PUT and DELETE are
/// sent again; a POST only where the key becomes the remote id (after the server said that the first
/// one never came), where nothing of it was sent, where the server refused to serve it (429, or 503
/// with `Retry-After`), or with `retry_start`. Blocks until it is known how the start went, at most `tries` times
/// `limit` and the pauses between; a signal that asks to leave ends it at once. \param operation  Filled but for
/// `remote` and what a server says; `id` not in the store yet.
Begun begin_operation(const World& world, EventSink& sink, const Protocol& protocol, const StartCall& call,
                      Operation operation, const BeginTerms& terms);

}  // namespace optrack
