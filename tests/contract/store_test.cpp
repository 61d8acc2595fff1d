// SPDX-License-Identifier: MIT
#include "optrack/store.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "model/event_json.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

Committed commit_one(Store& store, const Change& change) {
  const Result<std::vector<Committed>> answers = store.commit(std::span{&change, 1});
  REQUIRE(answers);
  REQUIRE(answers->size() == 1);
  return answers->front();
}

std::vector<Event> all_events(Store& store, const std::string& id) {
  Result<std::vector<Event>> events = store.events(id, {});
  REQUIRE(events);
  return *events;
}

Task some_task(const std::string& id) {
  Task task;
  task.id = id;
  task.parent = "root";
  task.name = "copy";
  task.display_name = "copy volume";
  task.status = Status::running;
  task.raw_status = "Running";
  task.progress = 33.25;
  task.message = "at it";
  task.started = WallTime{1s};
  task.ended = WallTime{2s + 7ns};
  task.reference.text = R"({"id":1})";
  return task;
}

/// A state in which every member differs from its default.
Known full_state() {
  Known known;
  known.status = Status::completed;
  known.raw_status = "Succeeded";
  known.message = "done";
  known.progress = 100;
  known.counts = {4, 3, 0, 1};
  known.started = WallTime{10s};
  known.ended = WallTime{20s + 1ns};
  known.tasks.emplace("t1", some_task("t1"));
  known.tasks.emplace("t2", some_task("t2"));
  known.resources.emplace("r1", Resource{"r1", "Catlet", "web", "/catlets/1"});
  known.recent_logs = {"l2", "l3"};
  known.logs_until = WallTime{15s};
  known.result_ready = true;
  known.outcome = Outcome{"exec", {R"({"return":7})"}, 7};
  known.cancel_requested = true;
  known.cursor.text = R"({"after":"x"})";
  known.polls = {9, 2, "HTTP 502", WallTime{19s}};
  return known;
}

std::vector<Event> events_to_full_state() {
  return {event_of(TaskNew{some_task("t1")}),
          event_of(TaskNew{some_task("t2")}),
          log_event("l1", WallTime{15s}),
          log_event("l2", WallTime{15s + 1ns}),
          log_event("l3"),
          event_of(ResourceNew{{"r1", "Catlet", "web", "/catlets/1"}}),
          event_of(ResourceNew{{"r0", "Disk", "", ""}}),
          event_of(ResourceGone{{"r0", "Disk", "", ""}}),
          event_of(StatusChanged{Status::running, Status::completed, "Succeeded", "done", WallTime{20s}, 10s}),
          event_of(ResultReady{Status::completed, {"exec", {R"({"return":7})"}, 7}, "done", {"t2"}, 10s})};
}

}  // namespace

TEST_CASE_TEMPLATE("R-3 store: what is added is found, member by member", Fixture, MemoryStore, FileStore) {
  Fixture f;
  Operation whole = some_operation("aaaa000001");
  whole.parent = "aaaa000000";
  whole.ended = whole.created + 5s;
  whole.cancel = CancelRequest{whole.created + 2s, "manual", "wrong one", "ada@host"};
  whole.outcome = Outcome{"exec", {R"({"return":7})"}, 7};
  REQUIRE(f.store->add(whole, {}));
  Operation bare;
  bare.id = "aaaa000002";
  REQUIRE(f.store->add(bare, {}));

  CHECK(**f.store->find("aaaa000001") == whole);
  CHECK(**f.store->find("aaaa000002") == bare);
  CHECK(!*f.store->find("aaaa00000"));
  CHECK(f.store->context() == "test");
}

TEST_CASE_TEMPLATE("R-3 store: any bytes survive", Fixture, MemoryStore, FileStore) {
  Fixture f;
  Operation odd = some_operation("aaaa000001");
  odd.name = "größe '\"; DROP TABLE operations; --";
  odd.message = std::string{"a\0b\xff\n", 5};
  odd.labels = {{"a'b", "\x01"}, {"", "empty key"}};
  REQUIRE(f.store->add(odd, {}));
  CHECK(**f.store->find(odd.id) == odd);
}

TEST_CASE_TEMPLATE("R-1 store: add numbers the first events and dates those without a time", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  Event seen = event_of(OperationSeen{});
  seen.ts = WallTime{5s};
  const Result<std::vector<Event>> added =
      f.store->add(some_operation("aaaa000001"), {seen, event_of(Heartbeat{}), event_of(TaskNew{some_task("t1")})});
  REQUIRE(added);
  REQUIRE(added->size() == 3);
  CHECK((*added)[0].seq == 1);
  CHECK((*added)[0].ts == WallTime{5s});
  CHECK((*added)[1].seq == 0);
  CHECK((*added)[2].seq == 2);
  CHECK((*added)[2].ts == f.clock.wall());
  CHECK((*added)[2].op == "aaaa000001");
  CHECK(type_words(all_events(*f.store, "aaaa000001")) == "operation task_new");
  const Result<Known> known = f.store->known("aaaa000001");
  CHECK(known->last_seq == 2);
  CHECK(known->tasks.at("t1") == some_task("t1"));
}

TEST_CASE_TEMPLATE("R-1 store: an id is added once", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {event_of(OperationSeen{})}));
  const auto again = f.store->add(some_operation("aaaa000001"), {event_of(OperationSeen{})});
  REQUIRE(!again);
  CHECK(again.error().kind == ErrorKind::local);
  CHECK(again.error().message.find("aaaa000001") != std::string::npos);
  CHECK(all_events(*f.store, "aaaa000001").size() == 1);
}

TEST_CASE_TEMPLATE("store: the whole state comes back as it was committed", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {event_of(OperationSeen{})}));
  Known state = full_state();
  state.type = "Executing command";
  Change change = change_of("aaaa000001", 1, events_to_full_state());
  change.known = &state;
  const Committed committed = commit_one(*f.store, change);
  CHECK(committed.kind == Committed::Kind::stored);
  CHECK(committed.first_seq == 2);

  const Result<Known> read = f.store->known("aaaa000001");
  REQUIRE(read);
  state.last_seq = 11;
  state.type = "instances.exec";  // its own: what the server calls it takes the place of nothing
  CHECK(difference(*read, state) == "");
  const Operation operation = **f.store->find("aaaa000001");
  CHECK(operation.status == Status::completed);
  CHECK(operation.ended == state.ended);
  CHECK(operation.outcome == state.outcome);
  CHECK(gap_in(all_events(*f.store, "aaaa000001")) == "");
}

TEST_CASE_TEMPLATE("store: without logs_until every log entry is recent", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a", WallTime{-5s}), log_event("b")}));
  CHECK(f.store->known("aaaa000001")->recent_logs == std::set<std::string, std::less<>>{"a", "b"});
}

TEST_CASE_TEMPLATE("store: an outcome is not shown before its result is journalled", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  Known state = full_state();
  state.result_ready = false;
  Change change = change_of("aaaa000001", 0, {});
  change.known = &state;
  commit_one(*f.store, change);
  CHECK(f.store->known("aaaa000001")->outcome == state.outcome);
  CHECK(!(**f.store->find("aaaa000001")).outcome);
}

TEST_CASE_TEMPLATE("store: events come back exactly", Fixture, MemoryStore, FileStore) {
  Fixture f;
  std::vector<Event> events = events_to_full_state();
  const auto added = f.store->add(some_operation("aaaa000001"), events);
  REQUIRE(added);
  const std::vector<Event> read = all_events(*f.store, "aaaa000001");
  REQUIRE(read.size() == events.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CHECK(read[i].seq == (*added)[i].seq);
    CHECK(read[i].ts == (*added)[i].ts);
    CHECK(read[i].op == "aaaa000001");
    CHECK(type_of(read[i].body) == type_of(events[i].body));
    CHECK(event_body_json(read[i].body) == event_body_json(events[i].body));
  }
}

TEST_CASE_TEMPLATE("store: remote reference and cancel request are recorded by themselves", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  Operation pending = some_operation("aaaa000001");
  pending.remote = {};
  REQUIRE(f.store->add(pending, {}));
  Change change = change_of(pending.id, 0, {});
  change.remote = Remote{"r-1", "/op/r-1", "exec"};
  change.cancel = CancelRequest{WallTime{3s}, "signal", "", "ada@host"};
  change.durable = true;
  CHECK(commit_one(*f.store, change).kind == Committed::Kind::stored);
  const Operation read = **f.store->find(pending.id);
  CHECK(read.remote == *change.remote);
  CHECK(read.cancel == change.cancel);
  CHECK(f.store->known(pending.id)->cancel_requested);
}

TEST_CASE_TEMPLATE("store: a stale state does not take a cancel request back", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  Change cancel = change_of("aaaa000001", 0, {});
  cancel.cancel = CancelRequest{WallTime{3s}, "manual", "", "ada@host"};
  commit_one(*f.store, cancel);
  const Known stale;
  Change change = change_of("aaaa000001", 0, {});
  change.known = &stale;
  commit_one(*f.store, change);
  CHECK(f.store->known("aaaa000001")->cancel_requested);
}

TEST_CASE_TEMPLATE("R-20 store: a conflict or a missing operation concerns only its own change", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  for (const char* id : {"aaaa000001", "aaaa000002"}) REQUIRE(f.store->add(some_operation(id), {log_event("a")}));
  const Change changes[] = {change_of("aaaa000001", 0, {log_event("b")}), change_of("zzzz000000", 0, {log_event("b")}),
                            change_of("aaaa000002", 1, {log_event("b"), log_event("c")}),
                            change_of("aaaa000002", 3, {log_event("d")})};
  const auto answers = f.store->commit(changes);
  REQUIRE(answers);
  REQUIRE(answers->size() == 4);
  CHECK((*answers)[0].kind == Committed::Kind::conflict);
  CHECK((*answers)[1].kind == Committed::Kind::missing);
  CHECK((*answers)[2].kind == Committed::Kind::stored);
  CHECK((*answers)[2].first_seq == 2);
  CHECK((*answers)[3].first_seq == 4);
  CHECK(all_events(*f.store, "aaaa000001").size() == 1);
  CHECK(gap_in(all_events(*f.store, "aaaa000002")) == "");
}

TEST_CASE_TEMPLATE("R-20 store: a change without events is refused on an old base too", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {log_event("a")}));
  CHECK(commit_one(*f.store, change_of("aaaa000001", 0, {})).kind == Committed::Kind::conflict);
  CHECK(commit_one(*f.store, change_of("aaaa000001", 1, {})).kind == Committed::Kind::stored);
  CHECK(f.store->commit({})->empty());
}

TEST_CASE_TEMPLATE("store: events of this wait only are not journalled", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  const Committed committed = commit_one(
      *f.store,
      change_of("aaaa000001", 0, {event_of(Heartbeat{}), log_event("a"), event_of(Notice{"x"}), log_event("b")}));
  CHECK(committed.first_seq == 1);
  const std::vector<Event> events = all_events(*f.store, "aaaa000001");
  CHECK(type_words(events) == "log_entry log_entry");
  CHECK(gap_in(events) == "");
}

TEST_CASE_TEMPLATE("R-1 store: remove forgets everything of one operation", Fixture, MemoryStore, FileStore) {
  Fixture f;
  for (const char* id : {"aaaa000001", "aaaa000002"}) {
    REQUIRE(f.store->add(some_operation(id), {event_of(TaskNew{some_task("t1")}), log_event("a")}));
  }
  CHECK(*f.store->remove("aaaa000002"));
  CHECK(!*f.store->remove("aaaa000002"));
  CHECK(!*f.store->find("aaaa000002"));
  CHECK(all_events(*f.store, "aaaa000002").empty());
  CHECK(f.store->known("aaaa000002").error().kind == ErrorKind::not_found);
  Operation fresh = some_operation("aaaa000002");
  fresh.labels.clear();
  REQUIRE(f.store->add(fresh, {}));
  CHECK(**f.store->find("aaaa000002") == fresh);
  CHECK(f.store->known("aaaa000002")->tasks.empty());
  CHECK(all_events(*f.store, "aaaa000001").size() == 2);
}
