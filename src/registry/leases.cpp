// SPDX-License-Identifier: MIT
#include "registry/leases.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "model/event_json.hpp"
#include "registry/guarded.hpp"
#include "registry/schema.hpp"

namespace optrack::registry {
namespace {

std::int64_t on_disk(Instant instant) { return instant.time_since_epoch().count(); }
Instant from_disk(std::int64_t nanoseconds) { return Instant{std::chrono::nanoseconds{nanoseconds}}; }

std::optional<std::int64_t> row_of(Database& database, const std::string& id) {
  Sql row = database.sql("SELECT op FROM operations WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return row.integer();
}

std::optional<std::int64_t> count_of(std::optional<Milliseconds> time) {
  constexpr std::int64_t kLongest = 1'000'000'000;
  if (!time) return std::nullopt;
  return std::clamp<std::int64_t>(time->count(), 0, kLongest);
}

void keep_least(std::optional<Milliseconds>& least, std::optional<int> other) {
  if (other) least = std::min(least.value_or(Milliseconds{*other}), Milliseconds{*other});
}

/// \param text  '' for none; what cannot be read (written by a newer optrack) is none either.
std::optional<LeaderTrouble> trouble_from(const std::string& text, std::int64_t at) {
  if (text.empty()) return std::nullopt;
  const Result<EventBody> body = parse_event_body(type_of(PollTrouble{}), text);
  if (!body) return std::nullopt;
  return LeaderTrouble{from_disk(at), std::get<PollTrouble>(*body)};
}

class SqliteLeases final : public Leases {
 public:
  SqliteLeases(Database& database, const Clock& clock, const FileWatch& watch)
      : database_(database), clock_(clock), watch_(watch) {}

  [[nodiscard]] Result<SessionId> open_session(const SessionTerms& terms) override {
    return in_transaction<SessionId>([&] {
      boot_ = terms.boot;
      lives_ = terms.lives;
      const Instant now = clock_.now();
      database_.sql("DELETE FROM sessions WHERE boot <> ? OR until <= ?").bind(boot_).bind(on_disk(now)).run();
      database_.sql("DELETE FROM wishes WHERE session NOT IN (SELECT session FROM sessions)").run();
      // Random, so that what another registry calls by the same number is never taken for it.
      database_
          .sql(
              "INSERT INTO sessions(session, owner_user, owner_host, owner_pid, boot, length, until)"
              " VALUES ((random() & 9223372036854775807) | 1, ?, ?, ?, ?, ?, ?)")
          .bind(terms.owner.user)
          .bind(terms.owner.host)
          .bind(terms.owner.pid)
          .bind(terms.boot)
          .bind(std::int64_t{terms.length.count()})
          .bind(on_disk(now + terms.length))
          .run();
      return static_cast<SessionId>(database_.last_row());
    });
  }

  [[nodiscard]] Result<bool> renew_session(SessionId session) override {
    return in_transaction<bool>([&] {
      const int changed = database_.sql("UPDATE sessions SET until = ? + length * 1000000 WHERE session = ?")
                              .bind(on_disk(clock_.now()))
                              .bind(session)
                              .run();
      return changed > 0;
    });
  }

  [[nodiscard]] Result<std::optional<Instant>> session_end(SessionId session) override {
    return guarded(watch_.file(), [&]() -> Result<std::optional<Instant>> { return end_of(session); });
  }

  [[nodiscard]] Result<void> close_session(SessionId session) override {
    const Result<bool> closed = in_transaction<bool>([&] {
      for (const std::int64_t op : wished_by(session)) mark_moved(database_, op);
      database_.sql("DELETE FROM wishes WHERE session = ?").bind(session).run();
      database_.sql("DELETE FROM sessions WHERE session = ?").bind(session).run();
      return true;
    });
    return closed ? Result<void>{} : fail(closed.error());
  }

  [[nodiscard]] Result<std::vector<Lease>> claim(SessionId session, std::span<const std::string> ops) override {
    return in_transaction<std::vector<Lease>>([&] {
      std::vector<Lease> leases;
      leases.reserve(ops.size());
      for (const std::string& op : ops) {
        const auto row = row_of(database_, op);
        leases.push_back(row ? claim_one(session, *row) : Lease{});
      }
      return leases;
    });
  }

  [[nodiscard]] Result<void> release(SessionId session, std::span<const std::string> ops) override {
    const Result<bool> released = in_transaction<bool>([&] {
      for (const std::string& op : ops) {
        const auto row = row_of(database_, op);
        if (!row) continue;
        const int changed =
            database_.sql("UPDATE leases SET session = 0 WHERE op = ? AND session = ?").bind(*row).bind(session).run();
        if (changed > 0) mark_moved(database_, *row);
      }
      return true;
    });
    return released ? Result<void>{} : fail(released.error());
  }

  [[nodiscard]] Result<void> tell(SessionId session, std::span<const LeaderNews> news) override {
    const Result<bool> told = in_transaction<bool>([&] {
      for (const LeaderNews& one : news) {
        const auto row = row_of(database_, one.op);
        if (!row) continue;
        const int changed = database_.sql("UPDATE leases SET trouble = ?, trouble_at = ? WHERE op = ? AND session = ?")
                                .bind(one.trouble ? event_body_json(one.trouble->what) : std::string{})
                                .bind(on_disk(one.trouble ? one.trouble->at : Instant{}))
                                .bind(*row)
                                .bind(session)
                                .run();
        if (changed > 0) mark_moved(database_, *row);
      }
      return true;
    });
    return told ? Result<void>{} : fail(told.error());
  }

  [[nodiscard]] Result<void> wish(SessionId session, std::span<const std::string> ops, const Wish& wish) override {
    const Result<bool> wished = in_transaction<bool>([&] {
      for (const std::string& op : ops) {
        const auto row = row_of(database_, op);
        if (!row) continue;
        database_.sql("INSERT OR REPLACE INTO wishes(op, session, fresh, interval) VALUES (?, ?, ?, ?)")
            .bind(*row)
            .bind(session)
            .bind(count_of(wish.fresh))
            .bind(count_of(wish.interval))
            .run();
        mark_moved(database_, *row);
      }
      return true;
    });
    return wished ? Result<void>{} : fail(wished.error());
  }

  [[nodiscard]] Result<Wish> wishes(SessionId session, std::string_view op) override {
    return guarded(watch_.file(), [&]() -> Result<Wish> {
      Wish most;
      Sql row = database_.sql(
          "SELECT fresh, interval FROM wishes JOIN sessions USING (session)"
          " WHERE op = (SELECT op FROM operations WHERE id = ?) AND session <> ? AND boot = ? AND until > ?");
      row.bind(op).bind(session).bind(boot_).bind(on_disk(clock_.now()));
      while (row.step()) {
        keep_least(most.fresh, row.optional_integer());
        keep_least(most.interval, row.optional_integer());
      }
      return most;
    });
  }

  [[nodiscard]] Result<StoreSight> look() override {
    return guarded(watch_.file(), [&]() -> Result<StoreSight> {
      StoreSight sight;
      sight.lost = watch_.lost();
      if (sight.lost) return sight;
      sight.version = pragma("PRAGMA data_version");
      if (sight.version == looked_) return sight;
      const Result<int> format = version_of(database_, watch_.file());
      if (!format) sight.lost = format.error();
      looked_ = sight.version;
      return sight;
    });
  }

  [[nodiscard]] Result<Moves> moves(std::uint64_t mark) override {
    return guarded(watch_.file(), [&]() -> Result<Moves> {
      Moves moves;
      moves.mark = std::max<std::uint64_t>(newest_move(database_), 1);
      if (mark == 0) return moves;
      moves.mark = mark;
      Sql row = database_.sql(
          "SELECT id, last_seq, ifnull(session, 0), ifnull(trouble, ''), ifnull(trouble_at, 0), moved"
          " FROM operations LEFT JOIN leases USING (op)"
          " WHERE moved > ? AND moved > 0");
      row.bind(mark);
      while (row.step()) {
        Move move;
        move.op = row.text();
        move.last_seq = row.counter();
        move.holder = row.counter();
        const std::string trouble = row.text();
        move.trouble = trouble_from(trouble, row.integer());
        moves.ops.push_back(std::move(move));
        moves.mark = std::max(moves.mark, row.counter());
      }
      return moves;
    });
  }

  static std::uint64_t newest_move(Database& database) {
    Sql row = database.sql("SELECT ifnull(max(moved), 0) FROM operations WHERE moved > 0");
    row.step();
    return row.counter();
  }

 private:
  template <typename T, typename Work>
  Result<T> in_transaction(Work work) {
    return guarded(watch_.file(), [&]() -> Result<T> {
      if (auto lost = watch_.lost()) return fail(std::move(*lost));
      Transaction transaction{database_, false};
      T answer = work();
      transaction.commit();
      return answer;
    });
  }

  std::uint64_t pragma(const char* text) {
    Sql row = database_.sql(text);
    row.step();
    return row.counter();
  }

  std::vector<std::int64_t> wished_by(SessionId session) {
    std::vector<std::int64_t> ops;
    Sql row = database_.sql("SELECT op FROM wishes WHERE session = ?");
    row.bind(session);
    while (row.step()) ops.push_back(row.integer());
    return ops;
  }

  std::optional<Instant> end_of(SessionId session) {
    Sql row = database_.sql(
        "SELECT until, owner_user, owner_host, owner_pid FROM sessions WHERE session = ? AND boot = ? AND until > ?");
    row.bind(session).bind(boot_).bind(on_disk(clock_.now()));
    if (!row.step()) return std::nullopt;
    const Instant until = from_disk(row.integer());
    Owner owner;
    owner.user = row.text();
    owner.host = row.text();
    owner.pid = row.integer();
    if (lives_ && !lives_(owner)) return std::nullopt;
    return until;
  }

  Lease claim_one(SessionId session, std::int64_t op) {
    SessionId holder = 0;
    std::uint64_t token = 0;
    std::optional<LeaderTrouble> trouble;
    if (Sql row = database_.sql("SELECT session, token, trouble, trouble_at FROM leases WHERE op = ?");
        row.bind(op).step()) {
      holder = row.counter();
      token = row.counter();
      const std::string text = row.text();
      trouble = trouble_from(text, row.integer());
    }
    if (holder == session) return {Lease::Kind::ours, token, session, {}, {}};
    if (holder != 0) {
      if (const auto until = end_of(holder)) return {Lease::Kind::others, token, holder, *until, trouble};
    }
    database_.sql("INSERT OR REPLACE INTO leases(op, session, token) VALUES (?, ?, ?)")
        .bind(op)
        .bind(session)
        .bind(token + 1)
        .run();
    return {Lease::Kind::ours, token + 1, session, {}, {}};
  }

  Database& database_;
  const Clock& clock_;
  const FileWatch& watch_;
  std::string boot_;
  std::function<bool(const Owner&)> lives_;
  std::uint64_t looked_ = 0;
};

}  // namespace

void mark_moved(Database& database, std::int64_t op) {
  database.sql("UPDATE operations SET moved = ? WHERE op = ?")
      .bind(std::max<std::uint64_t>(SqliteLeases::newest_move(database), 1) + 1)
      .bind(op)
      .run();
}

std::unique_ptr<Leases> make_leases(Database& database, const Clock& clock, const FileWatch& watch) {
  return std::make_unique<SqliteLeases>(database, clock, watch);
}

}  // namespace optrack::registry
