// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "cli/wait_options.hpp"

namespace optrack::cli {

struct CancelOptions {
  std::vector<std::string> selectors;
  std::string reason = "manual";
  std::string message;
  bool wait = false;
  bool dry_run = false;
  bool yes = false;
  bool allow_empty = false;
  WaitArgs wait_args;
};

/// `optrack cancel SEL...`: asks servers to cancel, and says what each answered.
CommandSpec cancel_command();
Result<int> run_cancel(const CancelOptions& options, App& app);

}  // namespace optrack::cli
