// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace optrack {

/// JSON text in which whole numbers beyond ±2^53 are strings of the same digits: readers that hold every number as a
/// double (jq 1.6, JavaScript) would change them. Numbers with a fraction or an exponent stay as they are.
/// REQUIRES: `json` is valid JSON.
std::string quote_large_integers(std::string_view json);

}  // namespace optrack
