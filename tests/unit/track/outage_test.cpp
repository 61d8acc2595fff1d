// SPDX-License-Identifier: MIT
#include "track/outage.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

namespace {

const Instant kStart{std::chrono::hours{5}};

Error http(int status, ErrorKind kind = ErrorKind::unreachable) { return {kind, "trouble", status}; }

}  // namespace

TEST_CASE("outage: how long each kind of error is believed to pass") {
  struct Row {
    const char* why;
    ErrorKind kind;
    bool seen;
    Milliseconds after;
    bool give_up;
    Verdict::Kind verdict;
  };
  using K = Verdict::Kind;
  const Row rows[] = {
      {"a first refused connection", ErrorKind::unreachable, false, 0s, false, K::unreachable},
      {"nearly five minutes", ErrorKind::unreachable, true, 299s, false, K::unreachable},
      {"five minutes", ErrorKind::timeout, true, 300s, true, K::unreachable},
      {"TLS trouble at first", ErrorKind::protocol, false, 9s, false, K::unreachable},
      {"TLS trouble for 10 s", ErrorKind::protocol, false, 10s, true, K::unreachable},
      {"protocol trouble later", ErrorKind::protocol, true, 60s, false, K::unreachable},
      {"not found within the grace", ErrorKind::not_found, false, 9s, false, K::not_found},
      {"not found after the grace", ErrorKind::not_found, false, 10s, true, K::not_found},
      {"not found once it was seen", ErrorKind::not_found, true, 0s, true, K::not_found},
      {"denied while a token is renewed", ErrorKind::denied, true, 9s, false, K::denied},
      {"denied for good", ErrorKind::denied, true, 10s, true, K::denied},
      {"a refused poll", ErrorKind::conflict, true, 0s, true, K::rejected},
      {"an unreadable token file", ErrorKind::local, false, 10s, true, K::local},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Outage outage{{}, row.seen};
    const Error error{row.kind, "trouble", std::nullopt};
    Outage::Decision decision = outage.failed(error, kStart, std::nullopt, 0.5);
    if (row.after > 0s) decision = outage.failed(error, kStart + row.after, std::nullopt, 0.5);
    CHECK(decision.give_up == row.give_up);
    CHECK(decision.kind == row.verdict);
  }
}

TEST_CASE("outage: what another process tells counts from when it began there, and ends as one's own") {
  Outage outage{{20s, 10s, 10s, 10s, {}}, true};
  CHECK(!outage.failing());
  outage.heard(4, ErrorKind::unreachable, kStart);
  CHECK(outage.failing());
  CHECK(outage.patience_end() == kStart + 20s);
  outage.heard(5, ErrorKind::timeout, kStart);
  CHECK(outage.patience_end() == kStart + 20s);

  const Outage::Decision own = outage.failed(http(502), kStart + 15s, std::nullopt, 0.5);
  CHECK(!own.give_up);
  CHECK(own.attempt == 6);
  CHECK(own.outage == 15s);
  CHECK(outage.failed(http(502), kStart + 20s, std::nullopt, 0.5).give_up);

  CHECK(outage.answered(kStart + 21s) == 21s);
  CHECK(!outage.failing());
}

TEST_CASE("outage: patience for ever is ten years") {
  Outage outage{{Milliseconds::max(), Milliseconds::max(), 10s, 10s, {}}, true};
  outage.heard(1, ErrorKind::unreachable, kStart);
  CHECK(outage.patience_end() > kStart + 24h * 3000);
}

TEST_CASE("outage: back-off doubles up to 30 s, is spread, and obeys the server") {
  struct Row {
    const char* why;
    int errors;
    Error error;
    std::optional<Milliseconds> wish;
    double random;
    Milliseconds want;
  };
  const Row rows[] = {
      {"first, shortest", 1, http(500), {}, 0.0, 500ms},
      {"first, longest", 1, http(500), {}, 1.0, 1s},
      {"fourth", 4, http(500), {}, 1.0, 8s},
      {"tenth", 10, http(500), {}, 1.0, 30s},
      {"thousandth", 1000, http(500), {}, 0.0, 15s},
      {"429 without a wish", 1, http(429), {}, 0.0, 1s},
      {"503 without a wish", 1, http(503), {}, 0.0, 1s},
      {"a wish is a floor", 1, http(503), 7s, 0.0, 7s},
      {"a wish of zero", 1, http(503), 0s, 0.0, 500ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Outage outage{{}, true};
    Outage::Decision decision;
    for (int i = 0; i < row.errors; ++i) decision = outage.failed(row.error, kStart, row.wish, row.random);
    CHECK(decision.delay.count() == row.want.count());
    CHECK(decision.attempt == row.errors);
  }
}

TEST_CASE("outage: the last try comes when the outage ends, not after it") {
  Outage outage{{}, true};
  for (int i = 0; i < 9; ++i) (void)outage.failed(http(500), kStart, std::nullopt, 1.0);

  const auto decision = outage.failed(http(500), kStart + 290s, std::nullopt, 1.0);

  CHECK(decision.delay == 10s);
  CHECK(decision.outage == 290s);
}

TEST_CASE("outage: a good answer starts the count anew") {
  Outage outage{{}, false};
  CHECK(!outage.answered(kStart));
  (void)outage.failed(http(500), kStart, std::nullopt, 1.0);

  const auto lasted = outage.answered(kStart + 40s);
  const auto decision = outage.failed(http(500), kStart + 50s, std::nullopt, 1.0);

  REQUIRE(lasted);
  CHECK(*lasted == 40s);
  CHECK(decision.attempt == 1);
  CHECK(decision.outage == 0s);
}

TEST_CASE("outage: a server that forgets quickly is asked often even in trouble") {
  Outage::Limits limits;
  limits.ceiling = 2500ms;
  Outage outage{limits, true};
  Outage::Decision decision;
  for (int i = 0; i < 6; ++i) decision = outage.failed(http(500), kStart, std::nullopt, 1.0);

  CHECK(decision.delay == 2500ms);
}
