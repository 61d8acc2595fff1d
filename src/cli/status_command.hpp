// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct StatusOptions {
  std::vector<std::string> selectors;
  bool allow_empty = false;
  bool offline = false;
};

/// `optrack status SEL...`: one line each, asked once.
CommandSpec status_command();
Result<int> run_status(const StatusOptions& options, App& app);

}  // namespace optrack::cli
