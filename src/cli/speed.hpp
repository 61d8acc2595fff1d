// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/error.hpp"

namespace optrack::cli {

/// A factor such as "10" or "0.5", whatever the locale says; `usage` error for one that is not above 0, or more than a
/// million.
[[nodiscard]] Result<double> parse_speed(const std::string& text);

}  // namespace optrack::cli
