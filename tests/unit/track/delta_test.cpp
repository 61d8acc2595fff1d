// SPDX-License-Identifier: MIT
#include "track/delta.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace optrack;
using namespace std::chrono_literals;

namespace delta_test {

namespace {

const WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 8h};

LogEntry entry(std::string id, std::optional<WallTime> at, std::string message = "line") {
  LogEntry made;
  made.id = std::move(id);
  made.at = at;
  made.message = std::move(message);
  return made;
}

Task task(std::string id, Status status, std::optional<double> progress = std::nullopt, std::string parent = {}) {
  Task made;
  made.id = std::move(id);
  made.status = status;
  made.progress = progress;
  made.parent = std::move(parent);
  return made;
}

Observation status(Status status, std::string raw = {}) {
  Observation seen;
  seen.status = status;
  seen.raw_status = raw.empty() ? std::string{to_string(status)} : std::move(raw);
  return seen;
}

DeltaTerms terms(WallTime now = kNow) { return {now, std::nullopt, false}; }

std::string types(const std::vector<EventBody>& bodies) {
  std::string words;
  for (const EventBody& body : bodies) {
    if (std::get_if<TaskNew>(&body) != nullptr) words += "task_new ";
    if (std::get_if<LogAdded>(&body) != nullptr) words += "log_entry ";
    if (std::get_if<TaskUpdate>(&body) != nullptr) words += "task_update ";
    if (std::get_if<ResourceNew>(&body) != nullptr) words += "resource_new ";
    if (std::get_if<ResourceGone>(&body) != nullptr) words += "resource_gone ";
    if (std::get_if<ProgressChanged>(&body) != nullptr) words += "progress ";
    if (std::get_if<StatusChanged>(&body) != nullptr) words += "status ";
    if (std::get_if<ResultReady>(&body) != nullptr) words += "result ";
  }
  return words;
}

std::string logged(const std::vector<EventBody>& bodies) {
  std::string ids;
  for (const EventBody& body : bodies) {
    if (const auto* added = std::get_if<LogAdded>(&body)) ids += added->entry.id + " ";
  }
  return ids;
}

}  // namespace

TEST_CASE("T-5 delta: one poll's events come in the order of the journal") {
  Known known;
  (void)apply(
      known,
      [] {
        Observation first = status(Status::running);
        first.tasks = {task("a", Status::running)};
        first.resources = {{"r0", "Catlet", "", ""}};
        return first;
      }(),
      terms());
  Observation seen = status(Status::completed);
  seen.tasks = {task("b", Status::completed), task("a", Status::completed)};
  seen.logs = {entry("l2", kNow), entry("l1", kNow)};
  seen.resources = {{"r1", "Catlet", "", ""}};
  seen.resources_whole = true;

  const auto bodies = apply(known, seen, terms());

  CHECK(types(bodies) == "task_new log_entry log_entry task_update resource_new resource_gone progress status result ");
  CHECK(known.result_ready);
}

TEST_CASE("T-5 delta: the same observation twice is silence") {
  Known known;
  Observation seen = status(Status::running);
  seen.tasks = {task("a", Status::running, 40)};
  seen.logs = {entry("l1", kNow), entry("l2", std::nullopt)};
  seen.resources = {{"r1", "Catlet", "", ""}};

  CHECK(!apply(known, seen, terms()).empty());
  CHECK(types(apply(known, seen, terms(kNow + 1h))).empty());
}

TEST_CASE("R-4 delta: statuses move forward only") {
  struct Row {
    const char* why;
    Status from, seen, after;
    const char* events;
  };
  const Row rows[] = {
      {"begins", Status::pending, Status::running, Status::running, "status "},
      {"straight to the end", Status::pending, Status::failed, Status::failed, "status result "},
      {"never back to pending", Status::running, Status::pending, Status::running, ""},
      {"never out of a final status", Status::failed, Status::completed, Status::failed, "result "},
      {"unknown words are running", Status::pending, Status::running, Status::running, "status "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Known known;
    known.status = row.from;
    const auto bodies = apply(known, status(row.seen), terms());
    CHECK(known.status == row.after);
    CHECK(types(bodies) == row.events);
  }
}

TEST_CASE("delta: an unknown remote word is shown and ends nothing") {
  Known known;
  (void)apply(known, status(Status::running, "Running"), terms());

  const auto bodies = apply(known, status(Status::running, "Hibernating"), terms());

  CHECK(types(bodies) == "status ");
  CHECK(known.raw_status == "Hibernating");
}

TEST_CASE("delta: a partial observation says nothing about the rest") {
  Known known;
  Observation whole = status(Status::running);
  whole.tasks = {task("a", Status::running)};
  whole.resources = {{"r1", "Catlet", "", ""}};
  whole.cursor.text = "1";
  (void)apply(known, whole, terms());

  CHECK(apply(known, Observation{}, terms()).empty());
  CHECK(known.tasks.size() == 1);
  CHECK(known.resources.size() == 1);
  CHECK(known.cursor.text == "1");
}

TEST_CASE("T-6 delta: progress never falls and is 100 only at the end") {
  struct Row {
    const char* why;
    std::optional<double> seen;
    std::optional<double> want;
  };
  const Row rows[] = {{"first", 10, 10.0},        {"falling", 5, 10.0},    {"absent", std::nullopt, 10.0},
                      {"rising", 50.55, 50.5},    {"nearly", 99.96, 99.0}, {"100 too early", 100, 99.0},
                      {"beyond 100", 1e300, 99.0}};
  Known known;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Observation seen = status(Status::running);
    seen.progress = row.seen;
    (void)apply(known, seen, terms());
    CHECK((known.progress == row.want));
  }
  (void)apply(known, status(Status::completed), terms());
  CHECK((known.progress == 100.0));
}

TEST_CASE("T-6 delta: a failure leaves the progress where it was") {
  Known known;
  Observation seen = status(Status::failed);
  seen.progress = 100;
  (void)apply(known, seen, terms());

  CHECK((known.progress == 99.0));
}

TEST_CASE("T-6 delta: without a percentage of the server the tasks make one") {
  Known known;
  Observation seen = status(Status::running);
  seen.tasks = {task("root", Status::running, 0), task("a", Status::completed, 100, "root"),
                task("b", Status::running, 50, "root"), task("c", Status::pending, 0, "root"),
                task("d", Status::failed, 10, "root")};

  const auto bodies = apply(known, seen, terms());

  CHECK((known.progress == 62.5));
  CHECK((known.counts == TaskCounts{5, 1, 2, 1}));
  CHECK(types(bodies) == "task_new task_new task_new task_new task_new progress status ");
}

TEST_CASE("T-6 delta: tasks that got nowhere make no percentage") {
  Known known;
  Observation seen = status(Status::running);
  seen.tasks = {task("a", Status::running, 0)};
  (void)apply(known, seen, terms());

  CHECK(!known.progress);
  CHECK(known.counts.total == 1);
}

TEST_CASE("delta: tasks in a cycle, of themselves or without parent do no harm") {
  Known known;
  Observation seen = status(Status::running);
  seen.tasks = {task("a", Status::running, 10, "b"), task("b", Status::running, 10, "a"),
                task("c", Status::running, 10, "c"), task("d", Status::running, 30, "nobody")};
  (void)apply(known, seen, terms());

  CHECK((known.progress == 20.0));
}

TEST_CASE("T-5 delta: a task update holds only what changed") {
  Known known;
  Observation seen;
  seen.tasks = {task("a", Status::running, 10)};
  (void)apply(known, seen, terms());
  seen.tasks[0].progress = 20;
  const auto moved = apply(known, seen, terms());
  seen.tasks[0].progress = 15;
  const auto fell = apply(known, seen, terms());
  seen.tasks = {task("a", Status::completed, 100)};
  seen.tasks[0].started = kNow;
  seen.tasks[0].ended = kNow + 3s;
  const auto done = apply(known, seen, terms());
  seen.tasks = {task("a", Status::running, 30)};
  const auto stale = apply(known, seen, terms());

  const auto* update = std::get_if<TaskUpdate>(&moved.at(0));
  REQUIRE(update);
  CHECK((update->progress == 20.0));
  CHECK(!update->to);
  CHECK(fell.empty());
  update = std::get_if<TaskUpdate>(&done.at(0));
  REQUIRE(update);
  CHECK((update->from == Status::running && update->to == Status::completed));
  CHECK((update->elapsed == Milliseconds{3000}));
  CHECK(stale.empty());
}

TEST_CASE("delta: a server that invents tasks and resources for ever fills no memory") {
  Known known;
  for (int i = 100'000; i < 199'999; ++i) {
    const std::string id = std::to_string(i);
    known.tasks.emplace_hint(known.tasks.end(), id, Task{})->second.id = id;
    known.resources.emplace_hint(known.resources.end(), id, Resource{})->second.id = id;
  }
  Observation seen = status(Status::running);
  for (const char* id : {"a", "b", "100005"}) {
    seen.tasks.push_back(task(id, Status::running));
    seen.resources.push_back({id, "Disk", "", ""});
  }

  const std::string words = types(apply(known, seen, terms()));

  CHECK(words == "task_new task_update resource_new progress status ");
  CHECK(known.tasks.size() == 100'000);
  CHECK(known.resources.size() == 100'000);
  CHECK(known.counts.total == 100'000);
}

TEST_CASE("T-5 delta: log entries are told apart by id alone") {
  struct Row {
    const char* why;
    std::vector<LogEntry> logs;
    const char* want;
  };
  const Row rows[] = {
      {"by time, then id", {entry("b", kNow), entry("c", kNow - 1s), entry("a", kNow)}, "c a b "},
      {"equal lines of one millisecond", {entry("d", kNow), entry("e", kNow)}, "d e "},
      {"the same entry in one answer", {entry("f", kNow), entry("f", kNow)}, "f "},
      {"repeated from before", {entry("a", kNow), entry("g", kNow)}, "g "},
      {"late, before what was seen", {entry("h", kNow - 2s)}, "h "},
      {"before 1970", {entry("i", WallTime{-1h})}, "i "},
      {"in the future", {entry("j", kNow + 24h * 365)}, "j "},
      {"after one in the future", {entry("k", kNow + 1s)}, "k "},
      {"without time, in the order given",
       {entry("z", std::nullopt), entry("y", std::nullopt), entry("x", kNow)},
       "x z y "},
  };
  Known known;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Observation seen;
    seen.logs = row.logs;
    CHECK(logged(apply(known, seen, terms())) == row.want);
  }
}

TEST_CASE("delta: what the server will not repeat is forgotten and stays known") {
  Known known;
  Observation seen;
  for (int i = 0; i < 100; ++i)
    seen.logs.push_back(entry("l" + std::to_string(i), kNow - 100s + std::chrono::seconds{i}));
  seen.logs_until = kNow - 10s;

  CHECK(apply(known, seen, terms()).size() == 100);
  CHECK(known.recent_logs.size() == 9);
  CHECK(apply(known, seen, terms()).empty());
}

TEST_CASE("delta: an id that a server gives two times, before and after the log position, is one entry for good") {
  const LogEntry before = entry("a", kNow - 20s);
  const LogEntry after = entry("a", kNow - 5s);
  for (const auto& logs : {std::vector<LogEntry>{before, after}, std::vector<LogEntry>{after, before}}) {
    Known known;
    Observation seen;
    seen.logs = logs;
    seen.logs_until = kNow - 10s;
    CHECK(logged(apply(known, seen, terms())) == "a ");
    CHECK(logged(apply(known, seen, terms())).empty());
    seen.logs_until = kNow - 9s;
    CHECK(logged(apply(known, seen, terms())).empty());
  }
}

TEST_CASE("delta: a log position in the future hides no entry") {
  Known known;
  Observation seen;
  seen.logs = {entry("a", kNow + 24h * 365)};
  seen.logs_until = kNow + 24h * 365;
  (void)apply(known, seen, terms());
  seen.logs = {entry("a", kNow + 24h * 365), entry("b", kNow + 1s)};

  CHECK(logged(apply(known, seen, terms(kNow + 2s))) == "b ");
}

TEST_CASE("delta: 20,000 old entries cost a poll nothing") {
  Known known;
  Observation seen = status(Status::running);
  for (int i = 0; i < 20'000; ++i)
    seen.logs.push_back(entry("l" + std::to_string(i), kNow - 40'000s + std::chrono::seconds{i}));
  seen.logs_until = kNow - 10s;

  CHECK(apply(known, seen, terms()).size() == 20'001);
  CHECK(known.recent_logs.empty());
}

TEST_CASE("delta: where no entry comes twice, few ids are remembered") {
  Known known;
  Observation seen = status(Status::running);
  seen.logs_once = true;
  for (int poll = 0; poll < 100; ++poll) {
    seen.logs.clear();
    for (int line = 0; line < 50; ++line) seen.logs.push_back(entry(std::to_string(poll * 50 + line), std::nullopt));
    apply(known, seen, terms());
  }

  CHECK(known.recent_logs.size() <= 600);
  // Another process may have asked for the same.
  CHECK(logged(apply(known, seen, terms())).empty());
}

TEST_CASE("delta: with late logs the result waits for the drain") {
  Known known;
  DeltaTerms late = terms();
  late.withhold_result = true;
  Observation end = status(Status::failed);
  end.tasks = {task("a", Status::failed)};
  end.message = "no space";
  const auto first = apply(known, end, late);
  Observation drain = end;
  drain.logs = {entry("late", kNow)};
  const auto second = apply(known, drain, terms());

  CHECK(types(first) == "task_new progress status ");
  CHECK(types(second) == "log_entry result ");
  const auto* result = std::get_if<ResultReady>(&second.back());
  REQUIRE(result);
  CHECK(result->status == Status::failed);
  CHECK(result->message == "no space");
  CHECK((result->failed_tasks == std::vector<std::string>{"a"}));
  CHECK(apply(known, status(Status::completed), terms()).empty());
}

TEST_CASE("delta: elapsed survives any times a server invents") {
  const WallTime earliest{WallTime::duration::min()};
  const WallTime latest{WallTime::duration::max()};
  struct Row {
    const char* why;
    std::optional<WallTime> started, ended;
  };
  const Row rows[] = {{"all of time", earliest, latest}, {"backwards", latest, earliest}, {"no end", earliest, {}}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Known known;
    Observation seen = status(Status::completed);
    seen.started = row.started;
    seen.ended = row.ended;
    const auto bodies = apply(known, seen, terms());
    const auto* result = std::get_if<ResultReady>(&bodies.back());
    REQUIRE(result);
    REQUIRE(result->elapsed);
    CHECK(result->elapsed->count() >= 0);
  }
}

}  // namespace delta_test
