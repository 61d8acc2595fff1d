// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack context list|use|show|create`
CommandSpec context_command();

}  // namespace optrack::cli
