// SPDX-License-Identifier: MIT
#include "track/lasting.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

namespace lasting_test {

namespace {

const WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

}  // namespace

TEST_CASE("T-13 history: which operations say how long their type takes") {
  const Lifetime polled{true, {}, {}, 10s, 12s};
  const Lifetime told{true, kNoon, kNoon + 1500ms, 10s, 12s};
  struct Row {
    const char* why;
    Lifetime life;
    Status status;
    bool cancelled;
    std::optional<double> want;
  };
  Lifetime row_half = told;
  row_half.server_ended.reset();
  Lifetime backwards = told;
  backwards.server_ended = kNoon - 1s;
  Lifetime ages = told;
  ages.server_started = WallTime::min();
  ages.server_ended = WallTime::max();
  Lifetime month = told;
  month.server_ended = kNoon + 24h * 31;
  Lifetime unknown = told;
  unknown.start_known = false;
  const Row rows[] = {
      {"completed: the middle between the last two polls", polled, Status::completed, false, 11.0},
      {"failed counts as well", polled, Status::failed, false, 11.0},
      {"seen for the first time at its end: the middle of its life",
       {true, {}, {}, 0s, 8s},
       Status::completed,
       false,
       4.0},
      {"the server's clock is better", told, Status::completed, false, 1.5},
      {"but only when it tells both", row_half, Status::completed, false, 11.0},
      {"and in their order", backwards, Status::completed, false, 11.0},
      {"times further apart than fits", ages, Status::completed, false, std::nullopt},
      {"longer than a month is a wrong clock", month, Status::completed, false, std::nullopt},
      {"an end after a request to cancel", told, Status::completed, true, std::nullopt},
      {"cancelled", told, Status::cancelled, false, std::nullopt},
      {"lost", told, Status::lost, false, std::nullopt},
      {"still running", told, Status::running, false, std::nullopt},
      {"start unknown", unknown, Status::completed, false, std::nullopt},
      {"end never seen", {true, {}, {}, 10s, {}}, Status::completed, false, std::nullopt},
      {"a clock that went backwards", {true, {}, {}, 10s, -2s}, Status::completed, false, 0.0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(seconds_lasted(row.life, row.status, row.cancelled) == row.want);
  }
}

TEST_CASE("T-13 history: kept under the operation's type, else what it was started as, else the server's word") {
  Operation operation;
  Known known;
  CHECK(history_type(operation, known).empty());
  known.type = "Creating instance";
  CHECK(history_type(operation, known) == "Creating instance");
  operation.remote.type = "instances.create";
  CHECK(history_type(operation, known) == "instances.create");
  operation.type = "make";
  CHECK(history_type(operation, known) == "make");
}

}  // namespace lasting_test
