// SPDX-License-Identifier: MIT
#include "model/utf8.hpp"

#include <cstring>

#include <utf8proc.h>

#include "model/text.hpp"

namespace optrack {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighs = 0x8080808080808080U;

/// A high bit in each byte that is not in 0x20 to 0x7e. Bits of other bytes may be set as well, but only if there is
/// one outside: borrows only come from bytes that are themselves outside.
std::uint64_t outside_plain(std::uint64_t bytes) {
  const std::uint64_t below_blank = bytes - kOnes * 0x20;
  const std::uint64_t beyond_tilde = bytes + kOnes;  // 0x7f becomes 0x80
  return bytes | below_blank | beyond_tilde;
}

bool is_plain(char letter) { return letter >= 0x20 && letter < 0x7f; }

struct Plain {
  static bool all(std::uint64_t bytes) { return (outside_plain(bytes) & kHighs) == 0; }
  static bool one(char letter) { return is_plain(letter); }
};

/// Zero bytes, found in the same way, are quotes and backslashes.
struct PlainInJson {
  static bool all(std::uint64_t bytes) {
    const std::uint64_t no_quote = (bytes ^ (kOnes * '"')) - kOnes;
    const std::uint64_t no_backslash = (bytes ^ (kOnes * '\\')) - kOnes;
    return ((outside_plain(bytes) | no_quote | no_backslash) & kHighs) == 0;
  }
  static bool one(char letter) { return is_plain(letter) && letter != '"' && letter != '\\'; }
};

/// The bytes from `position` on that are of one kind, eight at a time as far as possible.
template <typename Kind>
std::size_t run_of(std::string_view text, std::size_t position) {
  const auto eight_at = [text](std::size_t at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    return bytes;
  };
  constexpr std::size_t kEight = sizeof(std::uint64_t);
  std::size_t end = position;
  while (text.size() - end >= kEight && Kind::all(eight_at(end))) end += kEight;
  // The last bytes together with some that were looked at already.
  const bool at_tail = text.size() - end < kEight && end - position >= kEight;
  if (at_tail && Kind::all(eight_at(text.size() - kEight))) return text.size() - position;
  while (end < text.size() && Kind::one(text[end])) ++end;
  return end - position;
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

bool is_ascii(std::string_view text) {
  std::uint64_t seen = 0;
  std::size_t at = 0;
  for (; text.size() - at >= sizeof seen; at += sizeof seen) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    seen |= bytes;
  }
  for (; at < text.size(); ++at) seen |= static_cast<unsigned char>(text[at]);
  return (seen & kHighs) == 0;
}

std::size_t plain_run(std::string_view text, std::size_t position) { return run_of<Plain>(text, position); }

std::size_t json_plain_run(std::string_view text, std::size_t position) { return run_of<PlainInJson>(text, position); }

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
