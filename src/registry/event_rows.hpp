// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/store.hpp"
#include "registry/database.hpp"

/// The table `events`. A row is one event, or a run of log entries that came with one commit: then `body` holds one
/// body a line, `seq` is the number of the last one, `key` is empty, and `at` is the latest time, absent when any is.
/// SQLite takes some 3 µs for a row, whatever is in it, and a long log comes by the hundred thousand.
/// Everything throws SQLite::Exception; `op` is the row of an operation.
namespace optrack::registry {

/// Appends to the journal what belongs there, numbered on from `newest`, with `now` for what has no time. Returns the
/// newest number.
std::uint64_t insert_events(Database& database, std::int64_t op, std::uint64_t newest, WallTime now,
                            const std::vector<Event>& events);

/// See `Store::events`.
[[nodiscard]] Result<std::vector<Event>> find_events(Database& database, std::string_view id, const EventRange& range);

/// The ids of entries later than `known.logs_until` go to `known.recent_logs`: those, and entries without a time, may
/// come again. An error when the journal is damaged.
[[nodiscard]] Result<void> read_recent_logs(Database& database, std::int64_t op, Known& known);

}  // namespace optrack::registry
