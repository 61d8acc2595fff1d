// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct ResultOptions {
  std::string selector;
};

/// `optrack result SEL`: the typed result as JSON (T-3).
CommandSpec result_command();
Result<int> run_result(const ResultOptions& options, App& app);

}  // namespace optrack::cli
