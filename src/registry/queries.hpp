// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "optrack/store.hpp"
#include "registry/database.hpp"

/// Reading. Everything throws SQLite::Exception.
namespace optrack::registry {

/// See `Store::find`.
[[nodiscard]] std::optional<Operation> find_operation(Database& database, std::string_view id);

/// See `Store::query`.
[[nodiscard]] std::vector<Operation> find_operations(Database& database, const Query& query);

}  // namespace optrack::registry
