// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"
#include "model/nearest.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// What a command line says, before any value is read.
struct Words {
  std::map<std::string, std::vector<std::string>> options;  ///< By long name; flags: "true" or "false".
  std::vector<std::string> positionals;
  bool help = false;  ///< -h or --help was among them.
};

/// A command line taken apart: which command, and its words.
struct Parsed {
  std::vector<std::string> path;       ///< {"context", "use"}; empty: no command was given.
  std::optional<CommandSpec> command;  ///< Absent when no command was given.
  Words words;
};

/// Where commands are looked up: names for suggestions, specs on demand.
struct CommandSource {
  std::vector<std::string> names;
  std::function<std::optional<CommandSpec>(std::string_view name)> make;
};

/// Takes `arguments` (without the program's name) apart. `globals` may stand before or after the command.
/// Pure: no value is read, no setter called. Errors have kind `usage` and end with a line
/// "see: optrack … --help".
Result<Parsed> parse_command_line(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& globals,
                                  const CommandSource& source);

/// Calls the setters of the positional arguments, in order. `usage` error when some are missing or too many.
Result<void> apply_positionals(const CommandSpec& command, const std::vector<std::string>& path,
                               const std::vector<std::string>& values);

/// "see: optrack wait --help"
std::string see_help(const std::vector<std::string>& path);

}  // namespace optrack::cli
