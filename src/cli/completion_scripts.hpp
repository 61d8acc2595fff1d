// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/command_tree.hpp"

namespace optrack::cli {

/// Completion scripts, made from the specs alone; names of operations, types, providers and contexts are asked for at
/// run time with `optrack __complete KIND PREFIX`.
std::string bash_completion(const CommandTree& tree);
std::string zsh_completion(const CommandTree& tree);
std::string fish_completion(const CommandTree& tree);

}  // namespace optrack::cli
