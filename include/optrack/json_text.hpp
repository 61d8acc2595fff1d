// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// One JSON value as text, passed through unparsed: cursors, results, request bodies.
/// Whoever fills it guarantees that `text` is one valid JSON value in UTF-8 or empty (absent).
/// A type of its own so that no third-party JSON class is part of the public interface.
struct JsonText {
  std::string text;

  /// Whether the value is absent; `null` is not.
  [[nodiscard]] bool empty() const { return text.empty(); }
  friend bool operator==(const JsonText&, const JsonText&) = default;
};

}  // namespace optrack
