// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

constexpr const char* kOp = "aaaa000001";

Task task_called(const std::string& id) {
  Task task;
  task.id = id;
  return task;
}

/// Appends `count` entries "<name>-0", "<name>-1", … each once, telling through `done` after each
/// one that is stored. Runs in a child process and ends with it.
[[noreturn]] void append_entries(const std::filesystem::path& file, const std::string& name, int count, int done) {
  const VirtualClock clock;
  auto store = open_sqlite_store(file, "test", clock);
  if (!store) ::_exit(2);
  for (int i = 0, tries = 0; i < count && tries < 200'000; ++tries) {
    const Result<Known> known = (*store)->known(kOp);
    if (!known) continue;
    Known next = *known;
    next.cursor.text = std::to_string(i);
    const std::string log = name + "-" + std::to_string(i);
    Change change = change_of(kOp, known->last_seq, {log_event(log), event_of(TaskNew{task_called(log)})});
    next.tasks.emplace(log, task_called(log));
    change.known = &next;
    const auto answer = (*store)->commit(std::span{&change, 1});
    if (!answer || answer->front().kind != Committed::Kind::stored) continue;
    const std::string line = log + "\n";
    if (::write(done, line.data(), line.size()) < 0) ::_exit(3);
    ++i;
  }
  ::_exit(0);
}

/// Children that append at the same time, and what they said was stored.
class Writers {
 public:
  Writers(const std::filesystem::path& file, int processes, int count, const std::string& name = {}) {
    REQUIRE(::pipe(pipe_) == 0);
    for (int p = 0; p < processes; ++p) {
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) append_entries(file, name + std::to_string(p), count, pipe_[1]);
      children_.push_back(child);
    }
    ::close(pipe_[1]);
  }
  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;
  ~Writers() {
    kill_all();
    ::close(pipe_[0]);
  }

  /// Reads reports until at least `lines` have come or all writers have ended.
  void read_reports(std::size_t lines) {
    char buffer[4096];
    while (count_of(reports_) < lines) {
      const ssize_t got = ::read(pipe_[0], buffer, sizeof buffer);
      if (got <= 0) return;
      reports_.append(buffer, static_cast<std::size_t>(got));
    }
  }

  void kill_all() {
    for (const pid_t child : children_) ::kill(child, SIGKILL);
    wait_all();
  }

  /// Exit codes of those that ended by themselves.
  std::vector<int> wait_all() {
    std::vector<int> codes;
    for (const pid_t child : children_) {
      int status = 0;
      ::waitpid(child, &status, 0);
      if (WIFEXITED(status)) codes.push_back(WEXITSTATUS(status));
    }
    children_.clear();
    return codes;
  }

  /// Log ids reported as stored, complete lines only.
  [[nodiscard]] std::set<std::string> reported() const {
    std::set<std::string> ids;
    std::size_t begin = 0;
    for (std::size_t end = reports_.find('\n'); end != std::string::npos; end = reports_.find('\n', begin)) {
      ids.insert(reports_.substr(begin, end - begin));
      begin = end + 1;
    }
    return ids;
  }

 private:
  static std::size_t count_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  int pipe_[2] = {-1, -1};
  std::vector<pid_t> children_;
  std::string reports_;
};

/// Journal and tables tell the same: numbered without gaps, each entry once with its task.
std::set<std::string> checked_logs(Store& store) {
  const Result<std::vector<Event>> events = store.events(kOp, {});
  REQUIRE(events);
  CHECK(gap_in(*events) == "");
  const Result<Known> known = store.known(kOp);
  REQUIRE(known);
  CHECK(known->last_seq == events->size());
  std::set<std::string> logs;
  for (const Event& event : *events) {
    if (const auto* log = std::get_if<LogAdded>(&event.body)) CHECK(logs.insert(log->entry.id).second);
  }
  CHECK(logs.size() * 2 == events->size());
  CHECK(known->tasks.size() == logs.size());
  return logs;
}

}  // namespace

TEST_CASE("R-20 registry: eight processes write one operation, nothing is lost, nothing twice") {
  constexpr int kProcesses = 8;
  constexpr int kEach = 25;
  FileStore f;
  REQUIRE(f.store->add(some_operation(kOp), {}));
  f.store.reset();
  Writers writers{f.folder / "registry.db", kProcesses, kEach};
  writers.read_reports(kProcesses * kEach);
  CHECK(writers.wait_all() == std::vector<int>(kProcesses, 0));
  const auto store = f.again();
  CHECK(checked_logs(*store) == writers.reported());
  CHECK(writers.reported().size() == kProcesses * kEach);
}

TEST_CASE("R-21 registry: killed in the middle of commits, the journal stays gapless and keeps what was stored") {
  FileStore f;
  REQUIRE(f.store->add(some_operation(kOp), {}));
  f.store.reset();
  std::set<std::string> stored;
  for (std::size_t round = 0; round < 10; ++round) {
    CAPTURE(round);
    Writers writers{f.folder / "registry.db", 4, 100'000, "round" + std::to_string(round) + "-"};
    writers.read_reports(20 + 7 * round);
    writers.kill_all();
    writers.read_reports(100'000);
    stored.merge(writers.reported());
    const auto store = f.again();
    const std::set<std::string> logs = checked_logs(*store);
    CHECK(std::includes(logs.begin(), logs.end(), stored.begin(), stored.end()));
    CHECK(logs.size() <= stored.size() + 4 * (round + 1));
  }
}
