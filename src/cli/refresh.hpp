// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "cli/app.hpp"
#include "optrack/error.hpp"
#include "optrack/wait.hpp"

namespace optrack::cli {

/// Asks once about every operation that has not ended, all at the same time, and brings their
/// records up to date. Shows nothing. Operations that have ended are taken from the registry.
/// \return One verdict per operation, in order: `ended`, `pending`, or why there was no answer.
Result<std::vector<Verdict>> refresh(App& app, std::vector<Operation> operations);

}  // namespace optrack::cli
