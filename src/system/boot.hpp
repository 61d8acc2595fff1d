// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/operation.hpp"

namespace optrack {

/// A name for this start of the machine, equal in all its processes, another after every restart; empty where the
/// kernel gives none. Source: random(4), boot_id.
[[nodiscard]] std::string boot_id();

/// Who takes leases from this process: `this_process`, its host told apart from other containers on the same
/// machine, whose process ids mean nothing here. Source: pid_namespaces(7).
[[nodiscard]] Owner lease_owner();

/// Whether the process that `lease_owner` described may still live; one of another host or container may.
[[nodiscard]] bool lease_owner_lives(const Owner& owner);

}  // namespace optrack
