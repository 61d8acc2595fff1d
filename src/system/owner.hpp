// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "optrack/operation.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// Who runs this process: user name (else the number), host name, process id.
Owner this_process();

/// Is there a process `pid` on this host?
/// \param known_since  A time at which it was running: a process that began more than 2 s later
///        only reuses the number, and does not count.
bool process_alive(std::int64_t pid, std::optional<WallTime> known_since = std::nullopt);

/// Whether the process that runs a local operation still does. A process on another host, which cannot be asked
/// about, is believed to.
bool owner_lives(const Operation& operation);

}  // namespace optrack
