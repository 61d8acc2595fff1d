// SPDX-License-Identifier: MIT
// Waits that are killed, joined by others, or lose their registry: the real program against an emulated server.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/delta_reader.hpp"
#include "support/emulated_server.hpp"
#include "support/event_stream.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> wait_arguments(const std::string& selector) {
  return {"wait", selector, "--interval", "50ms", "-o", "ndjson"};
}

void check_none(const Complaints& found) { CHECK_MESSAGE(found.empty(), fmt::format("{}", fmt::join(found, "\n"))); }

/// A whole stream of one operation that completed, and its journal.
void check_complete(const Ran& ran, const std::string& op, Store& store,
                    const std::multiset<std::string>& messages = busy_messages()) {
  const EventStream stream{ran.out};
  CHECK_MESSAGE(ran.code == 0, ran.err);
  check_none(stream.invalid_lines());
  check_none(stream.wrong_frame(0));
  check_none(broken_rules(stream, op, false));  // several processes asked, perhaps in one millisecond
  check_none(wrong_end(stream, op, "completed", messages));
  check_none(differs_from_journal(stream, op, store, true));
}

std::vector<LogEntry> logs_of(Store& store, const std::string& op) {
  EventRange range;
  range.types = {"log_entry"};
  std::vector<LogEntry> found;
  const std::vector<Event> events = store.events(op, range).value();
  for (const Event& event : events) found.push_back(std::get<LogAdded>(event.body).entry);
  return found;
}

/// What the two registries know at the end does not depend on when each asked.
void check_same_knowledge(Store& one, const std::string& op, Store& other, const std::string& other_op) {
  CHECK(logs_of(one, op) == logs_of(other, other_op));
  const Known a = one.known(op).value(), b = other.known(other_op).value();
  CHECK(a.status == b.status);
  CHECK(a.raw_status == b.raw_status);
  CHECK(a.progress == b.progress);
  CHECK(a.counts == b.counts);
  CHECK(a.ended == b.ended);
  CHECK(a.tasks == b.tasks);
  CHECK(a.resources == b.resources);
  CHECK(a.outcome == b.outcome);
  CHECK(a.result_ready == b.result_ready);
}

/// What somebody who reads nothing but the journal believes at the end.
DeltaReader read_journal(Store& store, const std::string& op) {
  DeltaReader reader;
  std::uint64_t last = 0;
  const std::vector<Event> events = store.events(op, {}).value();
  for (const Event& event : events) {
    CHECK(event.seq == last + 1);
    last = event.seq;
    if (!std::holds_alternative<OperationSeen>(event.body)) reader.read_one(event.body);
  }
  CHECK(reader.complaints() == "");
  return reader;
}

/// The journals, except for when each was asked: how often a percentage or status was seen on its way.
void check_same_journal(Store& one, const std::string& op, Store& other, const std::string& other_op) {
  const DeltaReader a = read_journal(one, op), b = read_journal(other, other_op);
  CHECK(a.ended());
  CHECK(a.status() == b.status());
  CHECK(a.logs() == b.logs());
  CHECK(a.progress() == b.progress());
  CHECK(a.counts() == b.counts());
  CHECK(a.resources() == b.resources());
  REQUIRE(a.tasks().size() == b.tasks().size());
  for (const auto& [id, task] : a.tasks()) {
    REQUIRE(b.tasks().count(id) == 1);
    CHECK(task.status == b.tasks().at(id).status);
    CHECK(task.progress == b.tasks().at(id).progress);
  }
}

/// How often the wait is killed: OPTRACK_KILLS (scripts/soak), else enough to learn soon of what is badly wrong.
int kills_wanted() {
  // Where everything is slower, fewer processes live longer.
  const int usual = is_quick_build() ? 40 : 10;
  const char* wanted = std::getenv("OPTRACK_KILLS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return wanted == nullptr ? usual : std::max(1, std::atoi(wanted));
}

/// So long a wait lives at most before it is killed: some are killed before they have begun, some while they show what
/// is new, however fast the machine is and whatever else it does.
std::chrono::milliseconds longest_life() {
  const Optrack optrack;
  const auto began = std::chrono::steady_clock::now();
  REQUIRE(optrack({"list"}).code == 0);
  const auto start = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  return std::clamp<std::chrono::milliseconds>(6 * start, 220ms, 3000ms);
}

/// An operation of `length` in which something comes all the time: `steps` tasks, each with progress, a log entry and
/// a resource, and as many further entries. So slow, the entry after the end would come later than anybody waits.
struct Stirring {
  Stirring(std::chrono::milliseconds length, int steps, bool epilogue) {
    const auto at = [&](int step) { return fmt::format("{}ms", step * length.count() / (steps + 4)); };
    std::string tasks = R"({"key": "create", "name": "CreateCatletCommand", "start": "0s"})";
    std::string log, resources;
    for (int i = 0; i < steps; ++i) {
      tasks +=
          fmt::format(R"(, {{"key": "t{0}", "parent": "create", "name": "PartCommand", "start": "{1}", "end": "{2}",
        "progress": [["{1}", 5], ["{2}", 95]]}})",
                      i, at(i + 1), at(i + 3));
      log += fmt::format(R"({{"task": "t{0}", "at": "{1}", "message": "task {0}"}}, )", i, at(i + 2));
      messages.insert(fmt::format("task {}", i));
      resources += fmt::format(R"({}{{"type": "VirtualDisk", "at": "{}"}})", i == 0 ? "" : ", ", at(i + 2));
    }
    for (int n = 1; n <= steps; ++n) messages.insert(fmt::format("part {} of {}", n, steps));
    if (epilogue) messages.insert("after the end");
    const std::string late =
        fmt::format(R"(, {{"task": "create", "at": "{}ms", "message": "after the end"}})", length.count() + 300);
    text = fmt::format(R"({{"operations": {{"catlets.create": {{"queued": "100ms", "duration": "{}ms", "tasks": [{}],
      "log": [{}{{"task": "create", "at": "{}", "count": {}, "every": "{}ms", "message": "part {{n}} of {{count}}"}}{}],
      "resources": [{}], "result": {{"result_type": "Catlet", "catlet_id": "{{catlet}}"}}}}}}}})",
                       length.count(), tasks, log, at(1), steps, length.count() / (steps + 4), epilogue ? late : "",
                       resources);
  }
  std::string text;
  std::multiset<std::string> messages;
};

}  // namespace

TEST_CASE("R-1 faults: a wait killed at random moments loses nothing and tells nothing twice") {
  constexpr std::chrono::milliseconds kShortest = 15ms;
  const int kills = kills_wanted();
  const std::chrono::milliseconds longest = longest_life();
  const bool epilogue = is_quick_build();
  const Stirring stirring{kills * (kShortest + longest) / 2 + 500ms, kills * 2, epilogue};
  EmulatedServer server{stirring.text, {}};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  const std::string remote = server.store()->find(op).value()->remote.id;
  Ran unkilled;
  std::thread other([&] {
    Program program = server.program(wait_arguments("lab:" + remote));
    program.environment["OPTRACK_STATE_DIR"] = server.state("other").string();
    program.limit = std::chrono::minutes{10};
    unkilled = run(program);
  });

  std::mt19937 random{20'240};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same moments each time
  std::vector<Ran> killed;
  for (int i = 0; i < kills; ++i) {
    Program program = server.program(wait_arguments(op));
    program.limit = std::chrono::milliseconds{
        std::uniform_int_distribution<std::int64_t>{kShortest.count(), longest.count()}(random)};
    killed.push_back(run(program));
  }
  const Ran last = server.run(wait_arguments(op));
  other.join();

  const auto store = server.store();
  check_complete(last, op, *store, stirring.messages);
  const std::string journal = EventStream{last.out}.journalled(op);
  int shown = 0, killed_in_time = 0;
  for (const Ran& ran : killed) {
    const EventStream stream{ran.out};
    // What the last one showed is the whole journal, as was checked.
    CHECK_MESSAGE(journal.starts_with(stream.journalled(op)), "shown and journalled differ: ", ran.out);
    killed_in_time += ran.timed_out ? 1 : 0;
    if (ran.timed_out && !stream.journalled(op).empty()) ++shown;
  }
  MESSAGE(fmt::format("{} of {} waits were killed, {} of them after they had shown something, {} events journalled",
                      killed_in_time, kills, shown, store->known(op)->last_seq));
  CHECK(shown >= kills / 10);
  CHECK_MESSAGE(unkilled.code == 0, unkilled.err);
  const auto reference = server.store("other");
  REQUIRE(reference);
  const std::string other_op = EventStream{unkilled.out}.operations().at(0);
  check_same_knowledge(*store, op, *reference, other_op);
  check_same_journal(*store, op, *reference, other_op);
}

TEST_CASE("R-20 faults: two and ten waits on one operation each show every event, the journal has each once") {
  for (const std::size_t waits : {std::size_t{2}, std::size_t{10}}) {
    CAPTURE(waits);
    EmulatedServer server{busy_scenario("completed"), {}};
    const std::string op = server.start("web");
    REQUIRE(!op.empty());
    std::vector<Ran> ran(waits);
    in_parallel(waits, waits, [&](std::size_t i) { ran[i] = server.run(wait_arguments(op)); });
    const auto store = server.store();
    for (const Ran& one : ran) check_complete(one, op, *store);
    const Ran logs = server.run({"logs", op});
    CHECK(std::count(logs.out.begin(), logs.out.end(), '\n') == static_cast<long>(busy_messages().size()));
    for (const std::string& message : busy_messages()) CHECK(logs.out.find(message) != std::string::npos);
  }
}

TEST_CASE("faults: an operation removed from the registry while a wait runs is still followed to its end") {
  EmulatedServer server{busy_scenario("completed"), {}};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Ran ran;
  std::thread waiting([&] { ran = server.run(wait_arguments(op)); });
  CHECK(server.wait_for_log(op));
  const Ran removed = server.run({"rm", "--force", op});
  waiting.join();

  CHECK_MESSAGE(removed.code == 0, removed.err);
  CHECK_MESSAGE(ran.code == 0, ran.err);
  const EventStream stream{ran.out};
  check_none(stream.invalid_lines());
  check_none(stream.wrong_frame(0));
  std::multiset<std::string> messages;
  for (const Json& line : stream.of_type("log_entry")) messages.insert(string_at(line, "message").value_or(""));
  CHECK(messages == busy_messages());
  CHECK(stream.of_type("result").size() == 1);
  CHECK(ran.out.find("not in the registry any more") != std::string::npos);
  CHECK(!server.store()->find(op).value());
}

TEST_CASE("faults: a disk that gets full while a wait runs is told, and the wait goes on to the end") {
  for (const std::size_t limit : {40'000U, 80'000U, 120'000U}) {
    CAPTURE(limit);
    EmulatedServer server{busy_scenario("completed"), {}};
    const std::string op = server.start("web");
    REQUIRE(!op.empty());
    Program program = server.program(wait_arguments(op));
    program.file_limit = limit;
    const Ran ran = run(program);
    const EventStream stream{ran.out};
    CHECK(ran.code == 0);
    check_none(stream.invalid_lines());
    check_none(stream.wrong_frame(0));
    std::multiset<std::string> messages;
    for (const Json& line : stream.of_type("log_entry")) messages.insert(string_at(line, "message").value_or(""));
    CHECK(messages == busy_messages());
    CHECK(stream.of_type("result").size() == 1);
    CHECK(ran.err.find("registry") != std::string::npos);

    const Ran again = server.run(wait_arguments(op));
    check_complete(again, op, *server.store());
  }
}
