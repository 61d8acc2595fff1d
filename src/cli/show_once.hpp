// SPDX-License-Identifier: MIT
#pragma once

#include "cli/app.hpp"
#include "optrack/operation.hpp"

namespace optrack::cli {

/// Writes what the registry knows of one operation to the outputs for programs (json, ndjson, also files), as
/// a wait would that leaves at once. Nothing for other modes.
Result<void> show_once(App& app, const Operation& operation);

}  // namespace optrack::cli
