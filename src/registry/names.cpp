// SPDX-License-Identifier: MIT
#include "registry/names.hpp"

#include <algorithm>
#include <string>

#include "model/local_id.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLongestOperationName = 128;
constexpr std::size_t kLongestContextName = 64;

/// C0 controls and DEL; C1 controls are two bytes in UTF-8, of which the first is 0xC2.
bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

tl::unexpected<Error> refuse_name(std::string_view name, std::string_view why) {
  return fail(ErrorKind::usage, "an operation cannot be named '" + harmless(name) + "': " + std::string{why});
}

}  // namespace

Result<void> check_operation_name(std::string_view name) {
  if (name.empty()) return fail(ErrorKind::usage, "the name of an operation must not be empty");
  if (name.size() > kLongestOperationName) return refuse_name(name.substr(0, 20), "names have at most 128 bytes");
  if (!is_utf8(name)) return refuse_name(name, "names are UTF-8");
  if (has_control(name)) return refuse_name(name, "names hold no control characters");
  if (name.find(':') != std::string_view::npos) return refuse_name(name, "names hold no ':'");
  if (name.front() == '@' || name.front() == '-') return refuse_name(name, "names do not begin with '@' or '-'");
  if (is_local_id(name)) return refuse_name(name, "it looks like the id of an operation");
  return {};
}

Result<void> check_label(std::string_view key, std::string_view value) {
  if (key.empty()) return fail(ErrorKind::usage, "the key of a label must not be empty");
  if (is_utf8(key) && is_utf8(value) && !has_control(key) && !has_control(value)) return {};
  return fail(ErrorKind::usage, "no good label: '" + harmless(key) + "=" + harmless(value) +
                                    "': labels are UTF-8 without control characters");
}

Result<void> check_context_name(std::string_view name) {
  const bool good = !name.empty() && name.size() <= kLongestContextName && is_lower_or_digit(name.front()) &&
                    std::all_of(name.begin(), name.end(),
                                [](char c) { return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-'; });
  if (good) return {};
  return fail(ErrorKind::usage, "no good name for a context: '" + harmless(name.substr(0, kLongestContextName)) +
                                    "': use 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");
}

}  // namespace optrack
