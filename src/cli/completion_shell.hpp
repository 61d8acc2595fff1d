// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/command_tree.hpp"

namespace optrack::cli {

/// Parts that bash and zsh scripts share: both know `case`, `[[ ]]` and arrays.

/// Patterns of all options that take a value: "-C|--context|…".
std::string value_option_pattern(const CommandTree& tree);

/// Patterns of all command paths: "/context|/context/use|…".
std::string path_pattern(const CommandTree& tree);

/// `case` arms over "path:option" that set `kind` and `choices` for an option's value.
std::string value_arms(const CommandTree& tree, const std::string& indent);

/// `case` arms over the path that set `options`, `kind` and `choices` for the word itself.
std::string word_arms(const CommandTree& tree, const std::string& indent);

/// A `case` pattern over "path:option" for every option that takes a value.
std::string unexplained_values(const CommandTree& tree);

/// --help and the names of all global options.
std::vector<std::string> global_names(const CommandTree& tree);

}  // namespace optrack::cli
