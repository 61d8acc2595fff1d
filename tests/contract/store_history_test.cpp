// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "optrack/store.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

Change result_change(const std::string& op, std::uint64_t base_seq, const Lasted& lasted) {
  Change change = change_of(op, base_seq, {event_of(ResultReady{})});
  change.lasted = lasted;
  return change;
}

Committed::Kind commit(Store& store, const Change& change) {
  const Result<std::vector<Committed>> answers = store.commit(std::span{&change, 1});
  REQUIRE(answers);
  return answers->front().kind;
}

}  // namespace

TEST_CASE_TEMPLATE("T-13 store: durations come back oldest first, by provider and type", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  CHECK(f.store->durations("lab", "create")->empty());
  const Lasted rows[] = {{"lab", "create", 3.25}, {"lab", "start", 100}, {"lab", "create", 2},
                         {"other", "create", 7},  {"lab", "create", 0},  {"lab", "create", -5}};
  int n = 0;
  for (const Lasted& lasted : rows) {
    const std::string id = "aaaa00000" + std::to_string(n++);
    REQUIRE(f.store->add(some_operation(id), {}));
    CHECK(commit(*f.store, result_change(id, 0, lasted)) == Committed::Kind::stored);
  }
  CHECK(*f.store->durations("lab", "create") == std::vector<double>{3.25, 2, 0.001, 0.001});
  CHECK(*f.store->durations("lab", "start") == std::vector<double>{100});
  CHECK(*f.store->durations("other", "create") == std::vector<double>{7});
  CHECK(f.store->durations("other", "start")->empty());
}

TEST_CASE_TEMPLATE("T-13 store: the last 64 durations of a type are kept", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  for (std::uint64_t i = 0; i < 70; ++i) {
    const Lasted lasted{"lab", "create", static_cast<double>(i + 1)};
    REQUIRE(commit(*f.store, result_change("aaaa000001", i, lasted)) == Committed::Kind::stored);
  }
  const std::vector<double> durations = *f.store->durations("lab", "create");
  REQUIRE(durations.size() == kDurationsKept);
  CHECK(durations.front() == 7);
  CHECK(durations.back() == 70);
}

TEST_CASE_TEMPLATE("T-13 store: a change that is refused leaves no duration", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  const Lasted lasted{"lab", "create", 5};
  CHECK(commit(*f.store, result_change("aaaa000001", 0, lasted)) == Committed::Kind::stored);
  CHECK(commit(*f.store, result_change("aaaa000001", 0, lasted)) == Committed::Kind::conflict);
  CHECK(commit(*f.store, result_change("aaaa000009", 0, lasted)) == Committed::Kind::missing);
  CHECK(*f.store->durations("lab", "create") == std::vector<double>{5});
}

TEST_CASE_TEMPLATE("T-13 store: removing an operation keeps what is known of its type", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  REQUIRE(commit(*f.store, result_change("aaaa000001", 0, {"lab", "create", 5})) == Committed::Kind::stored);
  CHECK(*f.store->remove("aaaa000001"));
  CHECK(*f.store->durations("lab", "create") == std::vector<double>{5});
}

TEST_CASE("T-13 store: other processes see the history") {
  FileStore f;
  const auto other = f.again();
  REQUIRE(f.store->add(some_operation("aaaa000001"), {}));
  REQUIRE(commit(*f.store, result_change("aaaa000001", 0, {"lab", "create", 5})) == Committed::Kind::stored);
  CHECK(*other->durations("lab", "create") == std::vector<double>{5});
}
