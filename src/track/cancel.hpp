// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optrack/cancel.hpp"
#include "optrack/wait.hpp"

namespace optrack {

/// One operation to cancel.
struct CancelTarget {
  Operation operation;
  const Protocol* protocol = nullptr;  ///< Not owned; nullptr only for an operation that is final.
};

struct CancelTerms {
  std::string reason = "manual";  ///< See `CancelRequest`.
  std::string message;            ///< Free text of the person; may be empty.
  std::string by;                 ///< "user@host".
  std::size_t parallel = 16;      ///< Requests under way at once.
};

struct CancelReport {
  std::vector<CancelOutcome> outcomes;  ///< One per target, in order.
  std::optional<Signal> signal;         ///< What stopped it before all had an answer.
  std::optional<Error> store_trouble;   ///< Failure of the registry that was not mended.
};

/// Asks the servers to cancel. The request is journalled durably first, then sent (five tries,
/// 30 s each), then the answer is journalled; `sink` sees the events. Does not wait for the end.
CancelReport cancel_operations(const World& world, EventSink& sink, std::vector<CancelTarget> targets,
                               const CancelTerms& terms);

}  // namespace optrack
