// SPDX-License-Identifier: MIT
#include "track/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>

#include "model/ascii.hpp"
#include "model/http_date.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kLongestWish = std::chrono::hours{24};

/// Whole seconds; more than fits means the longest.
std::optional<Milliseconds> seconds_in(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t kMost = std::chrono::duration_cast<std::chrono::seconds>(kLongestWish).count();
  if (read.ec == std::errc::result_out_of_range) value = kMost;
  return std::chrono::seconds{std::min(value, kMost)};
}

}  // namespace

std::optional<Milliseconds> retry_after(const Response& response, WallTime wall) {
  const auto field = response.header("Retry-After");
  if (!field) return std::nullopt;
  const std::string_view text = trimmed(*field);
  if (const auto seconds = seconds_in(text)) return seconds;
  const auto date = response.header("Date");
  const WallTime from = date ? parse_http_date(trimmed(*date), wall).value_or(wall) : wall;
  const auto wish = parse_http_date(text, from);
  if (!wish) return std::nullopt;
  const auto wait = std::chrono::ceil<Milliseconds>(std::max(*wish, from) - from);
  return std::min(wait, kLongestWish);
}

}  // namespace optrack
