// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/time.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// How long the server of `response` asks us to stay away, by its `Retry-After` field.
/// The date form is measured against the answer's own `Date` (so that a wrong local clock does
/// no harm), against `wall` when it has none.
/// \return Zero or more, at most one day; `nullopt` when the field is missing or garbage.
/// Source: RFC 9110, section 10.2.3.
std::optional<Milliseconds> retry_after(const Response& response, WallTime wall);

}  // namespace optrack
