// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/store.hpp"
#include "registry/database.hpp"

/// Writing, one transaction each. Everything throws SQLite::Exception.
namespace optrack::registry {

/// See `Store::add`.
[[nodiscard]] Result<std::vector<Event>> add_operation(Database& database, const Clock& clock,
                                                       const Operation& operation, std::vector<Event> events);

/// See `Store::commit`.
[[nodiscard]] std::vector<Committed> commit_changes(Database& database, const Clock& clock,
                                                    std::span<const Change> changes);

/// See `Store::remove`.
[[nodiscard]] bool remove_operation(Database& database, std::string_view id);

}  // namespace optrack::registry
