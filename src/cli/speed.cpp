// SPDX-License-Identifier: MIT
#include "cli/speed.hpp"

#include <charconv>

namespace optrack::cli {

Result<double> parse_speed(const std::string& text) {
  constexpr double kFastest = 1e6;
  double speed = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, trouble] = std::from_chars(text.data(), end, speed);
  const bool read = trouble == std::errc{} && rest == end;
  if (!read || !(speed > 0 && speed <= kFastest)) {
    return fail(ErrorKind::usage, "'" + text + "' is no number above 0, up to 1000000");
  }
  return speed;
}

}  // namespace optrack::cli
