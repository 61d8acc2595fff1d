// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct ShowOptions {
  std::string selector;
  bool offline = false;
};

/// `optrack show SEL`: everything known of one operation (T-15).
CommandSpec show_command();
Result<int> run_show(const ShowOptions& options, App& app);

}  // namespace optrack::cli
