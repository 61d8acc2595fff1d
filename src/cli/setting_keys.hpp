// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace optrack::cli {

/// Keys that `settings` in configuration may hold: every settable option of every command, sorted.
std::vector<std::string> known_setting_keys();

}  // namespace optrack::cli
