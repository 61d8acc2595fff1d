// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack schema events|record`
CommandSpec schema_command();

}  // namespace optrack::cli
