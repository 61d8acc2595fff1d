// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "model/json.hpp"
#include "optrack/operation.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// The record of an operation as everything outside sees it (docs/formats.md): `--json`, the mode
/// `json`, `result`. Unknown fields are absent. `now` gives the elapsed time of an active one.
Json record_json(const Operation& operation, std::string_view context, WallTime now);

/// The record with what `show` adds: `tasks`, `resources`, `log_tail` (oldest first), `polls`, and while it
/// goes on `partial_result`, what there is so far.
Json full_record_json(const Operation& operation, const Known& known, std::span<const LogEntry> log_tail,
                      std::string_view context, WallTime now);

/// One member of `tasks`, `resources`, `log_tail`: the fields of the event of that thing.
Json task_json(const Task& task);
Json resource_json(const Resource& resource);
Json log_json(const LogEntry& entry);

}  // namespace optrack
