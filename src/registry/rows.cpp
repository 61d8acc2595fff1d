// SPDX-License-Identifier: MIT
#include "registry/rows.hpp"

#include <utility>

#include "registry/event_rows.hpp"

namespace optrack::registry {
namespace {

Status status_from(const std::string& word) { return parse_status(word).value_or(Status::running); }

void read_labels(Database& database, std::int64_t op, std::map<std::string, std::string>& labels) {
  Sql row = database.sql("SELECT key, value FROM labels WHERE op = ?");
  row.bind(op);
  while (row.step()) {
    std::string key = row.text();
    labels.insert_or_assign(std::move(key), row.text());
  }
}

Outcome read_outcome(Sql& row) {
  Outcome outcome;
  outcome.type = row.text();
  outcome.value.text = row.text();
  outcome.exit_code = row.optional_integer();
  return outcome;
}

void read_tasks(Database& database, std::int64_t op, Known& known) {
  Sql row = database.sql(
      "SELECT id, parent, name, display_name, status, raw_status, progress, message, started, ended, reference"
      " FROM tasks WHERE op = ?");
  row.bind(op);
  while (row.step()) {
    Task task;
    task.id = row.text();
    task.parent = row.text();
    task.name = row.text();
    task.display_name = row.text();
    task.status = status_from(row.text());
    task.raw_status = row.text();
    task.progress = row.optional_real();
    task.message = row.text();
    task.started = row.optional_time();
    task.ended = row.optional_time();
    task.reference.text = row.text();
    std::string id = task.id;
    known.tasks.insert_or_assign(std::move(id), std::move(task));
  }
}

void read_resources(Database& database, std::int64_t op, Known& known) {
  Sql row = database.sql("SELECT id, type, name, link FROM resources WHERE op = ?");
  row.bind(op);
  while (row.step()) {
    Resource resource;
    resource.id = row.text();
    resource.type = row.text();
    resource.name = row.text();
    resource.link = row.text();
    std::string id = resource.id;
    known.resources.insert_or_assign(std::move(id), std::move(resource));
  }
}

/// The columns of `operations` that belong to `Known`, in the order selected by `read_known`.
void read_state(Sql& row, Known& known) {
  known.last_seq = row.counter();
  known.status = status_from(row.text());
  known.raw_status = row.text();
  known.message = row.text();
  known.progress = row.optional_real();
  known.counts.total = static_cast<int>(row.integer());
  known.counts.done = static_cast<int>(row.integer());
  known.counts.running = static_cast<int>(row.integer());
  known.counts.failed = static_cast<int>(row.integer());
  known.started = row.optional_time();
  known.ended = row.optional_time();
  known.logs_until = row.optional_time();
  known.result_ready = row.flag();
  known.cancel_requested = row.flag();
  known.cursor.text = row.text();
  known.polls.polls = row.counter();
  known.polls.errors = row.counter();
  known.polls.last_error = row.text();
  known.polls.last_poll = row.optional_time();
  const bool has_outcome = row.flag();
  const Outcome outcome = read_outcome(row);
  if (has_outcome) known.outcome = outcome;
  known.type = row.text();
}

}  // namespace

const std::string_view kOperationColumns =
    "op, id, name, type, provider, protocol, remote_id, remote_url, remote_type, start_key, status, raw_status,"
    " message, progress, parent, created, started, ended, owner_user, owner_host, owner_pid, cancel_at,"
    " cancel_reason, cancel_message, cancel_by, has_outcome AND result_ready, outcome_type, outcome_value,"
    " outcome_exit_code";

Operation read_operation(Database& database, Sql& row) {
  Operation operation;
  const std::int64_t op = row.integer();
  operation.id = row.text();
  operation.name = row.text();
  operation.type = row.text();
  operation.provider = row.text();
  operation.protocol = row.text();
  operation.remote.id = row.text();
  operation.remote.url = row.text();
  operation.remote.type = row.text();
  operation.key = row.text();
  operation.status = status_from(row.text());
  operation.raw_status = row.text();
  operation.message = row.text();
  operation.progress = row.optional_real();
  operation.parent = row.text();
  operation.created = row.time();
  operation.started = row.optional_time();
  operation.ended = row.optional_time();
  operation.owner.user = row.text();
  operation.owner.host = row.text();
  operation.owner.pid = row.integer();
  const std::optional<WallTime> cancel_at = row.optional_time();
  CancelRequest cancel{cancel_at.value_or(WallTime{}), row.text(), row.text(), row.text()};
  if (cancel_at) operation.cancel = std::move(cancel);
  if (row.flag()) operation.outcome = read_outcome(row);
  read_labels(database, op, operation.labels);
  return operation;
}

std::int64_t insert_operation(Database& database, const Operation& operation, std::uint64_t last_seq) {
  const CancelRequest cancel = operation.cancel.value_or(CancelRequest{});
  const Outcome outcome = operation.outcome.value_or(Outcome{});
  const bool ended = operation.outcome.has_value();
  database
      .sql(
          "INSERT INTO operations(id, name, type, provider, protocol, remote_id, remote_url, remote_type, start_key,"
          " status, raw_status, message, progress, parent, created, started, ended, owner_user, owner_host, owner_pid,"
          " cancel_at, cancel_reason, cancel_message, cancel_by, cancel_requested,"
          " result_ready, has_outcome, outcome_type, outcome_value, outcome_exit_code, last_seq)"
          " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(operation.id)
      .bind(operation.name)
      .bind(operation.type)
      .bind(operation.provider)
      .bind(operation.protocol)
      .bind(operation.remote.id)
      .bind(operation.remote.url)
      .bind(operation.remote.type)
      .bind(operation.key)
      .bind(to_string(operation.status))
      .bind(operation.raw_status)
      .bind(operation.message)
      .bind(operation.progress)
      .bind(operation.parent)
      .bind(operation.created)
      .bind(operation.started)
      .bind(operation.ended)
      .bind(operation.owner.user)
      .bind(operation.owner.host)
      .bind(operation.owner.pid)
      .bind(operation.cancel ? std::optional{cancel.at} : std::nullopt)
      .bind(cancel.reason)
      .bind(cancel.message)
      .bind(cancel.by)
      .bind(operation.cancel.has_value())
      .bind(ended)
      .bind(ended)
      .bind(outcome.type)
      .bind(outcome.value.text)
      .bind(outcome.exit_code)
      .bind(last_seq)
      .run();
  const std::int64_t op = database.last_row();
  for (const auto& [key, value] : operation.labels) {
    database.sql("INSERT INTO labels(op, key, value, created) VALUES(?,?,?,?)")
        .bind(op)
        .bind(key)
        .bind(value)
        .bind(operation.created)
        .run();
  }
  return op;
}

void put_task(Database& database, std::int64_t op, const Task& task) {
  database
      .sql(
          "INSERT OR REPLACE INTO tasks(op, id, parent, name, display_name, status, raw_status, progress, message,"
          " started, ended, reference) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(op)
      .bind(task.id)
      .bind(task.parent)
      .bind(task.name)
      .bind(task.display_name)
      .bind(to_string(task.status))
      .bind(task.raw_status)
      .bind(task.progress)
      .bind(task.message)
      .bind(task.started)
      .bind(task.ended)
      .bind(task.reference.text)
      .run();
}

void put_resource(Database& database, std::int64_t op, const Resource& resource) {
  database.sql("INSERT OR REPLACE INTO resources(op, id, type, name, link) VALUES(?,?,?,?,?)")
      .bind(op)
      .bind(resource.id)
      .bind(resource.type)
      .bind(resource.name)
      .bind(resource.link)
      .run();
}

void drop_resource(Database& database, std::int64_t op, std::string_view id) {
  database.sql("DELETE FROM resources WHERE op = ? AND id = ?").bind(op).bind(id).run();
}

Result<Known> read_known(Database& database, std::string_view id) {
  Sql row = database.sql(
      "SELECT op, last_seq, status, raw_status, message, progress, tasks_total, tasks_done, tasks_running,"
      " tasks_failed, started, ended, logs_until, result_ready, cancel_requested, cursor, polls, poll_errors,"
      " last_error, last_poll, has_outcome, outcome_type, outcome_value, outcome_exit_code, type"
      " FROM operations WHERE id = ?");
  row.bind(id);
  if (!row.step()) return fail(ErrorKind::not_found, "no such operation: " + std::string{id});
  Known known;
  const std::int64_t op = row.integer();
  read_state(row, known);
  // The row stays open meanwhile, and with it the snapshot.
  read_tasks(database, op, known);
  read_resources(database, op, known);
  if (Result<void> logs = read_recent_logs(database, op, known); !logs) return fail(std::move(logs).error());
  return known;
}

}  // namespace optrack::registry
