// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/protocol.hpp"

namespace optrack {

/// eryph compute API, versions 1.0 to 1.2. Lives as long as the program.
const Protocol& eryph_protocol();

/// The built-in catalogue of `eryph_protocol`, sorted by name.
std::span<const OperationType> eryph_types();

}  // namespace optrack
