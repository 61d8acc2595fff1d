// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

/// `optrack completion bash|zsh|fish`
CommandSpec completion_command();

/// `optrack __complete KIND PREFIX`: hidden, asked by the completion scripts. Silent on errors, exit 0.
CommandSpec complete_command();

/// What a shell may offer for `kind` ("selector", "type", "provider", "context") beginning with `prefix`;
/// nothing when it cannot be told. Opens the registry only where there is one.
std::vector<std::string> candidates(std::string_view kind, std::string_view prefix, App& app);

}  // namespace optrack::cli
