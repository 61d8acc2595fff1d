// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

/// One line per command: enough to find it and to list it; its spec is built only when it was chosen.
struct CommandRow {
  std::string_view name;
  std::string_view summary;
  CommandSpec (*make)();
  bool hidden = false;
};

/// All commands in the order of the overview. Names are unique.
std::span<const CommandRow> commands();

/// The row of `name`; nullptr when there is none.
const CommandRow* find_command(std::string_view name);

/// Names of all commands that are not hidden.
std::vector<std::string> command_names();

/// Options that every command understands, writing to `globals`.
std::vector<OptionSpec> global_options(Globals& globals);

}  // namespace optrack::cli
