// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// The system's words for `number`, lower case at the start: "no space left on device". Thread-safe.
std::string errno_text(int number);

/// A `local` error "STEP: no such file or directory" for errno `number`.
Error system_error(std::string_view step, int number);

}  // namespace optrack
