// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace optrack {

/// The lower case letter of A to Z, every other byte as it is, whatever the locale says.
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// `text` with `ascii_lower` of every byte.
inline std::string ascii_lower(std::string_view text) {
  std::string low{text};
  std::transform(low.begin(), low.end(), low.begin(), [](char c) { return ascii_lower(c); });
  return low;
}

/// `text` without the blanks, tabs and line ends (CR, LF) around it.
constexpr std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

}  // namespace optrack
