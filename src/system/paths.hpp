// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "optrack/error.hpp"
#include "system/environment.hpp"

namespace optrack {

/// Where configuration lives: $XDG_CONFIG_HOME/optrack, else $HOME/.config/optrack. Not created.
/// Relative values are ignored. Without a home a `local` error that says what to set.
/// Source: XDG Base Directory Specification 0.8.
[[nodiscard]] Result<std::filesystem::path> config_directory(const Environment& environment);

/// Where registries live: $XDG_STATE_HOME/optrack, else $HOME/.local/state/optrack. Not created.
[[nodiscard]] Result<std::filesystem::path> state_directory(const Environment& environment);

/// Creates `directory` and what is missing above it with mode 0700. What exists keeps its mode.
[[nodiscard]] Result<void> make_private_directory(const std::filesystem::path& directory);

}  // namespace optrack
