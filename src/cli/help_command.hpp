// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack help [TOPIC | COMMAND...]`
CommandSpec help_command();

/// The help for what stands after `optrack help`: a command's path or a topic; nothing: the overview.
Result<std::string> help_for(const std::vector<std::string>& words, int columns);

}  // namespace optrack::cli
