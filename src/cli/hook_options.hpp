// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace optrack::cli {

/// One `--on EVENT=CMD`.
struct HookRule {
  std::string event;    ///< A type of the event schema, or the word of a stage: "failed".
  std::string command;  ///< For `sh -c`; the user's, never with data in it.
};

/// What `--on` and `--notify` ask for.
struct HookArgs {
  std::vector<HookRule> rules;
  Milliseconds time_limit{30'000};  ///< Of one run.
  bool bell = false;
  bool desktop = false;
  std::vector<std::string> notify;  ///< Commands.
};

/// Reads "EVENT=CMD". \return `usage` error for an unknown event (with the nearest words) and for no command.
Result<HookRule> parse_hook_rule(const std::string& text);

/// The options that fill `args`, which must outlive them.
std::vector<OptionSpec> hook_options(HookArgs& args);

}  // namespace optrack::cli
