// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct RmOptions {
  std::vector<std::string> selectors;
  bool force = false;
  bool allow_empty = false;
};

/// `optrack rm SEL...`: forgets operations; the server is not asked.
CommandSpec rm_command();
Result<int> run_rm(const RmOptions& options, App& app);

}  // namespace optrack::cli
