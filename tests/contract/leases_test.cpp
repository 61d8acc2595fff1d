// SPDX-License-Identifier: MIT
#include "optrack/leases.hpp"

#include <doctest/doctest.h>

#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace leases_test {

namespace {

const std::vector<std::string> kOps{"aaaa000001", "aaaa000002"};

SessionId open(Store& store, const std::string& boot = "boot-1", Milliseconds length = 15s) {
  const Result<SessionId> session = store.leases()->open_session({{"ada", "host", 42}, boot, length, {}});
  REQUIRE(session);
  REQUIRE(*session != 0);
  return *session;
}

std::vector<Lease> claim(Store& store, SessionId session, const std::vector<std::string>& ops = kOps) {
  const auto leases = store.leases()->claim(session, ops);
  REQUIRE(leases);
  REQUIRE(leases->size() == ops.size());
  return *leases;
}

void add_all(Store& store) {
  for (const std::string& op : kOps) REQUIRE(store.add(some_operation(op), {log_event("first")}));
}

Committed::Kind write(Store& store, std::uint64_t base_seq, std::optional<std::uint64_t> fence) {
  Change change = change_of(kOps[0], base_seq, {log_event("entry " + std::to_string(base_seq))});
  change.fence = fence;
  const auto answers = store.commit(std::span{&change, 1});
  REQUIRE(answers);
  return answers->front().kind;
}

bool is_ours(const Lease& lease) { return lease.kind == Lease::Kind::ours; }

}  // namespace

TEST_CASE_TEMPLATE("leases: who claims first has the lease, another one is told who and until when", Fixture,
                   MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId first = open(*f.store);
  const SessionId second = open(*f.store);
  CHECK(first != second);

  const auto ours = claim(*f.store, first);
  CHECK(is_ours(ours[0]));
  CHECK(is_ours(ours[1]));
  CHECK(ours[0].token > 0);
  const auto theirs = claim(*f.store, second, {kOps[1], "aaaa000009"});
  CHECK(theirs[0].kind == Lease::Kind::others);
  CHECK(theirs[0].holder == first);
  CHECK(theirs[0].until == f.clock.now() + 15s);
  CHECK(theirs[1].kind == Lease::Kind::missing);
  CHECK(claim(*f.store, first)[0].token == ours[0].token);
}

TEST_CASE_TEMPLATE("leases: a lease lasts as long as its session is renewed, one renewal keeps them all", Fixture,
                   MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId first = open(*f.store);
  const auto before = claim(*f.store, first);
  const SessionId second = open(*f.store);
  for (int i = 0; i < 5; ++i) {
    f.clock.advance(14s);
    CHECK(*f.store->leases()->renew_session(first));
    CHECK(*f.store->leases()->renew_session(second));
    CHECK(!is_ours(claim(*f.store, second)[0]));
  }
  CHECK(*f.store->leases()->session_end(first) == f.clock.now() + 15s);
  f.clock.advance(14s);
  CHECK(*f.store->leases()->renew_session(second));
  f.clock.advance(1s);
  CHECK(!f.store->leases()->session_end(first)->has_value());
  const auto after = claim(*f.store, second);
  CHECK(is_ours(after[0]));
  CHECK(is_ours(after[1]));
  CHECK(after[0].token > before[0].token);
}

TEST_CASE_TEMPLATE("leases: a closed session and a released lease are free at once", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId first = open(*f.store);
  const SessionId second = open(*f.store);
  claim(*f.store, first);
  REQUIRE(f.store->leases()->release(first, std::span{kOps}.first(1)));
  auto now = claim(*f.store, second);
  CHECK(is_ours(now[0]));
  CHECK(!is_ours(now[1]));
  REQUIRE(f.store->leases()->release(first, kOps));  // what is not ours any more stays
  CHECK(is_ours(claim(*f.store, second)[0]));
  REQUIRE(f.store->leases()->close_session(first));
  CHECK(is_ours(claim(*f.store, second)[1]));
}

TEST_CASE_TEMPLATE("leases: sessions of an earlier start of the machine have ended", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  claim(*f.store, open(*f.store, "boot-1", 10min));
  const SessionId later = open(*f.store, "boot-2");
  CHECK(is_ours(claim(*f.store, later)[0]));
}

TEST_CASE_TEMPLATE("R-21 leases: the session of a process that is known to be dead has ended", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId first = open(*f.store);
  const auto before = claim(*f.store, first);
  bool alive = true;
  SessionTerms terms{{"bob", "host", 43}, "boot-1", 15s, [&alive](const Owner& owner) {
                       CHECK(owner == Owner{"ada", "host", 42});
                       return alive;
                     }};
  const SessionId second = *f.store->leases()->open_session(terms);
  CHECK(!is_ours(claim(*f.store, second)[0]));
  alive = false;
  CHECK(!f.store->leases()->session_end(first)->has_value());
  const auto after = claim(*f.store, second);
  CHECK(is_ours(after[0]));
  CHECK(after[0].token > before[0].token);
}

TEST_CASE_TEMPLATE("leases: the wall clock does not matter", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  claim(*f.store, open(*f.store));
  const SessionId second = open(*f.store);
  for (const auto step : {std::chrono::nanoseconds{24h}, std::chrono::nanoseconds{-48h}}) {
    f.clock.step_wall(step);
    CHECK(!is_ours(claim(*f.store, second)[0]));
  }
}

TEST_CASE_TEMPLATE("R-21 leases: whoever lost the lease cannot write under its token", Fixture, MemoryStore,
                   FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId stopped = open(*f.store);
  const std::uint64_t old_token = claim(*f.store, stopped)[0].token;
  CHECK(write(*f.store, 1, old_token) == Committed::Kind::stored);
  f.clock.advance(20s);
  CHECK(write(*f.store, 2, old_token) == Committed::Kind::stored);  // nobody wanted it meanwhile
  const std::uint64_t token = claim(*f.store, open(*f.store))[0].token;
  CHECK(write(*f.store, 3, old_token) == Committed::Kind::fenced);
  CHECK(write(*f.store, 3, token) == Committed::Kind::stored);
  CHECK(write(*f.store, 2, old_token) == Committed::Kind::fenced);  // not a conflict, which would be tried again
  CHECK(write(*f.store, 4, std::nullopt) == Committed::Kind::stored);
  CHECK(gap_in(*f.store->events(kOps[0], {})) == "");
  CHECK(!*f.store->leases()->renew_session(stopped));
}

TEST_CASE_TEMPLATE("leases: an operation that is removed takes its lease along", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId session = open(*f.store);
  const std::uint64_t token = claim(*f.store, session)[0].token;
  REQUIRE(*f.store->remove(kOps[0]));
  CHECK(write(*f.store, 1, token) == Committed::Kind::missing);
  CHECK(claim(*f.store, session)[0].kind == Lease::Kind::missing);
}

TEST_CASE_TEMPLATE("leases: of the wishes of living sessions the most eager counts", Fixture, MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId leader = open(*f.store);
  CHECK(*f.store->leases()->wishes(leader, kOps[0]) == Wish{});
  const SessionId one = open(*f.store);
  const SessionId two = open(*f.store, "boot-1", 60s);
  REQUIRE(f.store->leases()->wish(one, kOps, {500ms, std::nullopt}));
  REQUIRE(f.store->leases()->wish(two, kOps, {3s, 10s}));
  CHECK(*f.store->leases()->wishes(leader, kOps[0]) == Wish{500ms, 10s});
  CHECK(*f.store->leases()->wishes(one, kOps[0]) == Wish{3s, 10s});
  f.clock.advance(15s);
  CHECK(*f.store->leases()->wishes(leader, kOps[1]) == Wish{3s, 10s});
  REQUIRE(f.store->leases()->close_session(two));
  CHECK(*f.store->leases()->wishes(leader, kOps[1]) == Wish{});
}

TEST_CASE_TEMPLATE("leases: what moved since a mark is told: events, cancellation, wishes, released leases", Fixture,
                   MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  Leases& leases = *f.store->leases();
  std::uint64_t mark = leases.moves(0)->mark;
  CHECK(mark > 0);
  const auto moved = [&] {
    const auto moves = leases.moves(mark);
    REQUIRE(moves);
    mark = moves->mark;
    std::string words;
    for (const Move& move : moves->ops) words += move.op.back() + std::to_string(move.last_seq) + " ";
    return words;
  };
  CHECK(moved() == "");
  CHECK(write(*f.store, 1, std::nullopt) == Committed::Kind::stored);
  CHECK(moved() == "12 ");
  CHECK(moved() == "");
  Change change = change_of(kOps[1], 1, {});
  change.remote = Remote{"r", "", ""};
  REQUIRE(f.store->commit(std::span{&change, 1}));
  CHECK(moved() == "21 ");
  const SessionId session = open(*f.store);
  claim(*f.store, session);
  CHECK(moved() == "");
  REQUIRE(leases.wish(session, std::span{kOps}.first(1), {1s, {}}));
  CHECK(leases.moves(mark)->ops.at(0).holder == session);
  CHECK(moved() == "12 ");
  REQUIRE(leases.release(session, std::span{kOps}.last(1)));
  CHECK(leases.moves(mark)->ops.at(0).holder == 0);
  CHECK(moved() == "21 ");
  REQUIRE(leases.close_session(session));
  CHECK(moved() == "12 ");
}

TEST_CASE("leases: a look tells that another process has written, and nothing else") {
  FileStore f;
  add_all(*f.store);
  const auto other = f.again();
  const std::uint64_t before = other->leases()->look()->version;
  CHECK(other->leases()->look()->version == before);
  claim(*other, open(*other));
  CHECK(other->leases()->look()->version == before);
  CHECK(write(*f.store, 1, std::nullopt) == Committed::Kind::stored);
  const std::uint64_t after = other->leases()->look()->version;
  CHECK(after != before);
  CHECK(other->leases()->look()->version == after);
}

TEST_CASE("R-21 leases: a registry that was deleted or replaced while it was open is not written any more") {
  for (const bool replaced : {false, true}) {
    CAPTURE(replaced);
    FileStore f;
    add_all(*f.store);
    CHECK(!f.store->leases()->look()->lost);
    const auto file = f.folder / "registry.db";
    std::filesystem::remove(file);
    std::filesystem::remove(file.string() + "-wal");
    std::filesystem::remove(file.string() + "-shm");
    const auto fresh = replaced ? f.again() : nullptr;
    const auto sight = f.store->leases()->look();
    REQUIRE(sight);
    REQUIRE(sight->lost);
    CHECK(sight->lost->message.find(replaced ? "replaced" : "deleted") != std::string::npos);
    const Change change = change_of(kOps[0], 1, {log_event("late")});
    const auto refused = f.store->commit(std::span{&change, 1});
    REQUIRE(!refused);
    CHECK(refused.error().message == sight->lost->message);
    CHECK(!f.store->leases()->open_session({}));
    if (fresh) CHECK(fresh->query({})->empty());
  }
}

TEST_CASE("leases: a registry that a newer optrack has changed while it was open is told") {
  FileStore f;
  const auto look = f.store->leases()->look();
  REQUIRE(look);
  CHECK(!look->lost);
  SQLite::Database{(f.folder / "registry.db").string(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 7");
  const auto sight = f.store->leases()->look();
  REQUIRE(sight);
  REQUIRE(sight->lost);
  CHECK(sight->lost->message.find("version 7") != std::string::npos);
}

TEST_CASE_TEMPLATE("R-20 leases: the trouble of the holder reaches those who follow, and ends with its lease", Fixture,
                   MemoryStore, FileStore) {
  Fixture f;
  add_all(*f.store);
  const SessionId first = open(*f.store);
  const SessionId second = open(*f.store);
  claim(*f.store, first);
  const std::uint64_t mark = f.store->leases()->moves(0)->mark;
  const PollTrouble trouble{3, Error{ErrorKind::unreachable, "HTTP 502", 502}, 8s, 37s};
  const LeaderNews news[] = {{kOps[0], LeaderTrouble{f.clock.now(), trouble}}, {"aaaa000009", std::nullopt}};
  REQUIRE(f.store->leases()->tell(first, news));

  const auto moves = f.store->leases()->moves(mark);
  REQUIRE(moves->ops.size() == 1);
  REQUIRE(moves->ops[0].trouble);
  const auto lease = claim(*f.store, second)[0];
  REQUIRE(lease.trouble);
  for (const LeaderTrouble& seen : {*moves->ops[0].trouble, *lease.trouble}) {
    CHECK(seen.at == f.clock.now());
    CHECK(seen.what.attempt == 3);
    CHECK(seen.what.error.message == "HTTP 502");
    CHECK(seen.what.error.http_status == 502);
    CHECK(seen.what.retry == 8s);
    CHECK(seen.what.outage == 37s);
  }
  CHECK(!claim(*f.store, second)[1].trouble);

  REQUIRE(f.store->leases()->tell(second, std::span{news}.first(1)));  // not the holder's
  const LeaderNews over{kOps[0], std::nullopt};
  REQUIRE(f.store->leases()->tell(first, std::span{&over, 1}));
  CHECK(!claim(*f.store, second)[0].trouble);

  REQUIRE(f.store->leases()->tell(first, std::span{news}.first(1)));
  REQUIRE(f.store->leases()->close_session(first));
  CHECK(is_ours(claim(*f.store, second)[0]));
  CHECK(!claim(*f.store, open(*f.store))[0].trouble);
}

}  // namespace leases_test
