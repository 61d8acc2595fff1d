// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/protocol.hpp"

namespace optrack {

/// LXD REST API 1.0 (also spoken by Incus). Lives as long as the program.
const Protocol& lxd_protocol();

/// The built-in catalogue of `lxd_protocol`, sorted by name.
std::span<const OperationType> lxd_types();

}  // namespace optrack
