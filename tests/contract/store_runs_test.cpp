// SPDX-License-Identifier: MIT
// Log entries that come together may be stored together; nobody sees that.
#include <doctest/doctest.h>

#include <algorithm>

#include "model/event_json.hpp"
#include "optrack/store.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kOp = "aaaa000001";

WallTime nth_second(std::size_t n) { return WallTime{std::chrono::seconds{n}}; }

/// `count` entries of some 200 bytes, so that they do not fit into one row.
std::vector<Event> long_log(std::size_t first, std::size_t count) {
  std::vector<Event> events;
  for (std::size_t n = first; n < first + count; ++n) {
    LogEntry entry;
    entry.id = std::to_string(n);
    entry.at = nth_second(n);
    entry.message = std::string(120, 'x') + "\n\"\\\xc3\xbc " + entry.id;
    entry.raw = "\xff\n";
    events.push_back(event_of(LogAdded{std::move(entry)}));
  }
  return events;
}

void commit(Store& store, std::uint64_t base_seq, std::vector<Event> events, const Known* known = nullptr) {
  Change change = change_of(kOp, base_seq, std::move(events));
  change.known = known;
  const auto answers = store.commit(std::span{&change, 1});
  REQUIRE(answers);
  REQUIRE(answers->front().kind == Committed::Kind::stored);
}

/// What `range` is to bring of `all`, told by numbers.
std::vector<std::uint64_t> wanted(const std::vector<Event>& all, const EventRange& range) {
  std::vector<std::uint64_t> numbers;
  for (const Event& event : all) {
    const bool type_fits = range.types.empty() || range.types.count(std::string{type_of(event.body)}) != 0;
    if (event.seq > range.after && type_fits) numbers.push_back(event.seq);
  }
  if (range.newest_first) std::reverse(numbers.begin(), numbers.end());
  if (range.limit != 0 && numbers.size() > range.limit) numbers.resize(range.limit);
  return numbers;
}

std::set<std::string, std::less<>> ids(std::size_t first, std::size_t count) {
  std::set<std::string, std::less<>> all;
  for (std::size_t n = first; n < first + count; ++n) all.insert(std::to_string(n));
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("events: a long log comes back entry by entry, exactly", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation(kOp), {event_of(OperationSeen{})}));
  std::vector<Event> events = long_log(0, 300);
  events.push_back(event_of(ProgressChanged{}));
  for (Event& event : long_log(300, 3)) events.push_back(std::move(event));
  commit(*f.store, 1, events);
  const std::vector<Event> read = f.store->events(kOp, {}).value();
  REQUIRE(read.size() == events.size() + 1);
  CHECK(gap_in(read) == "");
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(read[i + 1].op == kOp);
    CHECK(read[i + 1].ts == read[1].ts);
    CHECK(event_body_json(read[i + 1].body) == event_body_json(events[i].body));
  }
}

TEST_CASE_TEMPLATE("events: a long log can be read from any place, in both directions", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation(kOp), {event_of(OperationSeen{})}));
  commit(*f.store, 1, long_log(0, 200));
  commit(*f.store, 201, {event_of(ProgressChanged{}), log_event("alone")});
  commit(*f.store, 203, long_log(200, 5));
  const std::vector<Event> all = f.store->events(kOp, {}).value();
  REQUIRE(all.size() == 208);
  for (const std::uint64_t after : {0U, 1U, 2U, 77U, 78U, 200U, 201U, 202U, 203U, 205U, 208U}) {
    for (const std::size_t limit : {0U, 1U, 7U, 150U}) {
      for (const bool newest_first : {false, true}) {
        for (const char* type : {"", "log_entry", "progress"}) {
          EventRange range{after, limit, newest_first, {}};
          if (*type != '\0') range.types.insert(type);
          std::vector<std::uint64_t> numbers;
          const std::vector<Event> read = f.store->events(kOp, range).value();
          for (const Event& event : read) numbers.push_back(event.seq);
          CAPTURE(after);
          CAPTURE(limit);
          CAPTURE(newest_first);
          CAPTURE(type);
          CHECK(numbers == wanted(all, range));
        }
      }
    }
  }
}

TEST_CASE_TEMPLATE("store: of a long log only what is later than logs_until is recent", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation(kOp), {}));
  Known known;
  known.logs_until = nth_second(149);
  std::vector<Event> events = long_log(0, 160);
  std::swap(events[3], events[155]);  // The latest is not the last of its row.
  commit(*f.store, 0, events, &known);
  CHECK(f.store->known(kOp)->recent_logs == ids(150, 10));
}

TEST_CASE_TEMPLATE("store: an entry without a time is recent, wherever it stands", Fixture, MemoryStore, FileStore) {
  Fixture f;
  REQUIRE(f.store->add(some_operation(kOp), {}));
  Known known;
  known.logs_until = nth_second(1000);
  std::vector<Event> events = long_log(0, 10);
  events.insert(events.begin() + 4, log_event("undated"));
  commit(*f.store, 0, events, &known);
  CHECK(f.store->known(kOp)->recent_logs == std::set<std::string, std::less<>>{"undated"});
}
