// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// JSON Schema (2020-12) of a record as `--json all` and `show` print it, as `optrack schema record` prints it. Fields
/// it does not name are allowed: they are only added.
std::string record_schema();

}  // namespace optrack
