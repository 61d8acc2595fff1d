// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "optrack/error.hpp"

namespace optrack {

/// Fills `bytes` from the kernel's random source. Fails (`local`) only on systems without one.
[[nodiscard]] Result<void> fill_random(std::span<std::uint8_t> bytes);

}  // namespace optrack
