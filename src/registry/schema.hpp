// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "optrack/error.hpp"
#include "registry/database.hpp"

namespace optrack::registry {

/// Version of the tables this optrack reads and writes, kept in `PRAGMA user_version`.
constexpr int kSchemaVersion = 2;

/// Makes file and folders with modes 0600 and 0700 when they are missing. Never opens the file:
/// closing a descriptor would drop the locks of other connections of this process (POSIX).
[[nodiscard]] Result<void> prepare_file(const std::filesystem::path& file);

/// Version of the tables in `database`; `local` when a newer optrack made them. Throws SQLite::Exception.
[[nodiscard]] Result<int> version_of(Database& database, const std::filesystem::path& file);

/// Creates the tables or moves them to `kSchemaVersion`, in one transaction. `local` when they
/// belong to a newer optrack or to another program. Throws SQLite::Exception.
[[nodiscard]] Result<void> bring_up_to_date(Database& database, const std::filesystem::path& file);

}  // namespace optrack::registry
