// SPDX-License-Identifier: MIT
#pragma once

#include "cli/app.hpp"
#include "optrack/error.hpp"
#include "optrack/wait.hpp"

namespace optrack::cli {

/// Tracks the operation that the result of `parent` names, as its child; one that is known already stays as it is.
Result<Watched> follow_result(App& app, const Operation& parent, const Remote& nested);

}  // namespace optrack::cli
