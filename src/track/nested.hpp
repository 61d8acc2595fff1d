// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/operation.hpp"
#include "optrack/protocol.hpp"

namespace optrack {

/// The operation of the same server that a result names (T-3): a result of type `Operation` by its `operation_id` or
/// `id`, any other by its member `operation`, an address below the server or an object with an `id`. Only what
/// `protocol` takes as a reference of its own counts, never another origin; `nullopt` when there is none.
std::optional<Remote> nested_operation(const Protocol& protocol, const Outcome& outcome);

}  // namespace optrack
