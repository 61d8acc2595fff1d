// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/command.hpp"

namespace optrack::cli {

/// "optrack 0.1.0\n"
std::string version_text();

/// `optrack version`
CommandSpec version_command();

}  // namespace optrack::cli
