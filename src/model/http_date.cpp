// SPDX-License-Identifier: MIT
#include "model/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace optrack {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Digits only; values above a million are cut to it: no date has one.
std::optional<int> number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = std::min(value * 10 + (c - '0'), 1'000'000);
  }
  return value;
}

std::vector<std::string_view> words(std::string_view text) {
  constexpr std::string_view kBreaks = " ,-:";
  std::vector<std::string_view> found;
  std::size_t at = text.find_first_not_of(kBreaks);
  while (at != std::string_view::npos && found.size() < 10) {
    const std::size_t end = std::min(text.find_first_of(kBreaks, at), text.size());
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBreaks, end);
  }
  return found;
}

struct Fields {
  std::string_view year, month, day, hour, minute, second;
};

/// All three forms, once their separators are gone, differ only in the place of the parts.
std::optional<Fields> fields_of(std::string_view text) {
  const std::vector<std::string_view> w = words(text);
  if (w.size() == 8 && w[7] == "GMT") return Fields{w[3], w[2], w[1], w[4], w[5], w[6]};
  if (w.size() == 7) return Fields{w[6], w[1], w[2], w[3], w[4], w[5]};
  return std::nullopt;
}

int year_of(std::string_view text, int value, WallTime near) {
  if (text.size() != 2) return value;
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(near)};
  const int now = static_cast<int>(today.year());
  const int full = now - now % 100 + value;
  return full > now + 50 ? full - 100 : full;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text, WallTime near) {
  const std::optional<Fields> fields = fields_of(text);
  if (!fields) return std::nullopt;
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), fields->month);
  const auto year = number(fields->year);
  const auto day = number(fields->day);
  const auto hour = number(fields->hour);
  const auto minute = number(fields->minute);
  const auto second = number(fields->second);
  if (month == kMonths.end() || !year || !day || !hour || !minute || !second) return std::nullopt;
  if (fields->year.size() != 2 && (*year < 1678 || *year > 2261)) return std::nullopt;
  if (*day > 31 || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year_of(fields->year, *year, near)},
                                         std::chrono::month{static_cast<unsigned>(month - kMonths.begin()) + 1},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second};
}

}  // namespace optrack
