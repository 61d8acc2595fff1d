// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "optrack/clock.hpp"
#include "optrack/error.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// Opens the registry of one context, creating file (mode 0600) and missing folders (mode 0700)
/// when they are not there, whatever the umask; a file with wider modes is narrowed. Brings an
/// older schema up to date. An existing current registry costs one read of its first page.
///
/// Creating, migrating and `Store::add` wait up to 5 s for another process, because a start
/// must be recorded; all other calls at most 50 ms, and fail with `local` then: repeating them
/// is the caller's business.
///
/// \param file   The database file, or ":memory:" for one that ends with the object.
/// \param clock  Dates events that come without `ts`. Not owned; must outlive the store.
/// \return `local` when it cannot be opened: no permission, damaged, not a registry, or written
///         by a newer optrack. The file is never deleted or replaced.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& file, std::string context,
                                                               const Clock& clock);

}  // namespace optrack
