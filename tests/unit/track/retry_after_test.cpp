// SPDX-License-Identifier: MIT
#include "track/retry_after.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace optrack;
using namespace std::chrono_literals;

namespace retry_after_test {

namespace {

const WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 8h};

Response with(std::optional<std::string> wish, std::optional<std::string> date) {
  Response response;
  response.status = 429;
  if (wish) response.headers.push_back({"retry-after", *wish});
  if (date) response.headers.push_back({"Date", *date});
  return response;
}

}  // namespace

TEST_CASE("T-13 retry-after: seconds and dates become a wait") {
  struct Row {
    const char* why;
    std::optional<std::string> wish, date;
    std::optional<Milliseconds> want;
  };
  const Row rows[] = {
      {"no field", std::nullopt, std::nullopt, std::nullopt},
      {"seconds", "120", std::nullopt, 120s},
      {"zero", "0", std::nullopt, 0s},
      {"blanks around", "  7\t", std::nullopt, 7s},
      {"cut to one day", "999999", std::nullopt, 24h},
      {"beyond 64 bits", "99999999999999999999", std::nullopt, 24h},
      {"negative", "-1", std::nullopt, std::nullopt},
      {"a unit is not ours", "5s", std::nullopt, std::nullopt},
      {"fraction", "1.5", std::nullopt, std::nullopt},
      {"empty", "", std::nullopt, std::nullopt},
      {"date against the answer's own clock", "Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60s},
      {"date against our clock without a Date", "Sun, 01 Mar 2026 08:00:30 GMT", std::nullopt, 30s},
      {"date against our clock with a broken Date", "Sun, 01 Mar 2026 08:00:30 GMT", "soon", 30s},
      {"date in the past", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:00 GMT", 0s},
      {"date far away", "Sun, 06 Nov 2094 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 24h},
      {"RFC 850", "Sunday, 06-Nov-94 08:49:47 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", 10s},
      {"asctime", "Sun Nov  6 08:49:40 1994", "Sun Nov  6 08:49:37 1994", 3s},
      {"no such day", "Sun, 31 Feb 2026 08:00:30 GMT", std::nullopt, std::nullopt},
      {"no such month", "Sun, 01 Foo 2026 08:00:30 GMT", std::nullopt, std::nullopt},
      {"hostile year", "Sun, 01 Mar 99999 08:00:30 GMT", std::nullopt, std::nullopt},
      {"garbage", "later, please", std::nullopt, std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK((retry_after(with(row.wish, row.date), kNow) == row.want));
  }
}

}  // namespace retry_after_test
