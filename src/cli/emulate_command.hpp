// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct EmulateOptions {
  std::string listen = "127.0.0.1:0";  ///< PORT, 127.0.0.1:PORT, or unix:/path.
  std::vector<std::string> faults;
  std::string scenario;
  std::string speed = "1";
  std::string token_file;
  std::optional<int> seed;
  bool list_faults = false;
};

/// `optrack emulate`
CommandSpec emulate_command();

/// Hands over to the program that serves; returns only when it cannot.
Result<int> run_emulate(const EmulateOptions& options, App& app);

}  // namespace optrack::cli
