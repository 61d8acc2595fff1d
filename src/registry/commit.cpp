// SPDX-License-Identifier: MIT
#include "registry/commit.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "registry/durations.hpp"
#include "registry/event_rows.hpp"
#include "registry/leases.hpp"
#include "registry/rows.hpp"

namespace optrack::registry {
namespace {

bool exists(Database& database, std::string_view id) {
  Sql row = database.sql("SELECT 1 FROM operations WHERE id = ?");
  row.bind(id);
  return row.step();
}

/// Tasks and resources of an operation that is recorded together with what was seen of it.
void put_first_sight(Database& database, std::int64_t op, const EventBody& body) {
  if (const auto* task = std::get_if<TaskNew>(&body)) put_task(database, op, task->task);
  if (const auto* resource = std::get_if<ResourceNew>(&body)) put_resource(database, op, resource->resource);
}

/// The operation's row as it is, should the result be among the first events.
Operation with_result(Operation operation, const std::vector<Event>& events) {
  for (const Event& event : events) {
    const auto* result = std::get_if<ResultReady>(&event.body);
    if (result != nullptr && !operation.outcome) operation.outcome = result->outcome;
  }
  return operation;
}

/// Writes the tasks and resources that the events name, from the state after them.
void put_parts(Database& database, std::int64_t op, const Known& known, const EventBody& body) {
  const auto put_named = [&](const std::string& id) {
    if (const auto task = known.tasks.find(id); task != known.tasks.end()) put_task(database, op, task->second);
  };
  if (const auto* task = std::get_if<TaskNew>(&body)) put_named(task->task.id);
  if (const auto* update = std::get_if<TaskUpdate>(&body)) put_named(update->task);
  if (const auto* seen = std::get_if<ResourceNew>(&body)) {
    const auto resource = known.resources.find(seen->resource.id);
    if (resource != known.resources.end()) put_resource(database, op, resource->second);
  }
  if (const auto* gone = std::get_if<ResourceGone>(&body)) {
    if (known.resources.count(gone->resource.id) == 0) drop_resource(database, op, gone->resource.id);
  }
}

/// Writes the state columns; the row stays untouched, and the file with it, when they are equal.
void put_state(Database& database, std::int64_t op, const Known& known) {
  const Outcome outcome = known.outcome.value_or(Outcome{});
  database
      .sql(
          "UPDATE operations SET status = ?1, raw_status = ?2, message = ?3, progress = ?4, tasks_total = ?5,"
          " tasks_done = ?6, tasks_running = ?7, tasks_failed = ?8, started = ?9, ended = ?10, logs_until = ?11,"
          " result_ready = ?12, cancel_requested = max(cancel_requested, ?13), cursor = ?14, polls = ?15,"
          " poll_errors = ?16, last_error = ?17, last_poll = ?18, has_outcome = ?19, outcome_type = ?20,"
          " outcome_value = ?21, outcome_exit_code = ?22"
          " WHERE op = ?23 AND (status <> ?1 OR raw_status <> ?2 OR message <> ?3 OR progress IS NOT ?4"
          " OR tasks_total <> ?5 OR tasks_done <> ?6 OR tasks_running <> ?7 OR tasks_failed <> ?8"
          " OR started IS NOT ?9 OR ended IS NOT ?10 OR logs_until IS NOT ?11 OR result_ready <> ?12"
          " OR cancel_requested < ?13 OR cursor <> ?14 OR polls <> ?15 OR poll_errors <> ?16 OR last_error <> ?17"
          " OR last_poll IS NOT ?18 OR has_outcome <> ?19 OR outcome_type <> ?20 OR outcome_value <> ?21"
          " OR outcome_exit_code IS NOT ?22)")
      .bind(to_string(known.status))
      .bind(known.raw_status)
      .bind(known.message)
      .bind(known.progress)
      .bind(known.counts.total)
      .bind(known.counts.done)
      .bind(known.counts.running)
      .bind(known.counts.failed)
      .bind(known.started)
      .bind(known.ended)
      .bind(known.logs_until)
      .bind(known.result_ready)
      .bind(known.cancel_requested)
      .bind(known.cursor.text)
      .bind(known.polls.polls)
      .bind(known.polls.errors)
      .bind(known.polls.last_error)
      .bind(known.polls.last_poll)
      .bind(known.outcome.has_value())
      .bind(outcome.type)
      .bind(outcome.value.text)
      .bind(outcome.exit_code)
      .bind(op)
      .run();
}

/// An operation that was not started from here may have no type of its own.
void put_type(Database& database, std::int64_t op, const std::string& type) {
  if (type.empty()) return;
  database.sql("UPDATE operations SET type = ? WHERE op = ? AND type = ''").bind(type).bind(op).run();
}

void put_remote(Database& database, std::int64_t op, const Remote& remote) {
  database.sql("UPDATE operations SET remote_id = ?, remote_url = ?, remote_type = ? WHERE op = ?")
      .bind(remote.id)
      .bind(remote.url)
      .bind(remote.type)
      .bind(op)
      .run();
}

void put_cancel(Database& database, std::int64_t op, const CancelRequest& cancel) {
  database
      .sql(
          "UPDATE operations SET cancel_at = ?, cancel_reason = ?, cancel_message = ?, cancel_by = ?,"
          " cancel_requested = 1 WHERE op = ?")
      .bind(cancel.at)
      .bind(cancel.reason)
      .bind(cancel.message)
      .bind(cancel.by)
      .bind(op)
      .run();
}

void put_labels(Database& database, std::int64_t op, const LabelsChanged& change) {
  for (const auto& [key, value] : change.labels) {
    database
        .sql(
            "INSERT INTO labels(op, key, value, created) SELECT op, ?, ?, created FROM operations WHERE op = ?"
            " ON CONFLICT(op, key) DO UPDATE SET value = excluded.value")
        .bind(key)
        .bind(value)
        .bind(op)
        .run();
  }
  for (const std::string& key : change.removed) {
    database.sql("DELETE FROM labels WHERE op = ? AND key = ?").bind(op).bind(key).run();
  }
}

/// Gives events the numbers and times that `insert_events` stored them with.
void number(std::vector<Event>& events, const std::string& id, WallTime now) {
  std::uint64_t newest = 0;
  for (Event& event : events) {
    event.op = id;
    if (event.ts == WallTime{}) event.ts = now;
    if (is_journalled(event.body)) event.seq = ++newest;
  }
}

void put_last_seq(Database& database, std::int64_t op, std::uint64_t seq) {
  database.sql("UPDATE operations SET last_seq = ? WHERE op = ?").bind(seq).bind(op).run();
}

/// Whether what was written under `fence` is outdated: somebody else has the lease now.
bool is_fenced(Database& database, std::int64_t op, std::uint64_t fence) {
  Sql row = database.sql("SELECT token FROM leases WHERE op = ?");
  row.bind(op);
  return !row.step() || row.counter() != fence;
}

void put_change(Database& database, WallTime now, std::int64_t op, const Change& change) {
  const std::uint64_t newest = insert_events(database, op, change.base_seq, now, change.events);
  if (newest != change.base_seq) put_last_seq(database, op, newest);
  if (change.known != nullptr) {
    for (const Event& event : change.events) put_parts(database, op, *change.known, event.body);
    put_state(database, op, *change.known);
    put_type(database, op, change.known->type);
  }
  if (change.remote) put_remote(database, op, *change.remote);
  if (change.cancel) put_cancel(database, op, *change.cancel);
  if (change.labels) put_labels(database, op, *change.labels);
  if (change.lasted) put_duration(database, *change.lasted);
  if (newest != change.base_seq || change.remote || change.cancel || change.labels) {
    mark_moved(database, op);
  }
}

struct Place {
  std::int64_t op = 0;
  std::uint64_t last_seq = 0;
};

std::optional<Place> place_of(Database& database, std::string_view id) {
  Sql row = database.sql("SELECT op, last_seq FROM operations WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  Place place;
  place.op = row.integer();
  place.last_seq = row.counter();
  return place;
}

Committed commit_change(Database& database, WallTime now, const Change& change) {
  const std::optional<Place> place = place_of(database, change.op);
  if (!place) return {Committed::Kind::missing, 0};
  if (change.fence && is_fenced(database, place->op, *change.fence)) return {Committed::Kind::fenced, 0};
  if (place->last_seq != change.base_seq) return {Committed::Kind::conflict, 0};
  put_change(database, now, place->op, change);
  return {Committed::Kind::stored, change.base_seq + 1};
}

}  // namespace

Result<std::vector<Event>> add_operation(Database& database, const Clock& clock, const Operation& operation,
                                         std::vector<Event> events) {
  Transaction transaction{database, true};
  if (exists(database, operation.id)) {
    return fail(ErrorKind::local, "operation " + operation.id + " is in the registry already");
  }
  const std::int64_t op = insert_operation(database, with_result(operation, events), 0);
  const WallTime now = clock.wall();
  put_last_seq(database, op, insert_events(database, op, 0, now, events));
  number(events, operation.id, now);
  for (const Event& event : events) put_first_sight(database, op, event.body);
  transaction.commit();
  return events;
}

std::vector<Committed> commit_changes(Database& database, const Clock& clock, std::span<const Change> changes) {
  const bool durable = std::any_of(changes.begin(), changes.end(), [](const Change& change) { return change.durable; });
  Transaction transaction{database, durable};
  std::vector<Committed> answers;
  answers.reserve(changes.size());
  for (const Change& change : changes) answers.push_back(commit_change(database, clock.wall(), change));
  transaction.commit();
  return answers;
}

bool remove_operation(Database& database, std::string_view id) {
  Transaction transaction{database, false};
  const std::optional<Place> place = place_of(database, id);
  if (!place) return false;
  for (const char* sql :
       {"DELETE FROM events WHERE op = ?", "DELETE FROM tasks WHERE op = ?", "DELETE FROM resources WHERE op = ?",
        "DELETE FROM labels WHERE op = ?", "DELETE FROM leases WHERE op = ?", "DELETE FROM wishes WHERE op = ?",
        "DELETE FROM operations WHERE op = ?"}) {
    database.sql(sql).bind(place->op).run();
  }
  transaction.commit();
  return true;
}

}  // namespace optrack::registry
