// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "optrack/time.hpp"

#include "model/ascii.hpp"

namespace optrack {
namespace {

struct Unit {
  std::string_view word;
  std::int64_t millis;
};

/// From large to small; a text uses them in this order, each at most once.
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t kLongest = 10'000 * kUnits[0].millis;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number as billionths, so that nothing is rounded before the unit is known.
struct Number {
  std::int64_t whole = 0;
  std::int64_t billionths = 0;
};

/// Takes a number off `text`; `nullopt` when there is none or it is beyond any duration.
std::optional<Number> take_number(std::string_view& text) {
  Number number;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    number.whole = number.whole * 10 + (text.front() - '0');
    if (number.whole > kLongest) return std::nullopt;
  }
  if (text.empty() || text.front() != '.') return number;
  text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  for (std::int64_t weight = 100'000'000; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    number.billionths += (text.front() - '0') * weight;
    weight /= 10;
  }
  return number;
}

/// Index of the unit at the beginning of `text`, taken off it; `nullopt` when it is none.
std::optional<std::size_t> take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && !is_digit(text[length])) ++length;
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits.at(i).word != text.substr(0, length)) continue;
    text.remove_prefix(length);
    return i;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_millis(std::string_view text) {
  std::int64_t sum = 0;
  for (std::size_t next = 0; next == 0 || !text.empty();) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    constexpr std::size_t kSeconds = 3;
    const bool bare = next == 0 && text.empty();
    const auto unit = bare ? std::optional<std::size_t>{kSeconds} : take_unit(text);
    if (!unit || *unit < next) return std::nullopt;
    const std::int64_t millis = kUnits.at(*unit).millis;
    if (number->whole > kLongest / millis) return std::nullopt;
    sum += number->whole * millis + number->billionths * millis / 1'000'000'000;
    if (sum > kLongest) return std::nullopt;
    next = *unit + 1;
  }
  return sum;
}

}  // namespace

Result<Milliseconds> parse_duration(std::string_view text) {
  if (const auto millis = parse_millis(trimmed(text))) return Milliseconds{*millis};
  return fail(ErrorKind::usage,
              fmt::format("not a duration: '{}' (write 90s, 5m, 1h30m, 250ms or 2d, at most 10000d)", text));
}

std::string format_clock(Milliseconds duration) {
  const std::int64_t all = duration.count() > 0 ? duration.count() / 1000 : 0;
  const std::int64_t days = all / 86'400;
  const std::int64_t hours = all / 3600 % 24;
  const std::int64_t minutes = all / 60 % 60;
  const std::int64_t seconds = all % 60;
  if (days > 0) return fmt::format("{}d {}:{:02}:{:02}", days, hours, minutes, seconds);
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, seconds);
  return fmt::format("{}:{:02}", minutes, seconds);
}

std::string format_duration(Milliseconds duration) {
  std::int64_t rest = duration.count() > 0 ? duration.count() : 0;
  std::string text;
  for (const Unit& unit : kUnits) {
    if (rest >= unit.millis) text += fmt::format("{}{}", rest / unit.millis, unit.word);
    rest %= unit.millis;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace optrack
