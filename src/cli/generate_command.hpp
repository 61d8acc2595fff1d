// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack __generate man|completions DIR`: hidden, for the source tree.
CommandSpec generate_command();

/// File name → content of all man pages.
std::map<std::string, std::string> man_files();
/// File name → content of all completion scripts.
std::map<std::string, std::string> completion_files();

}  // namespace optrack::cli
