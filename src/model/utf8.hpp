// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optrack {

/// One code point read from the left of a text.
struct CodePoint {
  std::int32_t value = -1;  ///< -1: no UTF-8 here.
  std::size_t length = 1;   ///< Bytes it takes; 1 when it is no UTF-8.
};

/// The code point at `position`. REQUIRES: position < text.size(). Source: RFC 3629.
CodePoint code_point_at(std::string_view text, std::size_t position);

/// Whether all bytes are ASCII, NUL and control characters included.
bool is_ascii(std::string_view text);

/// How many bytes from `position` on are printable ASCII (0x20 to 0x7e).
std::size_t plain_run(std::string_view text, std::size_t position);

/// The same without `"` and `\`: how many bytes stand in a JSON string as they are.
std::size_t json_plain_run(std::string_view text, std::size_t position);

}  // namespace optrack
