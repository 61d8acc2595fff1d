// SPDX-License-Identifier: MIT
#include "model/json_place.hpp"

#include <algorithm>

namespace optrack {
namespace {

/// Walks over JSON that is known to be well formed; never leaves the text even if it is not.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::size_t find(const std::vector<std::string>& path) {
    skip_blanks();
    std::size_t found = at_;
    for (const auto& part : path) {
      if (!enter(part)) break;
      found = at_;
    }
    return found;
  }

 private:
  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool ended() const { return at_ >= text_.size(); }

  void skip_blanks() {
    while (!ended()) {
      if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (std::string_view(" \t\r\n\xef\xbb\xbf").find(here()) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  /// The string here without its quotes; escapes stay as written, member names rarely have any.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (!ended() && here() != '"') at_ += here() == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    ++at_;
    return text_.substr(std::min(begin, end), end - std::min(begin, end));
  }

  void skip_value() {
    int depth = 0;
    do {
      skip_blanks();
      const char c = here();
      if (c == '"') {
        string();
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        ++at_;
        if (std::string_view("{}[],:").find(c) == std::string_view::npos) skip_word();
      }
    } while (depth > 0 && !ended());
  }

  void skip_word() {
    while (!ended() && std::string_view(" \t\r\n{}[],:/").find(here()) == std::string_view::npos) ++at_;
  }

  bool enter(std::string_view part) {
    const char kind = here();
    if (kind != '{' && kind != '[') return false;
    const std::size_t begin = at_++;
    std::size_t found = std::string_view::npos;
    for (std::size_t index = 0; !ended(); ++index) {
      skip_blanks();
      if (here() == '}' || here() == ']') break;
      const bool wanted = kind == '{' ? string() == part : std::to_string(index) == part;
      if (kind == '{') skip_past(':');
      if (wanted) found = at_;
      skip_value();
      skip_past(',');
    }
    at_ = found == std::string_view::npos ? begin : found;
    return found != std::string_view::npos;
  }

  void skip_past(char separator) {
    skip_blanks();
    if (here() == separator) ++at_;
    skip_blanks();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

JsonPlace place_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const auto newline = before.rfind('\n');
  const auto begin = newline == std::string_view::npos ? 0 : newline + 1;
  return {lines + 1, before.size() - begin + 1};
}

JsonPlace place_of_value(std::string_view text, const std::vector<std::string>& path) {
  return place_of(text, Walker(text).find(path));
}

}  // namespace optrack
