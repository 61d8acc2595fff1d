// SPDX-License-Identifier: MIT
#include "model/utf8.hpp"

#include <cstring>

#include <utf8proc.h>

#include "model/text.hpp"

namespace optrack {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighs = 0x8080808080808080U;

/// Whether all eight bytes are 0x20 to 0x7e. May say no for a yes, never the reverse: borrows
/// only come from bytes that are themselves outside.
bool all_plain(std::uint64_t bytes) {
  const std::uint64_t below_blank = bytes - kOnes * 0x20;
  const std::uint64_t beyond_tilde = bytes + kOnes;  // 0x7f becomes 0x80
  return ((bytes | below_blank | beyond_tilde) & kHighs) == 0;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t position) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + position;
  utf8proc_int32_t value = -1;
  constexpr std::size_t kLongest = 4;
  const auto left =
      static_cast<utf8proc_ssize_t>(text.size() - position < kLongest ? text.size() - position : kLongest);
  const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &value);
  if (length <= 0) return {};
  return {value, static_cast<std::size_t>(length)};
}

std::size_t plain_run(std::string_view text, std::size_t position) {
  std::size_t end = position;
  while (text.size() - end >= sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + end, sizeof bytes);
    if (!all_plain(bytes)) break;
    end += sizeof bytes;
  }
  while (end < text.size() && text[end] >= 0x20 && text[end] < 0x7f) ++end;
  return end - position;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    i += plain_run(text, i);
    if (i == text.size()) break;
    const CodePoint point = code_point_at(text, i);
    if (point.value < 0) return false;
    i += point.length;
  }
  return true;
}

}  // namespace optrack
