// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/json.hpp"

namespace optrack {

/// Writes one JSON object member by member, in the very bytes that `json_text` gives for it, without building a
/// `Json`: for what is written a hundred thousand times.
class JsonObjectText {
 public:
  /// Appends to `text`, which must outlive this.
  explicit JsonObjectText(std::string& text) : text_(text), begin_(text.size()) { text_ += '{'; }

  /// Keys are our own words: they need no escapes, and each comes once.
  void put(std::string_view key, std::string_view value);
  void put(std::string_view key, std::int64_t value);
  void put(std::string_view key, const Json& value);

  /// The end of the object; nothing may be put after it.
  void close() { text_ += '}'; }

 private:
  /// Appends the key, and `room` bytes for the value, whose beginning it returns.
  char* begin_member(std::string_view key, std::size_t room);

  std::string& text_;
  std::size_t begin_;
};

}  // namespace optrack
