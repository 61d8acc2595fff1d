// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/operation.hpp"
#include "optrack/store.hpp"
#include "registry/database.hpp"

/// Between rows and values. Everything throws SQLite::Exception; `op` is the row of an operation.
namespace optrack::registry {

/// The columns to select for `read_operation`, in its order.
extern const std::string_view kOperationColumns;

/// Reads the current row, and the labels of its operation.
[[nodiscard]] Operation read_operation(Database& database, Sql& row);

/// Inserts the row and its labels; returns the new `op`.
std::int64_t insert_operation(Database& database, const Operation& operation, std::uint64_t last_seq);

void put_task(Database& database, std::int64_t op, const Task& task);
void put_resource(Database& database, std::int64_t op, const Resource& resource);
void drop_resource(Database& database, std::int64_t op, std::string_view id);

/// What has been seen, read from all tables at one point in time; `not_found` when it is not there.
[[nodiscard]] Result<Known> read_known(Database& database, std::string_view id);

}  // namespace optrack::registry
