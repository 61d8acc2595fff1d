// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct TrackOptions {
  std::string remote;
  std::string name;
  std::vector<std::string> labels;
  std::string protocol;
  bool id_only = false;
};

/// `optrack track PROVIDER:REMOTE-ID | URL`: remembers an operation somebody else started.
CommandSpec track_command();
Result<int> run_track(const TrackOptions& options, App& app);

}  // namespace optrack::cli
