// SPDX-License-Identifier: MIT
#pragma once

#include "cli/app.hpp"
#include "cli/emulate_command.hpp"

namespace optrack::cli {

/// Serves until INT, TERM or HUP, or prints the list of faults. Exit 0.
Result<int> serve_emulator(const EmulateOptions& options, App& app);

}  // namespace optrack::cli
