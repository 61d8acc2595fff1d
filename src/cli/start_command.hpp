// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "cli/wait_options.hpp"

namespace optrack::cli {

struct StartOptions {
  std::string type;
  std::vector<std::string> parameters;  ///< k=v
  std::string body_file;                ///< Empty: none; "-": stdin.
  std::string name;
  std::vector<std::string> labels;
  std::string parent;
  std::string provider;
  std::string after;
  std::string key;
  bool wait = false;
  bool shows_id = true;  ///< False for `run`.
  bool id_only = false;
  bool dry_run = false;
  bool retry_start = false;
  WaitArgs wait_args;
};

/// `optrack start TYPE [k=v ...]`: begins an operation and prints its local id.
CommandSpec start_command();

/// `optrack run TYPE [k=v ...]`: the same, then waits.
CommandSpec run_command();

Result<int> run_start(const StartOptions& options, App& app);

}  // namespace optrack::cli
