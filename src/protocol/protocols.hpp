// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "optrack/protocol.hpp"

namespace optrack {

/// Every built-in protocol, sorted by name. They live as long as the program.
std::span<const Protocol* const> protocols();

/// The built-in protocol called `name`; nullptr when there is none.
const Protocol* find_protocol(std::string_view name);

}  // namespace optrack
