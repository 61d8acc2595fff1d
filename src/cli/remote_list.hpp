// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "cli/app.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// Prints what the server itself lists, at most `limit` rows, and returns the exit code. Records nothing.
/// \param provider  Empty: the default one.
Result<int> list_remote(App& app, const std::string& provider, std::size_t limit);

}  // namespace optrack::cli
