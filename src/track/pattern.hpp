// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace re2 {
class RE2;
}

namespace optrack {

/// A regular expression in the syntax of RE2: whatever pattern and text hold, looking takes time that grows with the
/// text alone. Cheap to copy; may be used by several threads at once.
class Pattern {
 public:
  /// Why a text is no pattern.
  struct Trouble {
    std::string what;   ///< "missing ): ("
    std::string place;  ///< The part of the text that is wrong; may be empty.
  };

  static tl::expected<Pattern, Trouble> read(std::string_view text);

  /// Whether some part of `text` matches.
  [[nodiscard]] bool found_in(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> expression) : expression_(std::move(expression)) {}

  std::shared_ptr<const re2::RE2> expression_;  // Never null.
};

}  // namespace optrack
