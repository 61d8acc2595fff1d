// SPDX-License-Identifier: MIT
#include "optrack/time.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

namespace {

WallTime at(std::int64_t nanos) { return WallTime{std::chrono::nanoseconds{nanos}}; }

constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

TEST_CASE("parse_rfc3339: reads what servers write") {
  struct Row {
    const char* why;
    const char* text;
    std::optional<WallTime> want;
  };
  const Row rows[] = {
      {"epoch", "1970-01-01T00:00:00Z", at(0)},
      {"100 ns as .NET writes", "1970-01-01T00:00:05.1234567+00:00", at(5'123'456'700)},
      {"nanoseconds as Go writes", "1970-01-01T00:00:00.000000001Z", at(1)},
      {"more than nine digits are cut", "1970-01-01T00:00:00.9999999999Z", at(999'999'999)},
      {"one digit", "1970-01-01T00:00:00.5Z", at(kSecond / 2)},
      {"blank and small letters", "1970-01-01 00:00:01z", at(kSecond)},
      {"offset east", "1970-01-01T02:00:00+01:30", at(1800 * kSecond)},
      {"offset west", "1969-12-31T23:00:00-01:00", at(0)},
      {"unknown local offset", "1970-01-01T00:00:00-00:00", at(0)},
      {"before 1970", "1969-12-31T23:59:59.25Z", at(-750'000'000)},
      {"leap second", "1970-01-01T00:00:60Z", at(60 * kSecond)},
      {"leap day", "1972-02-29T00:00:00Z", at(789 * 86400 * kSecond)},
      {"zero time of Go", "0001-01-01T00:00:00Z", WallTime::min()},
      {"far future", "9999-12-31T23:59:59.9999999Z", WallTime::max()},
      {"no leap day", "1970-02-29T00:00:00Z", std::nullopt},
      {"month 13", "1970-13-01T00:00:00Z", std::nullopt},
      {"day 0", "1970-01-00T00:00:00Z", std::nullopt},
      {"hour 24", "1970-01-01T24:00:00Z", std::nullopt},
      {"second 61", "1970-01-01T00:00:61Z", std::nullopt},
      {"offset of a day", "1970-01-01T00:00:00+24:00", std::nullopt},
      {"point without digits", "1970-01-01T00:00:00.Z", std::nullopt},
      {"no offset", "1970-01-01T00:00:00", std::nullopt},
      {"something behind", "1970-01-01T00:00:00Z ", std::nullopt},
      {"five-digit year", "10000-01-01T00:00:00Z", std::nullopt},
      {"negative year", "-001-01-01T00:00:00Z", std::nullopt},
      {"empty", "", std::nullopt},
      {"cut", "1970-01-01T00:0", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK((parse_rfc3339(row.text) == row.want));
  }
}

TEST_CASE("format_rfc3339: cuts, never rounds, and covers the whole range") {
  const WallTime time = at(5'123'456'700);
  CHECK(format_rfc3339(time) == "1970-01-01T00:00:05.123Z");
  CHECK(format_rfc3339(time, 0) == "1970-01-01T00:00:05Z");
  CHECK(format_rfc3339(time, 9) == "1970-01-01T00:00:05.123456700Z");
  CHECK(format_rfc3339(time, 12) == "1970-01-01T00:00:05.123456700Z");
  CHECK(format_rfc3339(at(-1)) == "1969-12-31T23:59:59.999Z");
  CHECK(format_rfc3339_exact(time) == "1970-01-01T00:00:05.1234567Z");
  CHECK(format_rfc3339_exact(at(0)) == "1970-01-01T00:00:00Z");
  CHECK(format_rfc3339_exact(WallTime::min()) == "1677-09-21T00:12:43.145224192Z");
  CHECK(format_rfc3339_exact(WallTime::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("time stamps: the exact form comes back without loss") {
  for (const std::int64_t nanos : {0LL, 1LL, -1LL, 100LL, 1'772'352'005'123'456'700LL, -1'000'000'001LL}) {
    CAPTURE(nanos);
    CHECK((parse_rfc3339(format_rfc3339_exact(at(nanos))) == at(nanos)));
  }
}

TEST_CASE("parse_duration: reads what people write") {
  struct Row {
    const char* why;
    const char* text;
    std::optional<Milliseconds> want;
  };
  const Row rows[] = {
      {"seconds", "90s", 90s},
      {"minutes", "5m", 5min},
      {"compound", "1h30m", 90min},
      {"all units", "1d2h3m4s5ms", 26h + 3min + 4s + 5ms},
      {"milliseconds", "250ms", 250ms},
      {"days", "2d", 48h},
      {"fraction", "1.5h", 90min},
      {"fraction of a bare number", "0.25", 250ms},
      {"bare number is seconds", "120", 120s},
      {"zero", "0", 0ms},
      {"blanks around", "  5m\t", 5min},
      {"longest", "10000d", 240'000h},
      {"beyond the longest", "10001d", std::nullopt},
      {"sum beyond the longest", "10000d1ms", std::nullopt},
      {"beyond 64 bits", "99999999999999999999999s", std::nullopt},
      {"sign", "-5s", std::nullopt},
      {"unknown unit", "5y", std::nullopt},
      {"bare number after a unit", "1h30", std::nullopt},
      {"units out of order", "30m1h", std::nullopt},
      {"unit twice", "1m1m", std::nullopt},
      {"blank inside", "1h 30m", std::nullopt},
      {"point without digits", "1.s", std::nullopt},
      {"only a unit", "s", std::nullopt},
      {"empty", "", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Result<Milliseconds> got = parse_duration(row.text);
    CHECK(got.has_value() == row.want.has_value());
    if (got && row.want) CHECK((*got == *row.want));
    if (!got) CHECK(got.error().kind == ErrorKind::usage);
  }
  CHECK(parse_duration("soon").error().message.find("'soon'") != std::string::npos);
}

TEST_CASE("durations: clocks for people, exact text for programs") {
  CHECK(format_clock(42s) == "0:42");
  CHECK(format_clock(12min + 5s + 999ms) == "12:05");
  CHECK(format_clock(1h + 2min + 3s) == "1:02:03");
  CHECK(format_clock(51h) == "2d 3:00:00");
  CHECK(format_clock(-5s) == "0:00");
  CHECK(format_duration(90min) == "1h30m");
  CHECK(format_duration(0ms) == "0s");
  CHECK(format_duration(-1ms) == "0s");
  for (const Milliseconds value : {1ms, 250ms, 61'001ms, 86'400'000ms, 93'784'005ms}) {
    CHECK((parse_duration(format_duration(value)) == value));
  }
}
