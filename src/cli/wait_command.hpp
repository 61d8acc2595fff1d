// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "cli/wait_options.hpp"

namespace optrack::cli {

struct WaitCommandOptions {
  std::vector<std::string> selectors;
  bool allow_empty = false;
  WaitArgs wait;
};

/// `optrack wait SEL...`
CommandSpec wait_command();
Result<int> run_wait(const WaitCommandOptions& options, App& app);

}  // namespace optrack::cli
