// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/operation.hpp"
#include "optrack/signals.hpp"
#include "optrack/time.hpp"

namespace optrack {

// ---- journalled: one difference between two observations ------------------------------------

/// First sight of an operation.
struct OperationSeen {
  std::string name, op_type, provider;
  std::string remote_id;  ///< Added when shown, where the event was journalled before the start was answered.
  Status status = Status::pending;
  std::string raw_status, url, parent;  ///< `url` without its query.
  std::map<std::string, std::string> labels;
  // Added when shown, from the history of the type; never journalled.
  std::optional<Milliseconds> typical = {};  ///< How long such operations usually take (median).
  std::optional<Milliseconds> p95 = {};      ///< What 95 of 100 are expected not to outlast.
  std::optional<int> samples = {};           ///< How many operations that is known from.
};

/// The status moved, or its remote word did.
struct StatusChanged {
  Status from = Status::pending;
  Status to = Status::pending;
  std::string raw_status, message;
  std::optional<WallTime> at;  ///< Server time of the change, when known.
  std::optional<Milliseconds> elapsed;
};

/// Counts of tasks (T-6).
struct TaskCounts {
  int total = 0, done = 0, running = 0, failed = 0;
  friend bool operator==(const TaskCounts&, const TaskCounts&) = default;
};

/// Overall progress or the counts of tasks moved.
struct ProgressChanged {
  std::optional<double> percent;  ///< 0 to 100, never falling; 100 only when completed.
  TaskCounts tasks;
  // Added when shown; never journalled, never guessed.
  std::optional<Milliseconds> eta = {};  ///< Expected time to the end.
  std::string eta_from = {};             ///< What it rests on: "history", "progress".
};

/// First sight of a task.
struct TaskNew {
  Task task;
};

/// Only what changed; absent fields stayed.
struct TaskUpdate {
  std::string task;
  std::optional<Status> from, to;
  std::optional<double> progress;
  std::optional<std::string> message, display_name;
  std::optional<Milliseconds> elapsed;
};

/// One new log entry.
struct LogAdded {
  LogEntry entry;
};

/// The operation made or works on something new.
struct ResourceNew {
  Resource resource;
};

/// Something the operation had made is no longer listed.
struct ResourceGone {
  Resource resource;
};

/// How far a request to cancel has come; that it was accepted does not mean that it worked.
enum class CancelState { requested, accepted, refused };

/// The word of the event schema: "requested".
std::string_view to_string(CancelState state);

/// Somebody asked for cancellation, or the server answered to that.
struct CancelChanged {
  CancelState state = CancelState::requested;
  std::string reason, message, by;
};

/// Somebody set or took away labels while the operation went on.
struct LabelsChanged {
  std::map<std::string, std::string> labels;  ///< Those that were set.
  std::vector<std::string> removed;           ///< Keys of those that were taken away.
  std::string by;                             ///< "user@host"

  friend bool operator==(const LabelsChanged&, const LabelsChanged&) = default;
};

/// What changed, for people: "env=prod, old removed".
std::string to_string(const LabelsChanged& change);

/// The end. Always the last journalled event of an operation.
struct ResultReady {
  Status status = Status::completed;
  Outcome outcome;
  std::string message;
  std::vector<std::string> failed_tasks;  ///< Ids.
  std::optional<Milliseconds> elapsed;
};

// ---- of this wait only: shown, not journalled, not numbered ----------------------------------

/// A wait began. The first event of a stream, of no operation.
struct StreamStart {
  std::string version;
  std::vector<std::string> ops;
  std::string mode;
  std::vector<std::string> conditions;
  std::optional<WallTime> deadline;
};

/// Nothing new for a while, and still waiting.
struct Heartbeat {
  Milliseconds silent{0};
  std::vector<std::string> running;  ///< Ids of running tasks.
  std::optional<Milliseconds> next_poll = {};
  std::optional<Milliseconds> typical = {};  ///< As in `OperationSeen`.
  std::optional<Milliseconds> late_by = {};  ///< How far it is beyond `OperationSeen::p95`; absent while it is not.
};

/// A poll brought no usable answer; the wait goes on.
struct PollTrouble {
  int attempt = 1;  ///< Errors in a row.
  Error error;
  Milliseconds retry{0};   ///< Until the next try.
  Milliseconds outage{0};  ///< Since the first error of this row.
};

/// The first usable answer after trouble.
struct PollRecovered {
  Milliseconds outage{0};
};

/// A condition of the wait came true, or no longer can.
struct ConditionChanged {
  std::string cond;
  std::string state;  ///< "met", "impossible".
};

/// A trouble that did not spoil the poll, or something a person should know.
struct Notice {
  std::string text;
};

/// A wait ended. The last event of a stream, of no operation.
struct StreamEnd {
  int exit_code = 0;
  std::string exit_name;
  std::map<std::string, int> counts;  ///< Operations by status.
  std::vector<std::string> resume;    ///< Commands that go on where this one stopped.
};

using EventBody = std::variant<OperationSeen, StatusChanged, ProgressChanged, TaskNew, TaskUpdate, LogAdded,
                               ResourceNew, ResourceGone, CancelChanged, LabelsChanged, ResultReady, StreamStart,
                               Heartbeat, PollTrouble, PollRecovered, ConditionChanged, Notice, StreamEnd>;

/// One difference, or one thing this wait did.
struct Event {
  std::uint64_t seq = 0;  ///< 1, 2, 3, … per operation when journalled, else 0.
  WallTime ts{};          ///< When optrack saw it.
  std::string op;         ///< Local id; empty on stream_start and stream_end.
  EventBody body;
};

/// The type word of the event schema: "log_entry".
std::string_view type_of(const EventBody& body);

/// Whether events of this kind belong to the journal.
bool is_journalled(const EventBody& body);

/// Receives what happened, in order, on the thread that drives the wait. Sinks decide how it
/// looks; the wait does not know whether anyone is reading. `on` must not throw nor block.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// One event. Neither throws nor blocks.
  virtual void on(const Event& event) = 0;

  /// Called once per turn of the loop, after that turn's events: write out what was gathered.
  virtual void flush() {}

  /// When `tick` is wanted: what is shown changes with time, or has not been drawn yet. `nullopt`: not before
  /// something happens. Asked after `flush`; a time in the past means at once.
  [[nodiscard]] virtual std::optional<Instant> due() const { return std::nullopt; }

  /// Told what time it is, once `due` has come. `wall` is for comparing with the times in events.
  virtual void tick(Instant /*now*/, WallTime /*wall*/) {}

  /// Told of the signals that concern a terminal: window_change, suspend (before the process stops), resume.
  virtual void heed(Signal /*signal*/) {}

  /// True once nobody can read what is written (closed pipe): the wait detaches.
  [[nodiscard]] virtual bool gone() const { return false; }
};

}  // namespace optrack
