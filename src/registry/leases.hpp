// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "optrack/clock.hpp"
#include "optrack/leases.hpp"
#include "registry/database.hpp"
#include "registry/file_watch.hpp"

namespace optrack::registry {

/// Lets `Leases::moves` tell of the operation in row `op`. Inside a write transaction; throws
/// SQLite::Exception.
void mark_moved(Database& database, std::int64_t op);

/// `Leases` on the tables sessions, leases and wishes. The arguments are not owned and must outlive it.
[[nodiscard]] std::unique_ptr<Leases> make_leases(Database& database, const Clock& clock, const FileWatch& watch);

}  // namespace optrack::registry
