// SPDX-License-Identifier: MIT
#include "registry/event_rows.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "model/event_json.hpp"

namespace optrack::registry {
namespace {

/// A run that is so long takes no further entry: whoever wants the last one reads all of it.
constexpr std::size_t kLongRun = 16UL * 1024;

/// What an event is about, so that a reader finds it without opening the body.
std::string_view key_of(const EventBody& body) {
  if (const auto* log = std::get_if<LogAdded>(&body)) return log->entry.id;
  if (const auto* task = std::get_if<TaskNew>(&body)) return task->task.id;
  if (const auto* update = std::get_if<TaskUpdate>(&body)) return update->task;
  if (const auto* resource = std::get_if<ResourceNew>(&body)) return resource->resource.id;
  if (const auto* gone = std::get_if<ResourceGone>(&body)) return gone->resource.id;
  return {};
}

std::optional<WallTime> server_time_of(const EventBody& body) {
  if (const auto* log = std::get_if<LogAdded>(&body)) return log->entry.at;
  if (const auto* status = std::get_if<StatusChanged>(&body)) return status->at;
  return std::nullopt;
}

/// A row in the making.
class Row {
 public:
  /// Whether the event belongs into this row, which holds one at least.
  [[nodiscard]] bool takes(const EventBody& body, WallTime ts) const {
    return is_log_ && std::holds_alternative<LogAdded>(body) && ts == ts_ && bodies_.size() < kLongRun;
  }

  void begin(const EventBody& body, WallTime ts) {
    is_log_ = std::holds_alternative<LogAdded>(body);
    ts_ = ts;
    type_ = type_of(body);
    key_ = key_of(body);
    at_ = server_time_of(body);
    bodies_.clear();
    append_event_body_json(bodies_, body);
  }

  void add(const EventBody& body) {
    const auto at = server_time_of(body);
    at_ = at_ && at ? std::optional{std::max(*at_, *at)} : std::nullopt;
    key_.clear();
    bodies_ += '\n';
    append_event_body_json(bodies_, body);
  }

  void insert(Database& database, std::int64_t op, std::uint64_t last) const {
    database.sql("INSERT INTO events(op, seq, ts, type, key, at, body) VALUES(?,?,?,?,?,?,?)")
        .bind(op)
        .bind(last)
        .bind(ts_)
        .bind(type_)
        .bind(key_)
        .bind(at_)
        .bind_kept(bodies_)
        .run();
  }

 private:
  bool is_log_ = false;
  WallTime ts_{};
  std::string_view type_;
  std::string key_;
  std::optional<WallTime> at_;
  std::string bodies_;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.push_back(text);
  return lines;
}

Error damaged(std::uint64_t seq, std::string_view id, const Error& why) {
  return {ErrorKind::local,
          "event " + std::to_string(seq) + " of " + std::string{id} + " in the registry: " + why.message,
          {}};
}

bool is_full(const std::vector<Event>& found, const EventRange& range) {
  return range.limit != 0 && found.size() >= range.limit;
}

/// Adds the events of the current row that are in `range`.
Result<void> read_row(Sql& row, std::string_view id, const EventRange& range, std::vector<Event>& found) {
  const std::uint64_t last = row.counter();
  const WallTime ts = row.time();
  const std::string type = row.text();
  const std::string bodies = row.text();
  std::vector<std::string_view> lines = lines_of(bodies);
  const std::uint64_t first = last - lines.size() + 1;
  for (std::size_t i = 0; i < lines.size() && !is_full(found, range); ++i) {
    const std::size_t at = range.newest_first ? lines.size() - 1 - i : i;
    const std::uint64_t seq = first + at;
    if (seq <= range.after) continue;
    Result<EventBody> body = parse_event_body(type, lines[at]);
    if (!body) return fail(damaged(seq, id, body.error()));
    found.push_back({seq, ts, std::string{id}, *std::move(body)});
  }
  return {};
}

}  // namespace

std::uint64_t insert_events(Database& database, std::int64_t op, std::uint64_t newest, WallTime now,
                            const std::vector<Event>& events) {
  Row row;
  bool begun = false;
  for (const Event& event : events) {
    if (!is_journalled(event.body)) continue;
    const WallTime ts = event.ts == WallTime{} ? now : event.ts;
    if (begun && row.takes(event.body, ts)) {
      row.add(event.body);
    } else {
      if (begun) row.insert(database, op, newest);
      row.begin(event.body, ts);
      begun = true;
    }
    ++newest;
  }
  if (begun) row.insert(database, op, newest);
  return newest;
}

Result<std::vector<Event>> find_events(Database& database, std::string_view id, const EventRange& range) {
  std::string types;
  for (std::size_t i = 0; i < range.types.size(); ++i) types += i == 0 ? " AND type IN (?" : ",?";
  if (!types.empty()) types += ')';
  SQLite::Statement statement{
      database.connection(),
      "SELECT seq, ts, type, body FROM events WHERE op = (SELECT op FROM operations WHERE id = ?) AND seq > ?" + types +
          " ORDER BY seq" + (range.newest_first ? " DESC" : "")};
  Sql row{statement};
  row.bind(id).bind(range.after);
  for (const std::string& type : range.types) row.bind(type);
  std::vector<Event> found;
  while (!is_full(found, range) && row.step()) {
    if (Result<void> read = read_row(row, id, range, found); !read) return fail(std::move(read).error());
  }
  return found;
}

Result<void> read_recent_logs(Database& database, std::int64_t op, Known& known) {
  constexpr WallTime kBeginning{std::chrono::nanoseconds{std::numeric_limits<std::int64_t>::min()}};
  const WallTime until = known.logs_until.value_or(kBeginning);
  // Where there is a key, nobody has to open the body.
  Sql row = database.sql(
      "SELECT key, CASE key WHEN '' THEN body ELSE '' END FROM events"
      " WHERE op = ?1 AND type = 'log_entry' AND at IS NULL"
      " UNION ALL SELECT key, CASE key WHEN '' THEN body ELSE '' END FROM events"
      " WHERE op = ?1 AND type = 'log_entry' AND at > ?2");
  row.bind(op).bind(until);
  while (row.step()) {
    if (std::string key = row.text(); !key.empty()) {
      known.recent_logs.insert(std::move(key));
      continue;
    }
    const std::string bodies = row.text();
    for (const std::string_view line : lines_of(bodies)) {
      const Result<EventBody> body = parse_event_body("log_entry", line);
      if (!body) return fail(body.error());
      const LogEntry& entry = std::get<LogAdded>(*body).entry;
      if (!entry.at || *entry.at > until) known.recent_logs.insert(entry.id);
    }
  }
  return {};
}

}  // namespace optrack::registry
