// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct ListOptions {
  bool active = false;
  std::vector<std::string> statuses;
  std::string type;
  std::vector<std::string> labels;
  std::string name;
  std::string since;  ///< As written; empty: any time.
  int limit = 30;
  bool all = false;
  bool remote = false;
  std::string provider;
};

/// `optrack list`: what the registry holds, or with `--remote` what the server lists (T-10).
CommandSpec list_command();
Result<int> run_list(const ListOptions& options, App& app);

}  // namespace optrack::cli
