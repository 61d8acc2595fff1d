// SPDX-License-Identifier: MIT
#include "library/labels.hpp"

#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "registry/selector.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

using Labels = std::map<std::string, std::string>;

const std::array<std::string, 2> kOps{"aaaa000001", "aaaa000002"};

void add_all(Store& store) {
  for (const std::string& op : kOps) {
    Operation operation = some_operation(op);
    operation.labels = {{"env", "test"}, {"old", "x"}};
    REQUIRE(store.add(operation, {log_event("first")}));
  }
}

Labels labels_of(Store& store, const std::string& op) { return store.find(op).value().value().labels; }

std::vector<std::string> selected(Store& store, std::string_view selector) {
  std::vector<std::string> ids;
  const Result<Selected> found = resolve(selector, store);
  if (!found) return ids;
  for (const Operation& operation : found->operations) ids.push_back(operation.id);
  return ids;
}

/// The operation ends: `result` is its last event.
void end(Store& store, const std::string& op) {
  Known known = *store.known(op);
  known.status = Status::completed;
  known.result_ready = true;
  known.outcome = Outcome{};
  Change change = change_of(op, known.last_seq, {event_of(ResultReady{})});
  change.known = &known;
  REQUIRE(store.commit(std::span{&change, 1})->front().kind == Committed::Kind::stored);
}

}  // namespace

TEST_CASE_TEMPLATE("R-2 labels: set, changed and taken away, journalled, and found by selectors at once", Fixture,
                   MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const LabelsChanged wish{{{"env", "prod"}, {"team", "a"}}, {"old", "never there"}, "ada@host"};

  const auto changed = change_labels(*f.store, f.clock, std::span{kOps}.first(1), wish);

  REQUIRE(changed);
  const LabelsChanged want{{{"env", "prod"}, {"team", "a"}}, {"old"}, "ada@host"};
  CHECK(changed->at(0) == want);
  CHECK(labels_of(*f.store, kOps[0]) == Labels{{"env", "prod"}, {"team", "a"}});
  CHECK(labels_of(*f.store, kOps[1]) == Labels{{"env", "test"}, {"old", "x"}});
  CHECK(selected(*f.store, "label:env=prod") == std::vector{kOps[0]});
  CHECK(selected(*f.store, "label:env=test") == std::vector{kOps[1]});
  CHECK(selected(*f.store, "label:old=x") == std::vector{kOps[1]});
  const std::vector<Event> events = *f.store->events(kOps[0], {});
  CHECK(type_words(events) == "log_entry label");
  CHECK(gap_in(events) == "");
  CHECK(std::get<LabelsChanged>(events.back().body) == want);
}

TEST_CASE_TEMPLATE("R-2 labels: what is so already is neither written nor told", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const std::uint64_t mark = f.store->leases()->moves(0)->mark;
  const auto changed = change_labels(*f.store, f.clock, kOps, {{{"env", "test"}}, {"never there"}, "ada@host"});
  REQUIRE(changed);
  for (const LabelsChanged& one : *changed) CHECK(to_string(one) == "");
  CHECK(f.store->known(kOps[0])->last_seq == 1);
  CHECK(f.store->leases()->moves(mark)->ops.empty());
}

TEST_CASE_TEMPLATE("R-2 labels: after the end they change, and result stays the last event", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  add_all(*f.store);
  end(*f.store, kOps[0]);
  REQUIRE(change_labels(*f.store, f.clock, kOps, {{{"env", "prod"}}, {}, "ada@host"}));
  CHECK(selected(*f.store, "label:env=prod").size() == 2);
  CHECK(type_words(*f.store->events(kOps[0], {})) == "log_entry result");
  CHECK(type_words(*f.store->events(kOps[1], {})) == "log_entry label");
}

TEST_CASE_TEMPLATE("R-2 labels: an operation that is not there is not found", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const std::array<std::string, 2> ops{kOps[0], "zzzz000000"};
  const auto changed = change_labels(*f.store, f.clock, ops, {{{"env", "prod"}}, {}, "ada@host"});
  REQUIRE(!changed);
  CHECK(changed.error().kind == ErrorKind::not_found);
  CHECK(labels_of(*f.store, kOps[0]).at("env") == "test");
}

TEST_CASE("R-20 labels: processes that change labels and write events at once lose nothing and leave no gap") {
  constexpr int kThreads = 8;
  constexpr int kChanges = 20;
  FileStore f;
  add_all(*f.store);
  std::vector<std::thread> threads;
  std::array<int, kThreads> done{};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const VirtualClock clock;
      const auto store = f.again();
      for (int i = 0; i < kChanges; ++i) {
        const LabelsChanged wish{{{"thread " + std::to_string(t), std::to_string(i)}}, {}, "ada@host"};
        for (int tries = 0; tries < 20; ++tries) {
          if (!change_labels(*store, clock, kOps, wish)) continue;
          ++done.at(static_cast<std::size_t>(t));
          break;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : done) CHECK(count == kChanges);
  for (const std::string& op : kOps) {
    const std::vector<Event> events = *f.store->events(op, {});
    CHECK(events.size() == 1 + kThreads * kChanges);
    CHECK(gap_in(events) == "");
    for (int t = 0; t < kThreads; ++t) {
      CHECK(labels_of(*f.store, op).at("thread " + std::to_string(t)) == std::to_string(kChanges - 1));
    }
  }
}
