// SPDX-License-Identifier: MIT
// A registry in trouble: what each short command says, and a wait that goes on.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <SQLiteCpp/Database.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
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

namespace registry_trouble_test {

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void check_none(const Complaints& found) { CHECK_MESSAGE(found.empty(), fmt::format("{}", fmt::join(found, "\n"))); }

std::string file_of(const EmulatedServer& server) { return (server.state("state") / "default.db").string(); }

/// Another program that holds the lock for writing until it is destroyed.
class WriteLock {
 public:
  explicit WriteLock(const std::string& file) : database_(file, SQLite::OPEN_READWRITE, 10'000) {
    database_.exec("BEGIN IMMEDIATE");
  }

 private:
  SQLite::Database database_;
};

/// Overwrites what is between the first page and the end.
void damage(const std::string& file) {
  std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
  const auto size = std::filesystem::file_size(file);
  bytes.seekp(4096);
  for (std::uintmax_t at = 4096; at + 4096 <= size; at += 4096) bytes << std::string(4096, '\x7f');
}

void cut(const std::string& file) { std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2 + 100); }

void make_newer(const std::string& file) {
  SQLite::Database{file, SQLite::OPEN_READWRITE, 10'000}.exec("PRAGMA user_version = 99");
}

/// A small file system of its own in the place of a folder, as long as it lives.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ = ::mount("none", folder_.c_str(), "tmpfs", 0, "size=1m,mode=0700") == 0;
    if (!mounted_) trouble_ = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Whether it could be made; else says why the test is skipped.
  [[nodiscard]] bool usable() const {
    if (!mounted_) MESSAGE("skipped: no file system can be mounted here: " << trouble_);
    return mounted_;
  }
  void fill() const {
    std::ofstream filler{folder_ / "filler", std::ios::binary};
    while (filler << std::string(4096, 'x') << std::flush) {
    }
  }
  void make_room() const { std::filesystem::remove(folder_ / "filler"); }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
  std::string trouble_;
};

/// Every log entry and the result were shown, once each, whatever became of the registry.
void check_shown(const Ran& ran) {
  CHECK_MESSAGE(ran.code == 0, ran.err);
  const EventStream stream{ran.out};
  check_none(stream.invalid_lines());
  check_none(stream.wrong_frame(0));
  std::multiset<std::string> messages;
  for (const Json& line : stream.of_type("log_entry")) messages.insert(string_at(line, "message").value_or(""));
  CHECK(messages == busy_messages(false));
  CHECK(stream.of_type("result").size() == 1);
}

/// The journal is whole in the end: a wait begun anew shows it from the first event to the result.
void check_stored(const EmulatedServer& server, const std::string& op) {
  const Ran again = server.run({"wait", op, "-o", "ndjson"});
  check_shown(again);
  check_none(broken_rules(EventStream{again.out}, op, false));
  check_none(differs_from_journal(EventStream{again.out}, op, *server.store(), true));
}

std::vector<std::string> notices(const Ran& ran) {
  std::vector<std::string> texts;
  for (const Json& line : EventStream{ran.out}.of_type("notice")) texts.push_back(*string_at(line, "message"));
  return texts;
}

/// What happens to the registry while a wait runs.
struct Mishap {
  const char* why;
  std::function<void(const std::string& file)> happens;
  const char* told;        ///< Part of what the wait says; "": it need not notice.
  const char* afterwards;  ///< Part of what the next command says, should it end with 7.
};

/// A command that is given while the registry is in trouble.
struct ShortCommand {
  std::vector<std::string> arguments;
  bool writes;
};

/// All that need the registry; OP stands for an operation that goes on.
std::vector<ShortCommand> short_commands(const std::string& op) {
  return {{{"list"}, false},
          {{"status", op, "--offline"}, false},
          {{"show", op, "--offline"}, false},
          {{"logs", op}, false},
          {{"wait", op, "--timeout", "0", "-q"}, false},
          {{"label", op, "env=prod"}, true},
          {{"rm", op, "--force"}, true},
          {{"start", "catlets.create", "name=other", "parent=acme/ubuntu/starter"}, true},
          {{"track", "lab:5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10"}, true}};
}

/// Runs them all. Those that must fail end with 7, naming the file and `part`; the others tell what they always tell.
void check_commands(const std::vector<ShortCommand>& commands, const std::string& file, const std::string& part,
                    bool reading_fails, const std::function<Ran(const std::vector<std::string>&)>& run) {
  for (const ShortCommand& command : commands) {
    CAPTURE(fmt::format("{}", fmt::join(command.arguments, " ")));
    const Ran ran = run(command.arguments);
    CAPTURE(ran.err);
    CHECK_FALSE(ran.timed_out);
    if (!command.writes && !reading_fails) {
      const bool asks = command.arguments.front() == "wait" || command.arguments.front() == "status";
      CHECK(ran.code == (asks ? 8 : 0));
      continue;
    }
    CHECK(ran.code == 7);
    CHECK(holds(ran.err, file));
    CHECK(holds(ran.err, part));
    CHECK(ran.out.empty());
  }
}

const std::string kLong = R"({"operations": {"catlets.create": {"duration": "1h", "tasks": [
  {"key": "create", "name": "CreateCatletCommand", "start": "0s"}],
  "log": [{"task": "create", "at": "1ms", "message": "begun"}]}}})";

/// An operation that goes on, known to a registry that nobody has open.
std::string begin_long(const EmulatedServer& server) {
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  REQUIRE(server.run({"status", op}).code == 8);
  return op;
}

}  // namespace

TEST_CASE("R-21 registry trouble: a wait goes on to the end whatever happens to its registry") {
  const Mishap mishaps[] = {
      {"garbage in the middle", damage, "", "is damaged"},
      {"cut in half", cut, "", "is damaged"},
      {"nothing left", [](const std::string& file) { std::filesystem::resize_file(file, 0); }, "", "is damaged"},
      {"of a newer optrack", make_newer, "format version 99", "update optrack"},
  };
  for (const Mishap& mishap : mishaps) {
    CAPTURE(mishap.why);
    EmulatedServer server{busy_scenario("completed", false), {}, 0.4};
    const std::string op = server.start("web");
    REQUIRE(!op.empty());
    Ran waited;
    std::thread waiting([&] { waited = server.run({"wait", op, "--interval", "100ms", "-o", "ndjson"}); });
    const bool begun = server.wait_for_log(op);
    mishap.happens(file_of(server));
    waiting.join();

    REQUIRE(begun);
    CAPTURE(waited.err);
    check_shown(waited);
    const std::string told = fmt::format("{}", fmt::join(notices(waited), "\n"));
    CAPTURE(told);
    CHECK(holds(told, mishap.told));
    const Ran listed = server.run({"list"});
    CAPTURE(listed.err);
    INFO(mishap.why << ": told '" << told << "', then list ends with " << listed.code << ": " << listed.err);
    if (listed.code == 0) continue;  // the wait had in its log what was spoiled, and has put it back
    CHECK(listed.code == 7);
    CHECK(holds(listed.err, mishap.afterwards));
    CHECK(holds(listed.err, file_of(server)));
  }
}

TEST_CASE("R-21 registry trouble: locked for long, a wait shows events without numbers and stores them once it can") {
  EmulatedServer server{busy_scenario("completed", false), {}, 0.4};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Ran waited;
  std::thread waiting([&] { waited = server.run({"wait", op, "--interval", "100ms", "-o", "ndjson"}); });
  const bool begun = server.wait_for_log(op);
  {
    const WriteLock lock{file_of(server)};
    std::this_thread::sleep_for(2500ms);
  }
  waiting.join();

  REQUIRE(begun);
  check_shown(waited);
  const std::vector<std::string> told = notices(waited);
  REQUIRE(told.size() == 2);
  CHECK(holds(told[0], "in use by another process"));
  CHECK(holds(told[0], file_of(server)));
  CHECK(holds(told[1], "can be written again"));
  check_stored(server, op);
}

TEST_CASE(
    "R-21 registry trouble: locked until after the end, a wait still knows how it ended, and says what is not stored") {
  EmulatedServer server{busy_scenario("completed", false), {}, 1};
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  REQUIRE(server.run({"status", op}).code == 8);
  Ran waited;
  {
    const WriteLock lock{file_of(server)};
    waited = server.run({"wait", op, "--interval", "100ms", "-o", "ndjson"});
  }
  check_shown(waited);
  CHECK(holds(waited.err, "in use by another process"));
  CHECK(holds(waited.err, file_of(server)));
  check_stored(server, op);
}

TEST_CASE("R-21 registry trouble: on a full disk a wait goes on, and stores everything once there is room") {
  EmulatedServer server{busy_scenario("completed", false), {}, 0.3};
  const SmallDisk disk{server.state("state")};
  if (!disk.usable()) return;
  const std::string op = server.start("web");
  REQUIRE(!op.empty());
  Ran waited;
  std::thread waiting([&] { waited = server.run({"wait", op, "--interval", "100ms", "-o", "ndjson"}); });
  const bool begun = server.wait_for_log(op);
  disk.fill();
  std::this_thread::sleep_for(3s);
  disk.make_room();
  waiting.join();

  REQUIRE(begun);
  check_shown(waited);
  const std::vector<std::string> told = notices(waited);
  CAPTURE(fmt::format("{}", fmt::join(told, "\n")));
  REQUIRE(!told.empty());
  CHECK(holds(told.front(), file_of(server)));
  CHECK(holds(told.back(), "can be written again"));
  check_stored(server, op);
}

TEST_CASE("registry trouble: each command says which file is locked, and reading needs no lock") {
  EmulatedServer server{kLong, {}};
  const std::string op = begin_long(server);
  const WriteLock lock{file_of(server)};
  check_commands(short_commands(op), file_of(server), "in use by another process for too long: try again", false,
                 [&](const auto& arguments) { return server.run(arguments); });

  // The server is asked all the same; what cannot be written is told.
  const Ran cancelled = server.run({"cancel", op});
  CHECK(cancelled.code == 0);
  CHECK(holds(cancelled.out, "requested"));
  CHECK(holds(cancelled.err, "in use by another process"));
}

TEST_CASE("registry trouble: each command says that the file is damaged, cut or too new, and what to do") {
  const struct {
    const char* why;
    void (*happens)(const std::string&);
    const char* part;
  } rows[] = {{"garbage in the middle", damage, "move it away to begin a new one"},
              {"cut in half", cut, "move it away to begin a new one"},
              {"of a newer optrack", make_newer, "update optrack, or use another folder with --state-dir"}};
  for (const auto& row : rows) {
    CAPTURE(row.why);
    EmulatedServer server{kLong, {}};
    const std::string op = begin_long(server);
    row.happens(file_of(server));
    std::vector<ShortCommand> commands = short_commands(op);
    commands.push_back({{"cancel", op}, true});
    check_commands(commands, file_of(server), row.part, true,
                   [&](const auto& arguments) { return server.run(arguments); });
  }
}

TEST_CASE("registry trouble: on a full disk each command says so, and nothing is started") {
  EmulatedServer server{kLong, {}};
  const SmallDisk disk{server.state("state")};
  if (!disk.usable()) return;
  const std::string op = begin_long(server);
  const std::string part = "no space left on the disk";
  disk.fill();
  server.emulator().reset_requests();
  const auto run_here = [&](const auto& arguments) { return server.run(arguments); };
  check_commands(short_commands(op), file_of(server), part, true, run_here);
  disk.make_room();
  {
    // Who has it open has room for what reading needs.
    const auto open = server.store();
    REQUIRE(open->find(op).value());
    disk.fill();
    check_commands(short_commands(op), file_of(server), part, false, run_here);
    disk.make_room();
  }
  for (const auto& request : server.emulator().requests()) CHECK(request.kind != emulate::RequestKind::start);
  CHECK(server.run({"label", op, "env=prod"}).code == 0);
}

TEST_CASE("registry trouble: what may only be read is read, and each command that writes says so") {
  const struct {
    const char* why;
    const char* modes;
    bool reading_fails;
  } rows[] = {{"the file", "chmod 400", false}, {"file and folder", "chmod 500 $(dirname \"$f\"); chmod 400", true}};
  for (const auto& row : rows) {
    CAPTURE(row.why);
    EmulatedServer server{kLong, {}};
    const std::string op = begin_long(server);
    const std::string home = server.home().path().string();
    Program prepare = server.program({});
    const std::string program = prepare.arguments.front();
    // Root may write everywhere: then somebody else tries.
    const bool root = ::geteuid() == 0;
    if (root) std::filesystem::copy_file(program, home + "/optrack");
    const std::string give_away = root ? "chown -R 65534:65534 " + home + ";" : "";
    prepare.arguments = {"/bin/sh", "-c", fmt::format("f={}; {} {} \"$f\"", file_of(server), give_away, row.modes)};
    REQUIRE(run(prepare).code == 0);
    check_commands(short_commands(op), file_of(server), "use another folder with --state-dir", row.reading_fails,
                   [&](const std::vector<std::string>& arguments) {
                     Program as_other = server.program(arguments);
                     if (root) {
                       as_other.arguments.front() = home + "/optrack";
                       as_other.arguments.insert(as_other.arguments.begin(), {"/usr/bin/setpriv", "--reuid=65534",
                                                                              "--regid=65534", "--clear-groups"});
                     }
                     return run(as_other);
                   });
    std::filesystem::permissions(server.state("state"), std::filesystem::perms::owner_all);
  }
}

}  // namespace registry_trouble_test
