// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "optrack/time.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// Reads an HTTP date in any of its three forms: IMF-fixdate, RFC 850, asctime.
/// \param near  A two-digit year means the one that is at most 50 years later than this.
/// \return `nullopt` for anything else, also for days that do not exist.
/// Source: RFC 9110, section 5.6.7.
std::optional<WallTime> parse_http_date(std::string_view text, WallTime near);

/// How long the server of `response` asks us to stay away, by its `Retry-After` field.
/// The date form is measured against the answer's own `Date` (so that a wrong local clock does
/// no harm), against `wall` when it has none.
/// \return Zero or more, at most one day; `nullopt` when the field is missing or garbage.
/// Source: RFC 9110, section 10.2.3.
std::optional<Milliseconds> retry_after(const Response& response, WallTime wall);

}  // namespace optrack
