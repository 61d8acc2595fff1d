// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "cli/view_options.hpp"

namespace optrack::cli {

struct ReplayOptions {
  std::string file;             ///< "-": stdin.
  std::optional<double> speed;  ///< Above 0; absent: without waiting.
  ViewArgs view;
};

/// `optrack replay FILE.ndjson`: a recorded wait, shown by any printer. Needs no registry and no server.
CommandSpec replay_command();
Result<int> run_replay(const ReplayOptions& options, App& app);

}  // namespace optrack::cli
