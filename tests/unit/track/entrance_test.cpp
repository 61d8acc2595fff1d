// SPDX-License-Identifier: MIT
#include "track/entrance.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace optrack;

namespace {

LogEntry line(std::string id, std::string message) {
  LogEntry entry;
  entry.id = std::move(id);
  entry.message = std::move(message);
  return entry;
}

}  // namespace

TEST_CASE("entrance: no text of a server reaches anybody as it came") {
  Observation seen;
  const std::string evil = "a\x1b[31mred\x1b[0m\r\nb\x07";
  seen.raw_status = seen.message = seen.name = seen.type = evil;
  seen.warnings = {evil};
  seen.outcome = Outcome{evil, {}, {}};
  seen.tasks.emplace_back();
  seen.tasks[0].id = seen.tasks[0].name = seen.tasks[0].message = seen.tasks[0].display_name = evil;
  seen.tasks[0].parent = seen.tasks[0].raw_status = evil;
  seen.resources = {{evil, evil, evil, evil}};
  seen.logs = {line(evil, evil)};

  const Observation clean = make_harmless(seen);

  std::string all = clean.raw_status + clean.message + clean.name + clean.type + clean.warnings.at(0) +
                    clean.outcome->type + clean.tasks.at(0).id + clean.tasks[0].name + clean.tasks[0].message +
                    clean.tasks[0].display_name + clean.tasks[0].parent + clean.tasks[0].raw_status +
                    clean.logs.at(0).id + clean.logs[0].message + clean.resources.at(0).id + clean.resources[0].type +
                    clean.resources[0].name + clean.resources[0].link;
  for (const char c : all) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  CHECK(clean.logs[0].raw == evil);
}

TEST_CASE("entrance: the text as received is kept only where it differed") {
  Observation seen;
  seen.logs = {line("1", "plain"), line("2", "tab\there"), line("3", "")};

  const Observation clean = make_harmless(seen);

  CHECK(clean.logs.at(0).raw.empty());
  CHECK(clean.logs.at(0).message == "plain");
  CHECK(clean.logs.at(1).raw == "tab\there");
  CHECK(clean.logs.at(1).message == "tab here");
  CHECK(clean.logs.at(2).raw.empty());
}

TEST_CASE("entrance: an id that cannot be one leaves its part out, with a warning") {
  Observation seen;
  seen.logs = {line("", "no id"), line(std::string(513, 'x'), "long id"), line(std::string(512, 'x'), "kept")};
  seen.tasks.emplace_back();

  const Observation clean = make_harmless(seen);

  CHECK(clean.logs.size() == 1);
  CHECK(clean.tasks.empty());
  CHECK(clean.warnings.size() == 2);
}

TEST_CASE("entrance: percentages become numbers from 0 to 100 or nothing") {
  struct Row {
    const char* why;
    double seen;
    std::optional<double> want;
  };
  const Row rows[] = {{"plain", 42.5, 42.5},
                      {"negative", -3, 0.0},
                      {"too large", 1e9, 100.0},
                      {"no number", std::numeric_limits<double>::quiet_NaN(), std::nullopt},
                      {"infinite", std::numeric_limits<double>::infinity(), std::nullopt}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Observation seen;
    seen.progress = row.seen;
    seen.tasks.emplace_back();
    seen.tasks[0].id = "t";
    seen.tasks[0].progress = row.seen;
    const Observation clean = make_harmless(seen);
    CHECK((clean.progress == row.want));
    CHECK((clean.tasks.at(0).progress == row.want));
  }
}

TEST_CASE("entrance: a long status message is cut before a whole character") {
  Observation seen;
  seen.message = std::string(64 * 1024 - 1, 'x') + "\xc3\xa9";

  CHECK(make_harmless(seen).message == std::string(64 * 1024 - 1, 'x'));
}

TEST_CASE("entrance: neither references nor errors bring in what a terminal obeys") {
  const Remote remote = make_harmless(Remote{"a\x1b[2J" + std::string(10'000, 'x'), "/o\r\n", "t\xc2\x9b"});
  CHECK(remote.id.size() <= 600);
  CHECK(remote.id.find('\x1b') == std::string::npos);
  CHECK(remote.url.find('\r') == std::string::npos);
  CHECK(remote.type.find('\xc2') == std::string::npos);

  const Error error =
      make_harmless(Error{ErrorKind::protocol, "HTTP 400: \x1b]0;x\a" + std::string(1'000'000, 'y'), 400});
  CHECK(error.message.size() <= 9000);
  CHECK(error.message.find('\x1b') == std::string::npos);
  CHECK(error.http_status == 400);
}

TEST_CASE("entrance: a level left empty is info") {
  Observation seen;
  seen.logs = {line("1", "x")};
  seen.logs[0].level.clear();

  CHECK(make_harmless(seen).logs.at(0).level == "info");
}
