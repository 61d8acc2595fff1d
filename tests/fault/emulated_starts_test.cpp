// SPDX-License-Identifier: MIT
// Starts that meet faults, starts that are killed, and a thousand of them: the real program against an emulated server.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/emulated_server.hpp"
#include "support/event_stream.hpp"

using namespace optrack;
using namespace optrack::test;

namespace emulated_starts_test {

namespace {

std::vector<std::string> start_arguments() {
  return {"start", "catlets.create", "name=web", "parent=acme/ubuntu/starter", "--id-only"};
}

std::vector<std::string> resume_arguments() { return {"wait", "@last", "--interval", "100ms", "-o", "ndjson"}; }

void add(Complaints& all, const Complaints& more) { all.insert(all.end(), more.begin(), more.end()); }

Complaints wrong_stream(const Ran& ran, const Operation& record, Store& store) {
  const EventStream stream{ran.out};
  Complaints found = stream.invalid_lines();
  add(found, stream.wrong_frame(ran.code));
  add(found, broken_rules(stream, record.id));
  add(found, differs_from_journal(stream, record.id, store, true));
  return found;
}

/// A start that met `fault` either began one operation, which is then followed to its end, or says that it began none.
Complaints try_fault(const std::string& fault) {
  const bool epilogue = !fault.starts_with("late-logs");
  EmulatedServer server{busy_scenario("completed", epilogue), {fault}};
  const Ran ran = server.run(run_arguments());
  const auto store = server.store();
  const std::vector<Operation> records = store->query({}).value();
  const std::size_t begun = server.emulator().operations();
  if (records.size() != 1) return {fmt::format("{} records", records.size())};
  if (ran.code != 0) {
    if (fault.starts_with("404") && ran.code == 5 && begun == 0 && records[0].status == Status::failed) return {};
    return {fmt::format("exit code {} with {} begun: {}", ran.code, begun, ran.err)};
  }
  Complaints found = wrong_stream(ran, records[0], *store);
  add(found, wrong_end(EventStream{ran.out}, records[0].id, "completed", busy_messages(epilogue)));
  if (begun != 1) found.push_back(fmt::format("{} operations begun", begun));
  return found;
}

/// Starts, is killed after `life`, or (none) as soon as the server has begun an operation, and looks what became of it.
/// \return What is wrong. `resolved` counts the starts that the server had got.
Complaints try_kill(const std::string& fault, std::optional<std::chrono::milliseconds> life,
                    std::atomic<int>& resolved) {
  EmulatedServer server{busy_scenario("completed"), {fault}, 4};
  Program program = server.program(start_arguments());
  if (life) {
    program.limit = *life;
  } else {
    program.kill_when = [&server] { return server.emulator().operations() > 0; };
  }
  (void)run(program);
  const auto store = server.store();
  const std::vector<Operation> records = store ? store->query({}).value() : std::vector<Operation>{};
  if (records.size() > 1) return {fmt::format("{} records", records.size())};
  if (records.empty()) {
    return server.emulator().operations() == 0 ? Complaints{} : Complaints{"begun, but not recorded"};
  }
  // What the server got last may still be on its way to be worked on: looked at when the wait is over.
  Program resume = server.program(resume_arguments());
  const char* patience = server.emulator().operations() == 0 ? "2s" : "20s";
  resume.arguments.insert(resume.arguments.end(), {"--timeout", patience});
  const Ran ran = run(resume);
  const std::size_t begun = server.emulator().operations();
  if (begun > 1) return {fmt::format("{} operations begun", begun)};
  Complaints found = wrong_stream(ran, records[0], *store);
  const int expected = begun == 1 ? 0 : 124;
  if (ran.code != expected) found.push_back(fmt::format("exit code {}, not {}: {}", ran.code, expected, ran.err));
  if (begun == 0) return found;
  ++resolved;
  add(found, wrong_end(EventStream{ran.out}, records[0].id, "completed", busy_messages()));
  return found;
}

template <typename Try>
void check_each(const std::vector<std::string>& names, const Try& attempt) {
  std::vector<Complaints> found(names.size());
  in_parallel(names.size(), waits_at_once(), [&](std::size_t i) {
    try {
      found[i] = attempt(i);
    } catch (const std::exception& trouble) {
      found[i] = {trouble.what()};
    }
  });
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK_MESSAGE(found[i].empty(), fmt::format("{}:\n  {}", names[i], fmt::join(found[i], "\n  ")));
  }
}

/// Short enough to have a thousand, long enough that all are under way at once.
constexpr const char* kManyScenario = R"json({"operations": {"catlets.create": {
  "duration": "10s",
  "tasks": [{"key": "create", "name": "CreateCatletCommand", "start": "10ms"},
            {"key": "disk", "parent": "create", "name": "CreateDiskCommand", "start": "1s", "end": "8s"}],
  "log": [{"task": "create", "at": "100ms", "message": "begun"},
          {"task": "disk", "at": "2s", "count": 4, "every": "1s", "message": "part {n}"}],
  "resources": [{"type": "Catlet", "at": "1s"}]
}}})json";

}  // namespace

TEST_CASE("D-12 faults: a start that meets a fault begins one operation or says that it began none") {
  std::vector<std::string> faults;
  for (const emulate::FaultInfo& info : emulate::faults()) {
    faults.push_back(std::string{info.name} + ",on=start,from=1");
    faults.push_back(std::string{info.name} + ",on=any,from=1");
  }
  check_each(faults, [&](std::size_t i) { return try_fault(faults[i]); });
}

TEST_CASE("D-12 faults: a start killed between its record and the answer is found by its key, never sent again") {
  std::mt19937 random{7};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same moments each time
  std::vector<std::string> faults, names;
  std::vector<std::optional<std::chrono::milliseconds>> lives;
  for (const char* fault : {"silence=1s", "reset", "latency=700ms", "500", "short-body", "503"}) {
    for (int i = 0; i < 6; ++i) {
      faults.push_back(std::string{fault} + ",on=start,from=1,count=3");
      lives.emplace_back(std::uniform_int_distribution<>{20, 1500}(random));
      names.push_back(fmt::format("{} killed after {} ms", faults.back(), lives.back()->count()));
    }
    faults.push_back(faults.back());
    lives.emplace_back();
    names.push_back(faults.back() + " killed when begun");
  }
  std::atomic<int> resolved{0};
  check_each(names, [&](std::size_t i) { return try_kill(faults[i], lives[i], resolved); });
  CHECK(resolved >= 6);  // however slow the machine is: those killed when begun
}

TEST_CASE("T-12 faults: a thousand operations are started and waited for in one wait") {
  const std::size_t count = is_quick_build() ? 1000 : 100;
  EmulatedServer server{kManyScenario, {}};
  std::vector<std::string> ids(count);
  in_parallel(count, 8, [&](std::size_t i) { ids[i] = server.start(fmt::format("web-{}", i)); });
  for (const std::string& id : ids) REQUIRE(id.size() == 10);

  Program program = server.program({"wait", "-", "-o", "ndjson"});
  program.input = fmt::format("{}\n", fmt::join(ids, "\n"));
  const Ran ran = run(program);

  CHECK_MESSAGE(ran.code == 0, ran.err);
  CHECK(server.emulator().operations() == count);
  const EventStream stream{ran.out};
  const Complaints frame = stream.wrong_frame(0);
  CHECK_MESSAGE(frame.empty(), fmt::format("{}", fmt::join(frame, "\n")));
  CHECK(stream.operations().size() == count);
  CHECK(stream.of_type("result").size() == count);
  CHECK(stream.of_type("log_entry").size() == count * 5);
  const auto store = server.store();
  const std::multiset<std::string> messages{"begun", "part 1", "part 2", "part 3", "part 4"};
  const auto parts = stream.by_operation();
  std::vector<std::string> wrong;
  for (const std::string& id : ids) {
    Complaints found = broken_rules(parts.at(id), id);
    add(found, wrong_end(parts.at(id), id, "completed", messages));
    add(found, differs_from_journal(parts.at(id), id, *store, true));
    if (!found.empty()) wrong.push_back(fmt::format("{}: {}", id, fmt::join(found, "; ")));
  }
  CHECK_MESSAGE(wrong.empty(), fmt::format("{}", fmt::join(wrong, "\n")));
}

}  // namespace emulated_starts_test
