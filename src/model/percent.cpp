// SPDX-License-Identifier: MIT
#include "model/percent.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace optrack {
namespace {

/// RFC 3986, section 2.3, by byte: every poll writes an address.
constexpr std::array<bool, 256> kUnreserved = [] {
  std::array<bool, 256> unreserved{};
  constexpr std::string_view kAll = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  for (const char c : kAll) unreserved[static_cast<unsigned char>(c)] = true;
  return unreserved;
}();

bool is_unreserved(char c) { return kUnreserved[static_cast<unsigned char>(c)]; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  while (true) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_unreserved);
    const auto run = static_cast<std::size_t>(end - text.begin());
    out.append(text.substr(0, run));
    if (run == text.size()) return out;
    const auto byte = static_cast<unsigned char>(text[run]);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
    text.remove_prefix(run + 1);
  }
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace optrack
