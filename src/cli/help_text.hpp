// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace optrack::cli {

/// The help of one command: usage line, description, arguments, options by group, examples, exit codes.
/// \param path     {"context", "use"}; empty for optrack itself.
/// \param columns  Width of the terminal; lines are at most min(columns, 100) wide, but never less than 40.
///                 0 or less: 80.
std::string help_text(const CommandSpec& command, const std::vector<std::string>& path,
                      const std::vector<OptionSpec>& globals, int columns);

/// What `optrack` alone prints: one line per command.
std::string overview_text(int columns);

/// "optrack wait [OPTION]... SELECTOR..."
std::string usage_line(const CommandSpec& command, const std::vector<std::string>& path);

/// "-t, --timeout DURATION"
std::string option_heading(const OptionSpec& option);

/// The help sentence with its default: "longest outage (default: 5m)".
std::string option_help(const OptionSpec& option);

/// `text` broken at blanks into lines of at most `columns`, each after the first line's
/// continuation indented by `indent`. Paragraphs (empty lines) stay.
std::string wrapped(std::string_view text, int indent, int columns);

}  // namespace optrack::cli
