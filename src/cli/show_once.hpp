// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/printing.hpp"
#include "optrack/event.hpp"
#include "optrack/operation.hpp"
#include "optrack/store.hpp"

namespace optrack::cli {

/// Writes what the registry knows of one operation to the outputs for programs (json, ndjson, also files), as
/// a wait would that leaves at once. Nothing for other modes.
Result<void> show_once(App& app, const Operation& operation);

/// The same for several operations, one after the other, and for all `choices`.
/// \param code  What `stream_end` says.
Result<void> show_recorded(App& app, const std::vector<Operation>& operations, const std::vector<OutputChoice>& choices,
                           int code);

/// Sends the journalled events of these types (empty: all) to `sink`, oldest first, until its reader is gone. Memory
/// does not grow with the journal.
Result<void> show_events(Store& store, const std::string& id, const std::set<std::string>& types, EventSink& sink);

}  // namespace optrack::cli
