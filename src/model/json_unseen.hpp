// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/json.hpp"

namespace optrack {

/// JSON text with what a terminal might obey or a person not see written as `\uXXXX`: DEL, C1 and
/// bidi controls, line and paragraph separators. The value stays the same.
/// REQUIRES: `json` is valid JSON (such characters stand in strings only).
std::string escape_unseen(std::string json);

/// `json` on many lines, indented by two blanks, without such characters. Never throws.
std::string pretty_json(const Json& json);

}  // namespace optrack
