// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>

#include "optrack/event.hpp"

namespace optrack {

/// `v` of the lines that are written, and of those that are understood.
inline constexpr std::int64_t kEventVersion = 1;

/// `B` is `T` or `const T`: the same description serves reading and writing.
template <typename B, typename T>
concept Is = std::same_as<std::remove_const_t<B>, T>;

// What fields each event has, in the order they are shown. Writing and reading go through these
// descriptions alone, so that they cannot drift apart. `io.field` leaves empty texts, empty maps
// and absent values out; `io.always` shows them.

template <typename Io, Is<Task> B>
void describe(Io& io, B& task) {
  io.field("task", task.id);
  io.field("parent_task", task.parent);
  io.field("name", task.name);
  io.field("display_name", task.display_name);
  io.field("status", task.status);
  io.field("raw_status", task.raw_status);
  io.field("progress", task.progress);
  io.field("message", task.message);
  io.field("started", task.started);
  io.field("ended", task.ended);
  io.field("reference", task.reference);
}

template <typename Io, Is<Resource> B>
void describe(Io& io, B& resource) {
  io.field("resource", resource.id);
  io.field("resource_type", resource.type);
  io.field("name", resource.name);
  io.field("link", resource.link);
}

template <typename Io, Is<LogEntry> B>
void describe(Io& io, B& entry) {
  io.field("log", entry.id);
  io.field("task", entry.task);
  io.field("at", entry.at);
  io.field("level", entry.level);
  io.always("message", entry.message);
  io.bytes("raw", "raw_base64", entry.raw);
}

template <typename Io, Is<OperationSeen> B>
void describe(Io& io, B& body) {
  io.field("name", body.name);
  io.field("op_type", body.op_type);
  io.field("provider", body.provider);
  io.field("remote_id", body.remote_id);
  io.field("status", body.status);
  io.field("raw_status", body.raw_status);
  io.field("url", body.url);
  io.field("labels", body.labels);
  io.field("parent", body.parent);
  io.field("typical_ms", body.typical);
  io.field("p95_ms", body.p95);
  io.field("samples", body.samples);
}

template <typename Io, Is<StatusChanged> B>
void describe(Io& io, B& body) {
  io.field("from", body.from);
  io.field("to", body.to);
  io.field("raw_status", body.raw_status);
  io.field("message", body.message);
  io.field("at", body.at);
  io.field("elapsed_ms", body.elapsed);
}

template <typename Io, Is<ProgressChanged> B>
void describe(Io& io, B& body) {
  io.field("percent", body.percent);
  io.field("tasks_total", body.tasks.total);
  io.field("tasks_done", body.tasks.done);
  io.field("tasks_running", body.tasks.running);
  io.field("tasks_failed", body.tasks.failed);
  io.field("eta_ms", body.eta);
  io.field("eta_from", body.eta_from);
}

template <typename Io, Is<TaskNew> B>
void describe(Io& io, B& body) {
  describe(io, body.task);
}

template <typename Io, Is<TaskUpdate> B>
void describe(Io& io, B& body) {
  io.field("task", body.task);
  io.field("from", body.from);
  io.field("to", body.to);
  io.field("progress", body.progress);
  io.field("message", body.message);
  io.field("display_name", body.display_name);
  io.field("elapsed_ms", body.elapsed);
}

template <typename Io, Is<LogAdded> B>
void describe(Io& io, B& body) {
  describe(io, body.entry);
}

template <typename Io, Is<ResourceNew> B>
void describe(Io& io, B& body) {
  describe(io, body.resource);
}

template <typename Io, Is<ResourceGone> B>
void describe(Io& io, B& body) {
  describe(io, body.resource);
}

template <typename Io, Is<CancelChanged> B>
void describe(Io& io, B& body) {
  io.field("state", body.state);
  io.field("reason", body.reason);
  io.field("message", body.message);
  io.field("by", body.by);
}

template <typename Io, Is<LabelsChanged> B>
void describe(Io& io, B& body) {
  io.field("labels", body.labels);
  io.field("removed", body.removed);
  io.field("by", body.by);
}

template <typename Io, Is<Outcome> B>
void describe(Io& io, B& outcome) {
  io.field("result_type", outcome.type);
  io.field("result", outcome.value);
  io.field("remote_exit_code", outcome.exit_code);
}

template <typename Io, Is<ResultReady> B>
void describe(Io& io, B& body) {
  io.field("status", body.status);
  describe(io, body.outcome);
  io.field("message", body.message);
  io.always("failed_tasks", body.failed_tasks);
  io.field("elapsed_ms", body.elapsed);
}

template <typename Io, Is<StreamStart> B>
void describe(Io& io, B& body) {
  io.field("version", body.version);
  io.always("ops", body.ops);
  io.field("mode", body.mode);
  io.always("conditions", body.conditions);
  io.field("deadline", body.deadline);
}

template <typename Io, Is<Heartbeat> B>
void describe(Io& io, B& body) {
  io.field("silent_ms", body.silent);
  io.always("running", body.running);
  io.field("next_poll_ms", body.next_poll);
  io.field("typical_ms", body.typical);
  io.field("late_ms", body.late_by);
}

template <typename Io, Is<PollTrouble> B>
void describe(Io& io, B& body) {
  io.field("attempt", body.attempt);
  io.field("http_status", body.error.http_status);
  io.field("error", body.error.message);
  io.field("error_kind", body.error.kind);
  io.field("retry_ms", body.retry);
  io.field("outage_ms", body.outage);
}

template <typename Io, Is<PollRecovered> B>
void describe(Io& io, B& body) {
  io.field("outage_ms", body.outage);
}

template <typename Io, Is<ConditionChanged> B>
void describe(Io& io, B& body) {
  io.field("cond", body.cond);
  io.field("state", body.state);
}

template <typename Io, Is<Notice> B>
void describe(Io& io, B& body) {
  io.always("message", body.text);
}

template <typename Io, Is<StreamEnd> B>
void describe(Io& io, B& body) {
  io.field("exit_code", body.exit_code);
  io.field("exit_name", body.exit_name);
  io.field("counts", body.counts);
  io.always("resume", body.resume);
}

}  // namespace optrack
