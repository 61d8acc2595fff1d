// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// Version of SQLite as linked: "3.40.1".
std::string sqlite_version_text();

}  // namespace optrack
