// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace optrack {

/// A place in a text for people: both count from 1; the column counts bytes.
struct JsonPlace {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const JsonPlace&, const JsonPlace&) = default;
};

/// The place of byte `offset` in `text`; the end of the text when it is beyond.
JsonPlace place_of(std::string_view text, std::size_t offset);

/// Where the value found by walking `path` (member names, or indices as text) begins.
/// `text` must be JSON that a parser accepted; comments are allowed. Of repeated members the last
/// one counts, as for the parser. A path that leads nowhere gives the place of its last part that exists.
JsonPlace place_of_value(std::string_view text, const std::vector<std::string>& path);

}  // namespace optrack
