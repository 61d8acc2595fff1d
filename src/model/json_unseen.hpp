// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// JSON text with what a terminal might obey or a person not see written as `\uXXXX`: DEL, C1 and
/// bidi controls, line and paragraph separators. The value stays the same.
/// REQUIRES: `json` is valid JSON (such characters stand in strings only).
std::string escape_unseen(std::string json);

}  // namespace optrack
