// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/output.hpp"

namespace optrack::test {

/// An output that keeps what was written.
class StringOutput final : public Output {
 public:
  void write(std::string_view bytes) override {
    ++writes;
    text += bytes;
  }
  [[nodiscard]] bool gone() const override { return reader_gone; }
  [[nodiscard]] std::optional<Error> trouble() const override { return std::nullopt; }

  /// What was written, by lines.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      found.push_back(text.substr(at, end - at));
      if (end == std::string::npos) break;
      at = end + 1;
    }
    return found;
  }

  std::string text;
  int writes = 0;
  bool reader_gone = false;
};

}  // namespace optrack::test
