// SPDX-License-Identifier: MIT
// Several processes that wait for one operation: one asks the server, and when it dies or is stopped another one does.
#include <doctest/doctest.h>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/emulated_server.hpp"
#include "support/event_stream.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace shared_waits_test {

namespace {

void check_none(const Complaints& found) { CHECK_MESSAGE(found.empty(), fmt::format("{}", fmt::join(found, "\n"))); }

Program wait_program(const EmulatedServer& server, const std::string& op, const std::string& lease = "3s") {
  Program program = server.program({"wait", op, "--interval", "100ms", "-o", "ndjson"});
  program.environment["OPTRACK_LEASE"] = lease;
  return program;
}

/// A wait on a thread of its own.
class Waiting {
 public:
  explicit Waiting(Program program) : thread_([this, program = std::move(program)] { ran_ = run(program); }) {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    if (thread_.joinable()) thread_.join();
  }
  const Ran& ran() {
    if (thread_.joinable()) thread_.join();
    return ran_;
  }

 private:
  Ran ran_;
  std::thread thread_;
};

/// Process that has the lease of the one operation in the registry; 0: none.
pid_t leader(const EmulatedServer& server) {
  try {
    SQLite::Database database{(server.state("state") / "default.db").string(), SQLite::OPEN_READONLY, 1000};
    SQLite::Statement found{database, "SELECT owner_pid FROM leases JOIN sessions USING (session)"};
    return found.executeStep() ? static_cast<pid_t>(found.getColumn(0).getInt64()) : 0;
  } catch (const SQLite::Exception&) {
    return 0;
  }
}

int sessions(const EmulatedServer& server) {
  try {
    SQLite::Database database{(server.state("state") / "default.db").string(), SQLite::OPEN_READONLY, 1000};
    return database.execAndGet("SELECT count(*) FROM sessions").getInt();
  } catch (const SQLite::Exception&) {
    return 0;
  }
}

void check_complete(const Ran& ran, const std::string& op, Store& store) {
  const EventStream stream{ran.out};
  CHECK_MESSAGE(ran.code == 0, ran.err);
  check_none(stream.invalid_lines());
  check_none(stream.wrong_frame(0));
  check_none(broken_rules(stream, op, false));
  check_none(wrong_end(stream, op, "completed", busy_messages(false)));
  check_none(differs_from_journal(stream, op, store, true));
}

}  // namespace

TEST_CASE("R-20 faults: ten waits on one operation ask the server as often as one, and show the same events") {
  std::size_t alone = 0;
  for (const std::size_t waits : {std::size_t{1}, std::size_t{10}}) {
    CAPTURE(waits);
    EmulatedServer server{busy_scenario("completed", false), {}, 0.25};
    const std::string op = server.start("web");
    REQUIRE(!op.empty());
    server.emulator().reset_requests();
    std::vector<Ran> ran(waits);
    in_parallel(waits, waits, [&](std::size_t i) { ran[i] = run(wait_program(server, op, "15s")); });
    const auto store = server.store();
    for (const Ran& one : ran) {
      check_complete(one, op, *store);
      CHECK(EventStream{one.out}.journalled(op) == EventStream{ran[0].out}.journalled(op));
    }
    const std::size_t requests = server.emulator().requests().size();
    MESSAGE(waits << " waits: " << requests << " requests");
    if (waits == 1) alone = requests;
    CHECK(requests * 10 <= alone * 11);
  }
}

TEST_CASE("R-21 faults: when the process that asks is killed, another one takes over and loses nothing") {
  EmulatedServer server{busy_scenario("completed", false), {}, 0.2};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Waiting first{wait_program(server, op)};
  REQUIRE(within(20s, [&] { return leader(server) != 0; }));
  const pid_t killed = leader(server);
  Waiting second{wait_program(server, op)};
  REQUIRE(within(20s, [&] { return sessions(server) == 2; }));
  REQUIRE(::kill(killed, SIGKILL) == 0);
  const auto at = std::chrono::steady_clock::now();
  CHECK(first.ran().code == 128 + SIGKILL);
  CHECK(within(20s, [&] { return leader(server) != 0 && leader(server) != killed; }));
  MESSAGE("taken over after " << std::chrono::duration<double>(std::chrono::steady_clock::now() - at).count() << " s");

  const auto store = server.store();
  check_complete(second.ran(), op, *store);
  check_none(differs_from_journal(EventStream{first.ran().out}, op, *store, false));
}

TEST_CASE("R-21 faults: stopped for longer than its lease and woken, a wait cannot write and shows every event once") {
  EmulatedServer server{busy_scenario("completed", false), {}, 0.2};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Waiting first{wait_program(server, op)};
  REQUIRE(within(20s, [&] { return leader(server) != 0; }));
  const pid_t stopped = leader(server);
  Waiting second{wait_program(server, op)};
  REQUIRE(within(20s, [&] { return sessions(server) == 2; }));
  REQUIRE(::kill(stopped, SIGSTOP) == 0);
  const bool taken_over = within(20s, [&] { return leader(server) != 0 && leader(server) != stopped; });
  ::kill(stopped, SIGCONT);
  CHECK(taken_over);

  const auto store = server.store();
  for (Waiting* one : {&first, &second}) check_complete(one->ran(), op, *store);
}

TEST_CASE("R-21 faults: a registry that is deleted or replaced under a running wait is told, and the wait goes on") {
  for (const bool replaced : {false, true}) {
    CAPTURE(replaced);
    EmulatedServer server{busy_scenario("completed", false), {}, 0.5};
    const std::string op = server.start("web");
    REQUIRE(!op.empty());
    Waiting waiting{wait_program(server, op)};
    REQUIRE(server.wait_for_log(op));
    for (const char* end : {"", "-wal", "-shm"}) {
      std::filesystem::remove((server.state("state") / "default.db").string() + end);
    }
    if (replaced) CHECK(server.run({"list"}).code == 0);
    const Ran& ran = waiting.ran();

    CHECK_MESSAGE(ran.code == 0, ran.err);
    const EventStream stream{ran.out};
    check_none(stream.invalid_lines());
    check_none(stream.wrong_frame(0));
    std::multiset<std::string> messages;
    for (const Json& line : stream.of_type("log_entry")) messages.insert(string_at(line, "message").value_or(""));
    CHECK(messages == busy_messages(false));
    CHECK(stream.of_type("result").size() == 1);
    CHECK(ran.out.find(replaced ? "was replaced by another file" : "was deleted while it was in use") !=
          std::string::npos);
    if (replaced) CHECK(server.run({"list", "--json", "id"}).out.find(op) == std::string::npos);
  }
}

TEST_CASE("faults: without a registry that can be opened an operation named by its remote id is waited for") {
  EmulatedServer server{busy_scenario("completed", false), {}, 4};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  const std::string remote = server.store()->find(op).value()->remote.id;
  server.home().write("state/default.db", std::string(5000, 'x'));
  std::filesystem::remove(server.state("state") / "default.db-wal");
  std::filesystem::remove(server.state("state") / "default.db-shm");

  const Ran by_remote_id = server.run({"wait", "lab:" + remote, "--interval", "100ms"});
  CHECK_MESSAGE(by_remote_id.code == 0, by_remote_id.err);
  CHECK(by_remote_id.err.find("is damaged") != std::string::npos);
  CHECK(by_remote_id.err.find("without the registry") != std::string::npos);

  const Ran by_local_id = server.run({"wait", op});
  CHECK(by_local_id.code == 7);
  CHECK(by_local_id.err.find("is damaged") != std::string::npos);
  CHECK(server.home().read("state/default.db") == std::string(5000, 'x'));
}

TEST_CASE(
    "R-20 faults: an outage that only the process that asks can see is shown by all, and ends each after its time") {
  EmulatedServer server{busy_scenario("completed", false), {"500=4,from=15"}, 0.5};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Waiting first{wait_program(server, op)};
  REQUIRE(within(20s, [&] { return leader(server) != 0; }));
  Program patient = wait_program(server, op);
  Program hasty = wait_program(server, op);
  hasty.arguments.insert(hasty.arguments.end(), {"--max-outage", "1s"});
  Waiting second{patient};
  Waiting third{hasty};

  const auto store = server.store();
  for (Waiting* one : {&first, &second}) {
    check_complete(one->ran(), op, *store);
    const EventStream stream{one->ran().out};
    CHECK(!stream.of_type("poll_error").empty());
    CHECK(stream.of_type("poll_ok").size() == 1);
  }
  const EventStream left{third.ran().out};
  CHECK(third.ran().code == 6);
  CHECK(third.ran().err.find("HTTP 500") != std::string::npos);
  check_none(left.invalid_lines());
  check_none(left.wrong_frame(6));
  CHECK(!left.of_type("poll_error").empty());
  check_none(differs_from_journal(left, op, *store, false));
}

}  // namespace shared_waits_test
