// SPDX-License-Identifier: MIT
#include "model/guid.hpp"

#include <cstddef>

namespace optrack {
namespace {

constexpr std::size_t kLength = 36;

bool is_dash_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string make_guid(std::span<const std::uint8_t, 16> random) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < random.size(); ++i) {
    unsigned byte = random[i];
    if (i == 6) byte = (byte & 0x0FU) | 0x40U;
    if (i == 8) byte = (byte & 0x3FU) | 0x80U;
    if (is_dash_place(out.size())) out += '-';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::optional<std::string> parse_guid(std::string_view text) {
  if (text.size() != kLength) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < kLength; ++i) {
    char c = text[i];
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (is_dash_place(i) ? c != '-' : !hex) return std::nullopt;
    out += c;
  }
  return out;
}

}  // namespace optrack
