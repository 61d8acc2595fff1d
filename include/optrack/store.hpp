// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/leases.hpp"
#include "optrack/operation.hpp"

namespace optrack {

/// How often the server was asked.
struct PollStats {
  std::uint64_t polls = 0;   ///< Answered or not.
  std::uint64_t errors = 0;  ///< Of those, without a usable answer.
  std::string last_error;    ///< Sentence of the newest error; may be empty.
  std::optional<WallTime> last_poll;

  friend bool operator==(const PollStats&, const PollStats&) = default;
};

/// What has been seen of an operation so far: the left side of the delta. Its size grows with
/// tasks and resources, and with log entries only as far as the server may repeat them.
struct Known {
  std::uint64_t last_seq = 0;  ///< Newest journalled event.
  Status status = Status::pending;
  std::string raw_status;
  std::string message;
  std::string type;                ///< `Operation::type`; what the server calls it fills an empty one, never another.
  std::optional<double> progress;  ///< Highest percentage shown.
  TaskCounts counts;
  std::optional<WallTime> started;
  std::optional<WallTime> ended;
  std::map<std::string, Task, std::less<>> tasks;
  std::map<std::string, Resource, std::less<>> resources;
  std::set<std::string, std::less<>> recent_logs;  ///< Ids of entries later than `logs_until`.
  std::optional<WallTime> logs_until;              ///< Entries at or before this are known for good.
  bool result_ready = false;                       ///< The `result` event is journalled: nothing more will come.
  std::optional<Outcome> outcome;                  ///< Of the final observation, before or after `result`.
  bool cancel_requested = false;
  JsonText cursor;  ///< The protocol's own.
  PollStats polls;
};

/// How long an operation took, for the history of its type.
struct Lasted {
  std::string provider;
  std::string type;
  double seconds = 0;  ///< Shorter than 0.001 is stored as that.

  friend bool operator==(const Lasted&, const Lasted&) = default;
};

/// How many durations of a type the history keeps.
inline constexpr std::size_t kDurationsKept = 64;

/// One operation's part of a commit: new events and the state after them.
struct Change {
  std::string op;
  std::uint64_t base_seq = 0;  ///< `Known::last_seq` the events were made from; else a conflict.
  std::vector<Event> events;   ///< Without `seq`; may be empty (only the state moves).
  const Known* known =
      nullptr;  ///< State after the events (its `last_seq` is not read). Not owned. nullptr: unchanged.
  std::optional<Remote> remote;         ///< Sets the remote reference: a start was answered.
  std::optional<CancelRequest> cancel;  ///< Records that cancellation was asked for.
  std::optional<LabelsChanged> labels;  ///< Sets and takes away labels of the record.
  std::optional<Lasted> lasted;         ///< Goes to the end of the history, with the `result` event it belongs to.
  bool durable = false;                 ///< Survives a crash of the operating system (starts, cancels).
  std::optional<std::uint64_t> fence;   ///< `Lease::token` it depends on: written only while that is the newest.
};

/// What became of a `Change`.
struct Committed {
  enum class Kind {
    stored,    ///< Events got the numbers `first_seq`, `first_seq` + 1, …
    conflict,  ///< Another process wrote since `base_seq`: read `known` and `events` again.
    missing,   ///< The operation is not in the registry (removed).
    fenced,    ///< Another process has taken the lease over: nothing was written, follow that one.
  };
  Kind kind = Kind::stored;
  std::uint64_t first_seq = 0;
};

/// What to find. Members are AND-ed; empty ones do not restrict.
struct Query {
  std::string id_prefix = {};
  std::string name = {};
  std::string name_glob = {};  ///< `*?[]`, case-sensitive.
  std::string provider = {};
  std::string remote_id = {};
  std::string key = {};  ///< Idempotency key of the start.
  std::string type = {};
  std::string parent = {};
  std::set<Status> statuses = {};
  std::map<std::string, std::string> labels = {};
  std::optional<WallTime> created_since = {};
  std::size_t limit = 0;  ///< 0: all.
};

/// Which journalled events to read.
struct EventRange {
  std::uint64_t after = 0;           ///< Only `seq` > this.
  std::size_t limit = 0;             ///< 0: all.
  bool newest_first = false;         ///< Also decides which end `limit` keeps.
  std::set<std::string> types = {};  ///< Type words; empty: all.
};

/// What optrack remembers between runs: one context's operations and their journal. All
/// failures have kind `local`. Several processes may use one store at once; within a process
/// one object is used by one thread. No call waits longer than 50 ms for another process's lock.
class Store {
 public:
  virtual ~Store() = default;

  /// Name of the context this store belongs to.
  [[nodiscard]] virtual const std::string& context() const = 0;

  /// Adds an operation with its first events (numbered from 1), durably. Error `local` when
  /// the id exists. The returned events carry their numbers.
  [[nodiscard]] virtual Result<std::vector<Event>> add(const Operation& operation, std::vector<Event> events) = 0;

  /// Absence is an ordinary answer (`nullopt`), not an error.
  [[nodiscard]] virtual Result<std::optional<Operation>> find(std::string_view id) = 0;

  /// Operations that match, newest first (by `created`, then id).
  [[nodiscard]] virtual Result<std::vector<Operation>> query(const Query& query) = 0;

  /// What has been seen of `id`; error `not_found` when it is not there.
  [[nodiscard]] virtual Result<Known> known(std::string_view id) = 0;

  /// Writes all changes in one transaction, or none when it fails. A conflict or a missing
  /// operation concerns only its own change; one answer per change, in order.
  [[nodiscard]] virtual Result<std::vector<Committed>> commit(std::span<const Change> changes) = 0;

  /// Journalled events of `id`, oldest first unless asked otherwise; empty when there are none.
  [[nodiscard]] virtual Result<std::vector<Event>> events(std::string_view id, const EventRange& range) = 0;

  /// How long the last operations of this type took, in seconds, in the order in which they were
  /// committed, oldest first; at most `kDurationsKept`. Empty when there is no history.
  [[nodiscard]] virtual Result<std::vector<double>> durations(std::string_view provider, std::string_view type) = 0;

  /// Forgets an operation and its journal, not how long it took; false when it was not there.
  [[nodiscard]] virtual Result<bool> remove(std::string_view id) = 0;

  /// Who of several processes asks the server; owned by the store. nullptr: no other process uses it.
  [[nodiscard]] virtual Leases* leases() { return nullptr; }
};

}  // namespace optrack
