// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "optrack/error.hpp"

namespace optrack {

/// Where `program` is: beside this program or in `../libexec/optrack` of it, never in PATH. Error `local`, saying where
/// it was looked for.
Result<std::filesystem::path> find_sibling(const std::string& program);

/// Replaces this process by `program`, which is looked for beside this program and in
/// `../libexec/optrack` of it, never in PATH. `arguments` (ended by a null pointer) are handed on
/// as they are. Returns only when that failed: `local`, saying where it was looked for.
Error become_sibling(const std::string& program, char* const* arguments);

}  // namespace optrack
