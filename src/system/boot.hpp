// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// A name for this start of the machine, equal in all its processes, another after every restart; empty where the
/// kernel gives none. Source: random(4), boot_id.
[[nodiscard]] std::string boot_id();

}  // namespace optrack
