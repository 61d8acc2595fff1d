// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "cli/command_tree.hpp"

namespace optrack::cli {

/// optrack.1, in roff with the man macros. No dates: equal specs give equal bytes.
std::string main_man_page(const CommandTree& tree);

/// optrack-<command>.1, subcommands included. `command` is a top-level one.
std::string command_man_page(const CommandTree& tree, const CommandNode& command);

/// `text` so that roff prints it as it is: backslashes, dashes, leading dots and quotes.
std::string roff(std::string_view text);

}  // namespace optrack::cli
