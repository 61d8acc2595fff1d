// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "emulate/scenario.hpp"

namespace optrack::emulate {

/// `parse_scenario` on top of `base`, whose plans stay for types that `text` does not mention.
[[nodiscard]] Result<Scenario> read_scenario(std::string_view text, std::string_view name, Scenario base);

}  // namespace optrack::emulate
