// SPDX-License-Identifier: MIT
#include "model/large_integers.hpp"

#include <algorithm>
#include <cstddef>

namespace optrack {
namespace {

constexpr std::string_view kLargestExact = "9007199254740992";  // 2^53
constexpr std::string_view kNumberLetters = "+-.0123456789Ee";

/// Where the string that begins at `at` is over: behind its last quote.
std::size_t past_string(std::string_view json, std::size_t at) {
  while (true) {
    at = json.find_first_of("\"\\", at + 1);
    if (at == std::string_view::npos) return json.size();
    if (json[at] == '"') return at + 1;
    ++at;
  }
}

/// JSON writes no zeros in front: of whole numbers the longer one is larger.
bool is_large_integer(std::string_view number) {
  number.remove_prefix(number.starts_with('-') ? 1 : 0);
  if (number.size() < kLargestExact.size() || number.find_first_of(".Ee") != std::string_view::npos) return false;
  return number.size() > kLargestExact.size() || number > kLargestExact;
}

}  // namespace

std::string quote_large_integers(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::size_t kept = 0;
  std::size_t at = 0;
  while ((at = json.find_first_of("\"-0123456789", at)) != std::string_view::npos) {
    if (json[at] == '"') {
      at = past_string(json, at);
      continue;
    }
    const std::size_t end = std::min(json.find_first_not_of(kNumberLetters, at), json.size());
    if (is_large_integer(json.substr(at, end - at))) {
      out.append(json.substr(kept, at - kept)).append("\"").append(json.substr(at, end - at)).append("\"");
      kept = end;
    }
    at = end;
  }
  return out.append(json.substr(kept));
}

}  // namespace optrack
