// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace optrack {

/// JSON Schema (2020-12) of one line of an event stream, as `optrack schema events` prints it.
/// Fields and types it does not name are allowed: within a version fields are only added.
std::string_view event_schema();

}  // namespace optrack
