// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

/// One command with its place: what man pages and completions are made from.
struct CommandNode {
  std::vector<std::string> path;  ///< {"context", "use"}
  CommandSpec spec;

  [[nodiscard]] std::string key() const;  ///< "/context/use"
};

/// Every visible command and subcommand, parents before children, in the order of the overview.
struct CommandTree {
  CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  Globals globals;  ///< What `global` points into.
  std::vector<OptionSpec> global;
  std::vector<CommandNode> nodes;
};

/// The names of an option apart: {"-t", "--timeout"}.
std::vector<std::string> names_of(const OptionSpec& option);

/// The word `optrack __complete` takes for this kind; empty for kinds that need no question.
std::string_view dynamic_kind(Completion kind);

/// Output modes, for `Completion::mode`.
std::vector<std::string> output_modes();

/// Values known from the spec alone; empty when there are none.
std::vector<std::string> static_choices(const OptionSpec& option);

}  // namespace optrack::cli
