// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "optrack/store.hpp"
#include "registry/database.hpp"

namespace optrack::registry {

/// Puts `lasted` to the end of the history of its type and drops what is too old. Inside a transaction.
void put_duration(Database& database, const Lasted& lasted);

/// The history of a type: seconds, oldest first.
std::vector<double> read_durations(Database& database, std::string_view provider, std::string_view type);

}  // namespace optrack::registry
