// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/protocol.hpp"

namespace optrack {

/// Operations of a process of this machine, which writes their journal itself. There is no server: a poll
/// brings nothing, and a cancellation is left in the registry for the process to find. Nothing can be started
/// through it. Lives as long as the program; not among `protocols()`, because it cannot be configured.
const Protocol& local_protocol();

}  // namespace optrack
