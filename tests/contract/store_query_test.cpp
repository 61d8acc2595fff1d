// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "optrack/store.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// The last two characters of each id, in order: "03 01".
std::string found(Store& store, const Query& query) {
  const Result<std::vector<Operation>> operations = store.query(query);
  REQUIRE(operations);
  std::string text;
  for (const Operation& one : *operations) text += (text.empty() ? "" : " ") + one.id.substr(8);
  return text;
}

/// Five operations, one hour apart, 01 the oldest.
void fill(Store& store) {
  const struct {
    const char* id;
    const char* name;
    Status status;
    const char* type;
    const char* provider;
    const char* parent;
    std::map<std::string, std::string> labels;
  } rows[] = {
      {"aaaa000001", "web", Status::completed, "a.b", "lab", "", {{"env", "prod"}}},
      {"aaab000002", "web", Status::running, "a.b", "lab", "aaaa000001", {{"env", "prod"}, {"k", "v"}}},
      {"bbbb000003", "web-1", Status::failed, "a.c", "lab2", "aaaa000001", {{"env", "dev"}}},
      {"bbbb000004", "Web-2", Status::pending, "a.c", "lab", "", {}},
      {"cccc000005", "", Status::lost, "a.b", "lab", "", {}},
  };
  WallTime created{1000h};
  for (const auto& row : rows) {
    Operation one = some_operation(row.id);
    one.name = row.name;
    one.status = row.status;
    one.type = row.type;
    one.provider = row.provider;
    one.parent = row.parent;
    one.labels = row.labels;
    one.remote.id = row.provider == std::string{"lab2"} ? "same" : "same-" + one.id;
    one.created = created += 1h;
    REQUIRE(store.add(one, {}));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("R-9 query: each member restricts, all are AND-ed, newest first", Fixture, MemoryStore, FileStore) {
  Fixture f;
  fill(*f.store);
  const struct {
    Query query;
    const char* want;
    const char* why;
  } cases[] = {
      {{}, "05 04 03 02 01", "everything"},
      {{.limit = 2}, "05 04", "the newest"},
      {{.id_prefix = "bbbb"}, "04 03", "prefix"},
      {{.id_prefix = "aaaa000001"}, "01", "whole id"},
      {{.id_prefix = "aaa", .limit = 1}, "02", "prefix and limit"},
      {{.id_prefix = "B"}, "", "ids are lower case"},
      {{.name = "web"}, "02 01", "name, exactly"},
      {{.name = "WEB"}, "", "case counts"},
      {{.name_glob = "web*"}, "03 02 01", "star"},
      {{.name_glob = "*2"}, "04", "star in front"},
      {{.name_glob = "?eb-[12]"}, "04 03", "question mark and set"},
      {{.name_glob = "web[!x]1"}, "03", "none of"},
      {{.name_glob = "[a-z]eb"}, "02 01", "range"},
      {{.name_glob = "eb"}, "", "the whole name"},
      {{.provider = "lab2"}, "03", "provider"},
      {{.provider = "lab", .remote_id = "same"}, "", "remote id of another provider"},
      {{.provider = "lab2", .remote_id = "same"}, "03", "remote id"},
      {{.type = "a.c"}, "04 03", "type"},
      {{.parent = "aaaa000001"}, "03 02", "children"},
      {{.statuses = {Status::pending, Status::running}}, "04 02", "active"},
      {{.statuses = {Status::failed}}, "03", "one status"},
      {{.labels = {{"env", "prod"}}}, "02 01", "label"},
      {{.labels = {{"env", "prod"}, {"k", "v"}}}, "02", "labels are AND-ed"},
      {{.labels = {{"env", ""}}}, "", "another value"},
      {{.created_since = WallTime{1004h}}, "05 04", "since, inclusive"},
      {{.name = "web", .statuses = {Status::running}, .labels = {{"env", "prod"}}}, "02", "several"},
      {{.name = "' OR 1=1 --"}, "", "no SQL from outside"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.why);
    CHECK(found(*f.store, c.query) == c.want);
  }
}

TEST_CASE_TEMPLATE("R-9 query: one moment, then by id", Fixture, MemoryStore, FileStore) {
  Fixture f;
  for (const char* id : {"aaaa000002", "aaaa000001", "aaaa000003"}) REQUIRE(f.store->add(some_operation(id), {}));
  CHECK(found(*f.store, {}) == "03 02 01");
  CHECK(found(*f.store, {.name = "web"}) == "03 02 01");
  CHECK(found(*f.store, {.labels = {{"env", "prod"}}}) == "03 02 01");
}

TEST_CASE_TEMPLATE("R-9 query: labels come with each operation", Fixture, MemoryStore, FileStore) {
  Fixture f;
  fill(*f.store);
  const auto both = f.store->query({.name = "web"});
  REQUIRE(both);
  CHECK(both->at(0).labels.size() == 2);
  CHECK(both->at(1).labels.at("env") == "prod");
}

TEST_CASE_TEMPLATE("R-9 query: a name with glob characters is found by itself", Fixture, MemoryStore, FileStore) {
  Fixture f;
  Operation star = some_operation("aaaa000001");
  star.name = "[x]*";
  REQUIRE(f.store->add(star, {}));
  CHECK(found(*f.store, {.name = "[x]*"}) == "01");
  CHECK(found(*f.store, {.name_glob = "[[]x]*"}) == "01");
}

TEST_CASE_TEMPLATE("events: after, limit, order and types", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation("aaaa000001"), {event_of(OperationSeen{}), log_event("a"),
                                                      event_of(ProgressChanged{}), log_event("b"), log_event("c")}));
  REQUIRE(f.store->add(some_operation("aaaa000002"), {log_event("other")}));
  const struct {
    EventRange range;
    const char* want;
    const char* why;
  } cases[] = {
      {{}, "12345", "all, oldest first"},
      {{.after = 3}, "45", "newer than"},
      {{.after = 5}, "", "nothing newer"},
      {{.limit = 2}, "12", "the oldest two"},
      {{.limit = 2, .newest_first = true}, "54", "the newest two"},
      {{.types = {"log_entry"}}, "245", "one type"},
      {{.types = {"log_entry", "progress"}}, "2345", "two types"},
      {{.types = {"nonsense"}}, "", "no such type"},
      {{.after = 2, .limit = 1, .newest_first = true, .types = {"log_entry"}}, "5", "all together"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.why);
    const Result<std::vector<Event>> events = f.store->events("aaaa000001", c.range);
    REQUIRE(events);
    std::string numbers;
    for (const Event& event : *events) numbers += std::to_string(event.seq);
    CHECK(numbers == c.want);
  }
  CHECK(f.store->events("zzzz000000", {})->empty());
}
