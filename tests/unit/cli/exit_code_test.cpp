// SPDX-License-Identifier: MIT
#include "cli/exit_code.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace optrack::cli;

namespace {

using Kind = Verdict::Kind;

Verdict ended(Status status, std::optional<int> remote = std::nullopt) {
  Verdict verdict;
  verdict.kind = Kind::ended;
  verdict.operation.status = status;
  if (remote) verdict.operation.outcome = Outcome{"exec", {}, remote};
  return verdict;
}

Verdict left(Kind kind) {
  Verdict verdict;
  verdict.kind = kind;
  verdict.operation.status = Status::running;
  return verdict;
}

WaitReport report(std::vector<Verdict> verdicts) {
  WaitReport made;
  made.verdicts = std::move(verdicts);
  return made;
}

}  // namespace

TEST_CASE("exit codes: numbers and names are frozen") {
  const std::vector<std::pair<int, std::string_view>> rows{
      {0, "ok"},          {1, "failed"},   {2, "usage"},   {3, "cancelled"}, {4, "denied"},      {5, "not-found"},
      {6, "unreachable"}, {7, "local"},    {8, "pending"}, {9, "rejected"},  {10, "impossible"}, {124, "timeout"},
      {129, "signal"},    {130, "signal"}, {141, "pipe"},  {143, "signal"},  {75, "other"}};
  for (const auto& [code, name] : rows) CHECK(exit_name(code) == name);
  CHECK(exit_codes().size() == rows.size() - 1);
}

TEST_CASE("exit codes: kinds of errors") {
  const std::vector<std::pair<ErrorKind, int>> rows{
      {ErrorKind::usage, 2},       {ErrorKind::denied, 4},   {ErrorKind::not_found, 5},
      {ErrorKind::unreachable, 6}, {ErrorKind::protocol, 6}, {ErrorKind::timeout, 6},
      {ErrorKind::stopped, 130},   {ErrorKind::conflict, 9}, {ErrorKind::local, 7}};
  for (const auto& [kind, code] : rows) CHECK(number(exit_code_for(kind)) == code);
}

TEST_CASE("exit codes: one operation") {
  struct Row {
    const char* why;
    Verdict verdict;
    int want;
  };
  const Row rows[] = {
      {"completed", ended(Status::completed), 0},   {"failed", ended(Status::failed), 1},
      {"cancelled", ended(Status::cancelled), 3},   {"lost", ended(Status::lost), 5},
      {"conditions came true", left(Kind::met), 0}, {"asked once", left(Kind::pending), 8},
      {"deadline", left(Kind::timeout), 124},       {"denied", left(Kind::denied), 4},
      {"not found", left(Kind::not_found), 5},      {"unreachable", left(Kind::unreachable), 6},
      {"rejected", left(Kind::rejected), 9},        {"impossible", left(Kind::impossible), 10},
      {"registry", left(Kind::local), 7},           {"left because of another", left(Kind::detached), 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(exit_code_for(report({row.verdict}), {}) == row.want);
  }
}

TEST_CASE("exit codes: of several the gravest decides") {
  const ExitCode order[] = {ExitCode::interrupt, ExitCode::local,       ExitCode::failed,     ExitCode::rejected,
                            ExitCode::denied,    ExitCode::unreachable, ExitCode::impossible, ExitCode::not_found,
                            ExitCode::cancelled, ExitCode::timeout,     ExitCode::pending,    ExitCode::ok};
  for (const ExitCode* grave = std::begin(order); grave != std::end(order); ++grave) {
    for (const ExitCode* mild = grave; mild != std::end(order); ++mild) {
      CHECK((combine({*mild, *grave}) == *grave));
      CHECK((combine({*grave, *mild}) == *grave));
    }
  }
  CHECK((combine({}) == ExitCode::ok));
}

TEST_CASE("exit codes: what a whole wait says") {
  struct Row {
    const char* why;
    WaitReport report;
    ExitOptions options;
    int want;
  };
  WaitReport interrupted = report({ended(Status::failed), left(Kind::detached)});
  interrupted.signal = Signal::interrupt;
  WaitReport terminated = interrupted;
  terminated.signal = Signal::terminate;
  WaitReport unread = interrupted;
  unread.reader_gone = true;
  WaitReport unstored = report({ended(Status::failed)});
  unstored.store_trouble = Error{};
  ExitOptions any;
  any.first = 1;
  ExitOptions two = any;
  two.first = 2;
  ExitOptions timeout_code;
  timeout_code.timeout_exit_code = 0;
  ExitOptions mapped = timeout_code;
  mapped.map = {{ExitCode::timeout, 75}, {ExitCode::cancelled, 0}};
  const Row rows[] = {
      {"nothing awaited", report({}), {}, 0},
      {"a signal before facts", interrupted, {}, 130},
      {"which signal", terminated, {}, 143},
      {"nobody reads", unread, {}, 141},
      {"an outcome that was learned counts, whatever the registry does", unstored, {}, 1},
      {"fail fast", report({ended(Status::failed), left(Kind::detached)}), {}, 1},
      {"final facts before a deadline", report({left(Kind::timeout), ended(Status::cancelled)}), {}, 3},
      {"any: the one that ended decides", report({ended(Status::completed), left(Kind::timeout)}), any, 0},
      {"any: unreachable others do not count", report({ended(Status::completed), left(Kind::unreachable)}), any, 0},
      {"any: none ended", report({left(Kind::timeout), left(Kind::timeout)}), any, 124},
      {"any: conditions came true", report({left(Kind::met), ended(Status::failed)}), any, 1},
      {"any: an impossible condition decides nothing", report({left(Kind::met), left(Kind::impossible)}), any, 0},
      {"any: all impossible", report({left(Kind::impossible), left(Kind::impossible)}), any, 10},
      {"first 2: so many decide", report({left(Kind::met), ended(Status::completed), left(Kind::denied)}), two, 0},
      {"first 2: not so many", report({left(Kind::met), left(Kind::denied), left(Kind::impossible)}), two, 4},
      {"impossible before not found", report({left(Kind::not_found), left(Kind::impossible)}), {}, 10},
      {"failed before impossible", report({ended(Status::failed), left(Kind::impossible)}), {}, 1},
      {"cancel-rest: the others do not count", report({left(Kind::impossible), left(Kind::detached)}), {}, 10},
      {"another code for a deadline", report({left(Kind::timeout)}), timeout_code, 0},
      {"the map is applied last", report({left(Kind::timeout)}), mapped, 75},
      {"mapped to ok", report({ended(Status::cancelled)}), mapped, 0},
      {"the map leaves others alone", report({ended(Status::failed)}), mapped, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(exit_code_for(row.report, row.options) == row.want);
  }
}

TEST_CASE("exit codes: taken from the remote command") {
  struct Row {
    const char* why;
    WaitReport report;
    int want;
  };
  const Row rows[] = {
      {"ended badly", report({ended(Status::failed, 7)}), 7},
      {"ended well", report({ended(Status::completed, 0)}), 0},
      {"gave none", report({ended(Status::failed)}), 1},
      {"failed although the command did not", report({ended(Status::failed, 0)}), 1},
      {"not ended", report({left(Kind::timeout)}), 124},
      {"cancelled", report({ended(Status::cancelled, 137)}), 3},
      {"the first of several that is not 0", report({ended(Status::completed, 0), ended(Status::failed, 9)}), 9},
  };
  ExitOptions options;
  options.from_result = true;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(exit_code_for(row.report, options) == row.want);
  }
}

TEST_CASE("exit codes: the map is read by names and numbers") {
  const auto map = parse_exit_code_map("cancelled=0,124=75,not-found=255");
  REQUIRE(map.has_value());
  CHECK(
      (*map == std::map<ExitCode, int>{{ExitCode::cancelled, 0}, {ExitCode::timeout, 75}, {ExitCode::not_found, 255}}));
  CHECK(parse_exit_code_map("")->empty());
  for (const char* bad : {"cancelled", "cancelled=256", "cancelled=-1", "cancled=0", "42=1", "=1", "ok=x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_exit_code_map(bad).has_value());
  }
}
