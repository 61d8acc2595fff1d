// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/error.hpp"

namespace optrack {

/// Replaces this process by `program`, which is looked for beside this program and in
/// `../libexec/optrack` of it, never in PATH. `arguments` (ended by a null pointer) are handed on
/// as they are. Returns only when that failed: `local`, saying where it was looked for.
Error become_sibling(const std::string& program, char* const* arguments);

}  // namespace optrack
