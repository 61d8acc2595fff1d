// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "registry/schema.hpp"
#include "registry/sqlite_store.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace sqlite_file_test {

namespace {

int mode_of(const std::filesystem::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return static_cast<int>(found.st_mode & 07777);
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string opening_error(const std::filesystem::path& path) {
  const VirtualClock clock;
  const auto store = open_sqlite_store(path, "test", clock);
  if (store) return {};
  CHECK(store.error().kind == ErrorKind::local);
  return store.error().message;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Reads and commits one log entry until it is stored; false after very many tries.
bool append(Store& store, const std::string& op, const std::string& log) {
  for (int tries = 0; tries < 10'000; ++tries) {
    const Result<Known> known = store.known(op);
    if (!known) continue;
    const Change change = change_of(op, known->last_seq, {log_event(log)});
    const auto answer = store.commit(std::span{&change, 1});
    if (answer && answer->front().kind == Committed::Kind::stored) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("registry file: modes are 0600 and 0700 under any umask") {
  for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{0777}}) {
    CAPTURE(mask);
    const ScratchFolder folder;
    const VirtualClock clock;
    const std::filesystem::path file = folder / "state/optrack/registry.db";
    const mode_t before = ::umask(mask);
    auto store = open_sqlite_store(file, "test", clock);
    if (store) CHECK((*store)->add(some_operation("aaaa000001"), {}));
    ::umask(before);
    REQUIRE(store);
    CHECK(mode_of(folder / "state") == 0700);
    CHECK(mode_of(folder / "state/optrack") == 0700);
    for (const char* end : {"", "-wal", "-shm"}) CHECK(mode_of(file.string() + end) == 0600);
  }
}

TEST_CASE("registry file: a file that others could read is narrowed, folders of others stay") {
  const ScratchFolder folder;
  const std::filesystem::path file = folder / "registry.db";
  std::ofstream{file}.close();
  ::chmod(file.c_str(), 0664);
  ::chmod(folder.path().c_str(), 0755);
  CHECK(opening_error(file) == "");
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(folder.path()) == 0755);
}

TEST_CASE("R-1 registry file: everything is there when it is opened again") {
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {event_of(OperationSeen{}), log_event("a")}));
  f.store.reset();
  CHECK(!std::filesystem::exists(f.folder / "registry.db-wal"));
  const auto again = f.again();
  CHECK(**again->find("aaaa000001") == some_operation("aaaa000001"));
  CHECK(again->events("aaaa000001", {})->size() == 2);
}

TEST_CASE("R-20 registry file: two objects see each other's commits, the slower one conflicts") {
  FileStore f;
  const auto other = f.again();
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a")}));
  CHECK(other->known("aaaa000001")->last_seq == 1);
  const Change change = change_of("aaaa000001", 1, {log_event("b")});
  CHECK(other->commit(std::span{&change, 1})->front().kind == Committed::Kind::stored);
  CHECK(f.store->commit(std::span{&change, 1})->front().kind == Committed::Kind::conflict);
  CHECK(f.store->known("aaaa000001")->last_seq == 2);
}

TEST_CASE("registry file: nothing new writes nothing") {
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a")}));
  const Known known = *f.store->known("aaaa000001");
  Change same = change_of("aaaa000001", 1, {});
  same.known = &known;
  const Change nothing = change_of("aaaa000001", 1, {});
  const std::string before = content_of(f.folder / "registry.db-wal");
  CHECK(f.store->commit(std::span{&same, 1})->front().kind == Committed::Kind::stored);
  CHECK(f.store->commit(std::span{&nothing, 1})->front().kind == Committed::Kind::stored);
  CHECK(content_of(f.folder / "registry.db-wal") == before);
  Known polled = known;
  polled.polls.polls += 1;
  same.known = &polled;
  CHECK(f.store->commit(std::span{&same, 1})->front().kind == Committed::Kind::stored);
  CHECK(content_of(f.folder / "registry.db-wal") != before);
}

TEST_CASE("registry file: a locked one is a quick, clear error, and all is well afterwards") {
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  SQLite::Database other{(f.folder / "registry.db").string(), SQLite::OPEN_READWRITE};
  other.exec("BEGIN IMMEDIATE");
  const Change change = change_of("aaaa000001", 0, {log_event("a")});
  const auto begun = std::chrono::steady_clock::now();
  const auto refused = f.store->commit(std::span{&change, 1});
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::local);
  CHECK(holds(refused.error().message, "in use by another process"));
  CHECK(f.store->known("aaaa000001"));
  other.exec("ROLLBACK");
  CHECK(f.store->commit(std::span{&change, 1})->front().kind == Committed::Kind::stored);
}

TEST_CASE("registry file: a full one fails whole, keeps what it had, and works again with room") {
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a")}));
  f.store.reset();
  const auto store = f.again();
  Operation big = some_operation("aaaa000002");
  big.message = std::string(1 << 20, 'x');
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit small = before;
  small.rlim_cur = 300'000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto refused = store->add(big, {log_event("a")});
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::local);
  CHECK(holds(refused.error().message, "registry.db"));
  CHECK(!*store->find("aaaa000002"));
  CHECK(store->find("aaaa000001")->has_value());
  CHECK(store->add(big, {log_event("a")}));
}

TEST_CASE("registry file: one of a newer optrack is refused, naming both versions, and left alone") {
  FileStore f;
  f.store.reset();
  const std::filesystem::path file = f.folder / "registry.db";
  SQLite::Database{file.string(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 7");
  const std::string before = content_of(file);
  const std::string error = opening_error(file);
  CHECK(holds(error, "version 7"));
  CHECK(holds(error, "version " + std::to_string(registry::kSchemaVersion)));
  CHECK(content_of(file) == before);
}

TEST_CASE("registry file: one of version 1, with an event in each row, is brought up to date") {
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a", WallTime{1s}), event_of(ProgressChanged{})}));
  f.store.reset();
  const std::filesystem::path file = f.folder / "registry.db";
  SQLite::Database{file.string(), SQLite::OPEN_READWRITE}.exec(
      "ALTER TABLE leases DROP COLUMN trouble; ALTER TABLE leases DROP COLUMN trouble_at; PRAGMA user_version = 1");
  f.store = f.again();
  const Change change = change_of("aaaa000001", 2, {log_event("b", WallTime{2s}), log_event("c", WallTime{3s})});
  REQUIRE(f.store->commit(std::span{&change, 1}));
  CHECK(type_words(f.store->events("aaaa000001", {}).value()) == "log_entry progress log_entry log_entry");
  CHECK(f.store->known("aaaa000001")->recent_logs == std::set<std::string, std::less<>>{"a", "b", "c"});
  CHECK(SQLite::Database{file.string()}.execAndGet("PRAGMA user_version").getInt() == registry::kSchemaVersion);
}

TEST_CASE("registry file: a damaged or foreign file is refused with what to do, and left alone") {
  const ScratchFolder folder;
  std::ofstream{folder / "text"} << std::string(5000, 'x');
  SQLite::Database{(folder / "foreign").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
      "CREATE TABLE mine(a)");
  std::filesystem::create_directory(folder / "folder");
  const struct {
    const char* name;
    const char* part;
  } cases[] = {{"text", "is damaged"}, {"foreign", "another program"}, {"folder", "is not a file"}};
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const std::string before = content_of(folder / c.name);
    const std::string error = opening_error(folder / c.name);
    CHECK(holds(error, c.part));
    CHECK(holds(error, (folder / c.name).string()));
    CHECK(content_of(folder / c.name) == before);
  }
}

TEST_CASE("registry file: damage in the middle is an error when it is met, not a crash") {
  FileStore f;
  for (int i = 0; i < 200; ++i) {
    REQUIRE(f.store->add(some_operation("aaaa" + std::to_string(100000 + i)), {log_event("a")}));
  }
  f.store.reset();
  std::fstream file{f.folder / "registry.db", std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(4096);
  for (int page = 0; page < 20; ++page) file << std::string(4096, '\x7f');
  file.close();
  const auto store = open_sqlite_store(f.folder / "registry.db", "test", f.clock);
  const std::string error = store ? (*store)->query({}).error().message : store.error().message;
  CHECK(holds(error, "is damaged"));
}

TEST_CASE("registry file: a folder that cannot be written is an error with what to do") {
  if (::geteuid() == 0) {
    MESSAGE("skipped: root may write everywhere");
    return;
  }
  const ScratchFolder folder;
  ::chmod(folder.path().c_str(), 0500);
  const std::string error = opening_error(folder / "sub/registry.db");
  ::chmod(folder.path().c_str(), 0700);
  CHECK(holds(error, "--state-dir"));
}

TEST_CASE("registry file: a file in the place of a folder is an error with what to do") {
  const ScratchFolder folder;
  std::ofstream{folder / "file"} << "x";
  const std::string error = opening_error(folder / "file/registry.db");
  CHECK(holds(error, "file"));
  CHECK(holds(error, "--state-dir"));
}

TEST_CASE("R-20 registry file: twenty threads with their own stores lose nothing and leave no gap") {
  constexpr int kThreads = 20;
  constexpr int kCommits = 50;
  FileStore f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  std::atomic<int> stored{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&f, &stored, t] {
      const VirtualClock clock;
      const auto store = open_sqlite_store(f.folder / "registry.db", "test", clock);
      for (int i = 0; store && i < kCommits; ++i) {
        if (append(**store, "aaaa000001", std::to_string(t) + "-" + std::to_string(i))) ++stored;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(stored == kThreads * kCommits);
  const std::vector<Event> events = *f.store->events("aaaa000001", {});
  CHECK(events.size() == kThreads * kCommits);
  CHECK(gap_in(events) == "");
  std::set<std::string> logs;
  for (const Event& event : events) logs.insert(std::get<LogAdded>(event.body).entry.id);
  CHECK(logs.size() == kThreads * kCommits);
}

TEST_CASE("R-20 registry file: many create it at once") {
  const ScratchFolder folder;
  std::atomic<int> added{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 30; ++t) {
    threads.emplace_back([&folder, &added, t] {
      const VirtualClock clock;
      const auto store = open_sqlite_store(folder / "new/registry.db", "test", clock);
      if (store && (*store)->add(some_operation("aaaa0000" + std::to_string(10 + t)), {})) ++added;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(added == 30);
}

}  // namespace sqlite_file_test
