// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>

#include "model/time_text.hpp"

namespace optrack {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

/// Reads a text from the left; the first mismatch makes all that follows fail.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  /// Exactly `digits` decimal digits.
  int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }

  /// One of the characters of `choices`; returns it.
  char one_of(std::string_view choices) {
    for (const char choice : choices) {
      if (rest_.empty() || rest_.front() != choice) continue;
      rest_.remove_prefix(1);
      return choice;
    }
    good_ = false;
    return '\0';
  }

  /// A fraction with its point, if there is one, in nanoseconds; digits after the ninth are cut.
  std::int64_t fraction() {
    if (rest_.empty() || rest_.front() != '.') return 0;
    rest_.remove_prefix(1);
    std::int64_t value = digit();
    for (int digits = 1; at_digit(); ++digits) {
      const int next = digit();
      if (digits < 9) value = value * 10 + next;
      count_ = digits + 1;
    }
    for (int digits = std::max(count_, 1); digits < 9; ++digits) value *= 10;
    return value;
  }

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  [[nodiscard]] bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  int digit() {
    if (!at_digit()) {
      good_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool good_ = true;
  int count_ = 0;
};

/// Offset from UTC as `Z`, `+hh:mm` or `-hh:mm`; `nullopt` when it is none.
std::optional<std::chrono::minutes> read_offset(Reader& reader) {
  const char sign = reader.one_of("Zz+-");
  if (!reader.good()) return std::nullopt;
  if (sign == 'Z' || sign == 'z') return std::chrono::minutes{0};
  const int hours = reader.number(2);
  reader.one_of(":");
  const int minutes = reader.number(2);
  if (!reader.good() || hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{hours * 60 + minutes};
  return sign == '-' ? -offset : offset;
}

struct Split {
  std::chrono::sys_seconds seconds;
  std::int64_t nanos = 0;  // 0 to 999,999,999
};

/// Seconds and fraction by integers: the earliest time has no whole second of its own.
Split split(WallTime time) {
  const std::int64_t count = time.time_since_epoch().count();
  std::int64_t seconds = count / kNanosPerSecond;
  std::int64_t nanos = count % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  }
  return {std::chrono::sys_seconds{std::chrono::seconds{seconds}}, nanos};
}

constexpr int kMostDigits = 9;

/// Fills `[to, to + digits)` with `value` in decimal, with zeros in front; returns what is behind.
char* put_number(char* to, std::uint32_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return to + digits;
}

char* put_behind(char* to, char mark, std::uint32_t value) {
  *to = mark;
  return put_number(to + 1, value, 2);
}

}  // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  Reader reader{text};
  const int year = reader.number(4);
  reader.one_of("-");
  const int month = reader.number(2);
  reader.one_of("-");
  const int day = reader.number(2);
  reader.one_of("Tt ");
  const int hour = reader.number(2);
  reader.one_of(":");
  const int minute = reader.number(2);
  reader.one_of(":");
  const int second = reader.number(2);
  const std::int64_t nanos = reader.fraction();
  const auto offset = read_offset(reader);
  if (!reader.good() || !reader.at_end() || !offset) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // 60 is a leap second; UTC as computers count it has none, so it is the next second's.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  if (year < 1678) return WallTime::min();
  if (year > 2261) return WallTime::max();
  const auto seconds = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                       std::chrono::seconds{second} - *offset;
  return WallTime{seconds} + std::chrono::nanoseconds{nanos};
}

TimeText::TimeText(WallTime time, int digits) {
  const Split parts = split(time);
  const auto day = std::chrono::floor<std::chrono::days>(parts.seconds);
  const std::chrono::year_month_day date{day};
  const auto second_of_day = static_cast<std::uint32_t>((parts.seconds - day).count());
  char* end = put_number(text_.data(), static_cast<std::uint32_t>(int{date.year()}), 4);
  end = put_behind(end, '-', unsigned{date.month()});
  end = put_behind(end, '-', unsigned{date.day()});
  end = put_behind(end, 'T', second_of_day / 3600);
  end = put_behind(end, ':', second_of_day / 60 % 60);
  end = put_behind(end, ':', second_of_day % 60);
  if (digits > 0) {
    *end = '.';
    put_number(end + 1, static_cast<std::uint32_t>(parts.nanos), kMostDigits);
    end += 1 + digits;
  }
  *end++ = 'Z';
  size_ = static_cast<std::size_t>(end - text_.data());
}

TimeText TimeText::exact(WallTime time) {
  const std::int64_t nanos = split(time).nanos;
  int digits = nanos == 0 ? 0 : kMostDigits;
  for (std::int64_t rest = nanos; digits > 0 && rest % 10 == 0; rest /= 10) --digits;
  return {time, digits};
}

std::string format_rfc3339(WallTime time, int digits) {
  return std::string{TimeText{time, std::clamp(digits, 0, kMostDigits)}.view()};
}

std::string format_rfc3339_exact(WallTime time) { return std::string{TimeText::exact(time).view()}; }

}  // namespace optrack
