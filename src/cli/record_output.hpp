// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// The fields of a record that `--json FIELDS` names, in the order named; "all" or "": the whole record.
/// Fields that a record does not have are left out. Error `usage` with the nearest names for a
/// word that is no field of any record (`known` lists them).
Result<Json> pick_fields(const Json& record, std::string_view fields, const std::vector<std::string>& known);

/// Names of all fields a record may have, `show`'s further ones included.
const std::vector<std::string>& record_fields();

/// JSON for people and `jq`: indented by two, ended by a line break.
std::string json_document(const Json& json);

}  // namespace optrack::cli
