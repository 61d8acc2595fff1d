// SPDX-License-Identifier: MIT
#include "registry/sqlite_version.hpp"

#include <sqlite3.h>

namespace optrack {

std::string sqlite_version_text() { return sqlite3_libversion(); }

}  // namespace optrack
