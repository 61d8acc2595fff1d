// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// Gives all of `operations` (local ids) the labels of `wish`, in one transaction. An operation that goes on gets the
/// event `label`, so that whoever waits for it sees the change; after the end, where `result` is the last event, only
/// the record changes. What is so already is neither written nor told. Another process that writes in between, or
/// holds the lock for a moment, is waited for about a second.
/// \return What changed of each operation, in order; both lists empty: nothing.
/// Errors: `not_found` for an operation that is not in the registry (any more), `local` when it cannot be written.
[[nodiscard]] Result<std::vector<LabelsChanged>> change_labels(Store& store, const Clock& clock,
                                                               std::span<const std::string> operations,
                                                               const LabelsChanged& wish);

}  // namespace optrack
