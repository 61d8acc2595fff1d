// SPDX-License-Identifier: MIT
// Whole waits of the real program against an emulated server that misbehaves.
#include <doctest/doctest.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/emulated_server.hpp"
#include "support/event_stream.hpp"

using namespace optrack;
using namespace optrack::test;

namespace emulated_faults_test {

namespace {

struct Ending {
  const char* status;
  int exit_code;
};
constexpr Ending kEndings[] = {{"completed", 0}, {"failed", 1}, {"cancelled", 3}};

/// One wait: the faults it meets, and how the operation ends.
struct Case {
  std::vector<std::string> faults;
  Ending ending;
  Complaints found = {};

  /// An entry written after the end and late besides comes later than anybody waits for it.
  [[nodiscard]] bool has_epilogue() const {
    return std::none_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.starts_with("late-logs"); });
  }
  [[nodiscard]] std::string name() const {
    return fmt::format("[{}] of one that ends {}", fmt::join(faults, " + "), ending.status);
  }
};

void add(Complaints& all, Complaints more) { all.insert(all.end(), more.begin(), more.end()); }

Complaints judge(const Ran& ran, const Case& one, const EmulatedServer& server) {
  const Ending& ending = one.ending;
  Complaints found;
  if (ran.timed_out) found.emplace_back("never ended");
  if (ran.code != ending.exit_code) found.push_back(fmt::format("exit code {}: {}", ran.code, ran.err));
  const EventStream stream{ran.out};
  add(found, stream.invalid_lines());
  add(found, stream.wrong_frame(ending.exit_code));
  const std::vector<std::string> operations = stream.operations();
  if (operations.size() != 1) {
    found.push_back(fmt::format("{} operations in the stream", operations.size()));
    return found;
  }
  add(found, broken_rules(stream, operations.front()));
  add(found, wrong_end(stream, operations.front(), ending.status, busy_messages(one.has_epilogue())));
  const auto store = server.store();
  add(found, store ? differs_from_journal(stream, operations.front(), *store, true) : Complaints{"no registry"});
  return found;
}

Complaints try_out(const Case& one) {
  try {
    EmulatedServer server{busy_scenario(one.ending.status, one.has_epilogue()), one.faults};
    Complaints found = judge(server.run(run_arguments()), one, server);
    if (server.emulator().operations() != 1) found.emplace_back("not exactly one operation was begun");
    return found;
  } catch (const std::exception& trouble) {
    return {trouble.what()};
  }
}

void check_all(std::vector<Case> cases) {
  in_parallel(cases.size(), waits_at_once(), [&](std::size_t index) { cases[index].found = try_out(cases[index]); });
  for (const Case& one : cases) {
    CHECK_MESSAGE(one.found.empty(), fmt::format("{}:\n  {}", one.name(), fmt::join(one.found, "\n  ")));
  }
}

/// Every fault by its bare name; `suffix` is appended: ",on=start".
std::vector<std::string> fault_texts(const std::string& suffix = {}) {
  std::vector<std::string> all;
  for (const emulate::FaultInfo& info : emulate::faults()) all.push_back(std::string{info.name} + suffix);
  return all;
}

}  // namespace

TEST_CASE("faults: every fault alone, and none: right outcome, each log entry once, no gap") {
  std::vector<Case> cases;
  for (const Ending& ending : kEndings) {
    cases.push_back({{}, ending});
    for (const std::string& fault : fault_texts()) cases.push_back({{fault}, ending});
  }
  check_all(std::move(cases));
}

TEST_CASE("faults: every pair of faults: right outcome, each log entry once, no gap") {
  std::vector<Case> cases;
  const std::vector<std::string> faults = fault_texts();
  std::size_t count = 0;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = i + 1; j < faults.size(); ++j) {
      const Ending& ending = kEndings[count++ % 3];
      if (is_quick_build() || count % 7 == 0) cases.push_back({{faults[i], faults[j]}, ending});
    }
  }
  REQUIRE(cases.size() >= 20);
  check_all(std::move(cases));
}

}  // namespace emulated_faults_test
