// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace optrack {

/// Percent-encodes every byte but the unreserved ones (letters, digits, `-._~`), so that the
/// result is one path segment or one query value. Source: RFC 3986, section 2.
std::string percent_encode(std::string_view text);

/// Reverses `percent_encode`; a `%` without two hexadecimal digits stays as it is.
std::string percent_decode(std::string_view text);

}  // namespace optrack
