// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace optrack {

/// Reads one environment variable; `nullopt` when it is not set. Passed as a value so that a test can be
/// any environment.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The variables of this process. Must not race with setenv.
Environment process_environment();

/// The value of `name` if it is set and not empty.
std::optional<std::string> non_empty(const Environment& environment, std::string_view name);

}  // namespace optrack
