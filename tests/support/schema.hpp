// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"

namespace optrack::test {

/// What in `value` breaks `schema`, each with its place; empty: valid. Knows the keywords that
/// optrack's schemas use, and complains of any other one, so that none is silently not checked.
std::vector<std::string> schema_violations(const Json& schema, const Json& value);

/// The same for one line of an event stream and the schema of events; also names fields that the
/// schema does not describe.
std::vector<std::string> event_violations(std::string_view line);

/// The same for a record, or for each in an array of them.
std::vector<std::string> record_violations(const Json& records);

}  // namespace optrack::test
