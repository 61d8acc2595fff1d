// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "optrack/time.hpp"

namespace optrack {

/// Reads an HTTP date in any of its three forms: IMF-fixdate, RFC 850, asctime.
/// \param near  A two-digit year means the one that is at most 50 years later than this.
/// \return `nullopt` for anything else, also for days that do not exist.
/// Source: RFC 9110, section 5.6.7.
std::optional<WallTime> parse_http_date(std::string_view text, WallTime near);

}  // namespace optrack
