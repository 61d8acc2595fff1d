// SPDX-License-Identifier: MIT
#include "model/local_id.hpp"

#include <algorithm>

namespace optrack {
namespace {

constexpr std::string_view kIdDigits = "0123456789abcdefghjkmnpqrstvwxyz";

}  // namespace

std::string make_local_id(std::span<const std::uint8_t, 8> random) {
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : random) bits = bits << 8U | byte;
  std::string id(kLocalIdLength, '0');
  for (char& c : id) {
    c = kIdDigits[bits & 31U];
    bits >>= 5U;
  }
  return id;
}

bool is_local_id(std::string_view text) {
  return text.size() == kLocalIdLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return kIdDigits.find(c) != std::string_view::npos; });
}

std::string short_id(std::string_view id, std::size_t length) { return std::string{id.substr(0, length)}; }

}  // namespace optrack
