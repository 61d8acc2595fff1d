// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "optrack/time.hpp"

namespace optrack {

/// A time as `format_rfc3339` writes it, without memory of its own: for what is written a hundred thousand times.
class TimeText {
 public:
  /// \param digits  Of the fraction, 0 to 9.
  TimeText(WallTime time, int digits);

  /// As `format_rfc3339_exact` writes it.
  static TimeText exact(WallTime time);

  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, sizeof "2261-12-31T23:59:59.123456789Z"> text_{};
  std::size_t size_ = 0;
};

}  // namespace optrack
