// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "optrack/clock.hpp"
#include "optrack/error.hpp"
#include "optrack/operation.hpp"
#include "optrack/protocol.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// A record with a fresh local id, made now by this process; its status, remote and names are the caller's.
/// Error `local` when there are no random numbers.
[[nodiscard]] Result<Operation> fresh_record(const Clock& clock, std::string_view provider, std::string_view protocol);

/// Adds `record` to the registry as first seen.
[[nodiscard]] Result<Operation> add_record(Store& store, Operation record);

/// What somebody else started, remembered: the active record of `remote` if there is one, else a new one.
[[nodiscard]] Result<Operation> remember_remote(Store& store, const Clock& clock, const std::string& provider,
                                                std::string_view protocol, const Remote& remote,
                                                const std::string& name,
                                                const std::map<std::string, std::string>& labels);

}  // namespace optrack
