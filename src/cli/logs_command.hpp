// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "track/pattern.hpp"

namespace optrack::cli {

struct LogsOptions {
  std::string selector;
  bool follow = false;
  bool offline = false;
  std::string task;
  std::string level;
  std::optional<Pattern> grep;
  std::optional<int> tail;
  std::string since;  ///< As written; empty: all.
};

/// `optrack logs SEL`: log entries to stdout (T-9).
CommandSpec logs_command();
Result<int> run_logs(const LogsOptions& options, App& app);

}  // namespace optrack::cli
