// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "optrack/output.hpp"

namespace optrack {

/// Gathers what a printer writes, so that a turn of the loop costs one write.
class LineBuffer {
 public:
  explicit LineBuffer(Output& output) : output_(output) {}

  void add(std::string_view text) {
    next() += text;
    added();
  }
  /// For long runs of lines: each is appended to `next`, and `added` told of it.
  [[nodiscard]] std::string& next() { return text_; }
  void added() {
    constexpr std::size_t kEnough = 262'144;
    if (text_.size() >= kEnough) write();
  }
  void write() {
    if (text_.empty()) return;
    output_.write(text_);
    text_.clear();
  }
  [[nodiscard]] bool gone() const { return output_.reader_left(); }

 private:
  Output& output_;
  std::string text_;
};

}  // namespace optrack
