// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack schema events`
CommandSpec schema_command();

}  // namespace optrack::cli
