// SPDX-License-Identifier: MIT
#include "model/json_object_text.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include <nlohmann/json.hpp>

#include "model/utf8.hpp"

namespace optrack {
namespace {

/// A string's inside. What is neither plain nor simple to escape goes the general way, together with what follows it:
/// before it stands ASCII, so nothing is torn.
void append_escaped(std::string& to, std::string_view value) {
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t plain = json_plain_run(value, at);
    to.append(value, at, plain);
    at += plain;
    if (at == value.size()) return;
    if (value[at] != '"' && value[at] != '\\') {
      const std::string rest = json_text(Json(value.substr(at)));
      to.append(rest, 1, rest.size() - 2);
      return;
    }
    to += '\\';
    to += value[at++];
  }
}

}  // namespace

/// Everything in one piece: of most values nothing has to be escaped, and the pieces are short.
void JsonObjectText::put(std::string_view key, std::string_view value) {
  if (json_plain_run(value, 0) != value.size()) {
    begin_member(key, 0);
    text_ += '"';
    append_escaped(text_, value);
    text_ += '"';
    return;
  }
  char* to = begin_member(key, value.size() + 2);
  *to = '"';
  std::memcpy(to + 1, value.data(), value.size());
  to[value.size() + 1] = '"';
}

char* JsonObjectText::begin_member(std::string_view key, std::size_t room) {
  const std::size_t size = text_.size();
  const std::size_t comma = size > begin_ + 1 ? 1 : 0;
  text_.resize(size + comma + key.size() + 3 + room);
  char* to = text_.data() + size;
  if (comma != 0) *to++ = ',';
  *to++ = '"';
  std::memcpy(to, key.data(), key.size());
  to += key.size();
  *to++ = '"';
  *to++ = ':';
  return to;
}

void JsonObjectText::put(std::string_view key, std::int64_t value) {
  begin_member(key, 0);
  std::array<char, 24> digits{};
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void JsonObjectText::put(std::string_view key, const Json& value) {
  begin_member(key, 0);
  text_ += json_text(value);
}

}  // namespace optrack
