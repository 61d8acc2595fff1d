// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "optrack/json_text.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// Where an operation or a task stands, in optrack's terms. The remote word is kept beside it.
enum class Status {
  pending,    ///< Accepted or about to be sent; the work has not begun.
  running,    ///< The work is going on, or the remote word is not known to us.
  completed,  ///< Final: ended well.
  failed,     ///< Final: ended badly.
  cancelled,  ///< Final: stopped on request.
  lost,       ///< Final: the server no longer knows how it ended, or never got it.
};

/// Whether `status` is never left again.
constexpr bool is_final(Status status) {
  return status == Status::completed || status == Status::failed || status == Status::cancelled ||
         status == Status::lost;
}

/// Whether an operation in `from` may be reported in `to`. Final statuses are never left;
/// `running` never goes back to `pending`; staying is always allowed.
bool may_change(Status from, Status to);

/// "pending", "running", …
std::string_view to_string(Status status);

/// The reverse of `to_string`; `nullopt` for any other word.
std::optional<Status> parse_status(std::string_view word);

/// One step of an operation, as the remote side shows it. Compared by content: an equal
/// task is no news.
struct Task {
  std::string id;            ///< Unique within the operation.
  std::string parent;        ///< Id of the parent task; empty for a root.
  std::string name;          ///< The remote name; may be empty.
  std::string display_name;  ///< For people; may be empty.
  Status status = Status::pending;
  std::string raw_status;          ///< The remote word.
  std::optional<double> progress;  ///< 0 to 100; absent when never reported.
  std::string message;
  std::optional<WallTime> started;
  std::optional<WallTime> ended;
  JsonText reference;  ///< What the task is about, as the server said it; may be empty.

  friend bool operator==(const Task&, const Task&) = default;
};

/// The name to show: display name, else name, else id (T-5).
const std::string& shown_name(const Task& task);

/// Something the operation made or works on.
struct Resource {
  std::string id;    ///< Identity within the operation.
  std::string type;  ///< "Catlet", "instance", …
  std::string name;  ///< May be empty.
  std::string link;  ///< Address or path on the server; may be empty.

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// One line of a remote log. Told apart by `id` alone, never by time or text.
struct LogEntry {
  std::string id;              ///< Unique within the operation.
  std::string task;            ///< Id of its task; empty when unknown.
  std::optional<WallTime> at;  ///< Server time.
  std::string level = "info";  ///< "debug", "info", "warning", "error"; default info (T-5).
  std::string message;         ///< One entry without its line break; harmless after the entrance.
  std::string raw;             ///< As received, only where it differed from `message`; may be no UTF-8.

  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

/// How an operation ended, beyond its status.
struct Outcome {
  std::string type;              ///< "CatletConfig", "exec"; empty when the server gave none.
  JsonText value;                ///< The document; empty when the server gave none.
  std::optional<int> exit_code;  ///< Exit code of the remote command, where there was one.

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Who asked that an operation be cancelled, and why.
struct CancelRequest {
  WallTime at{};
  std::string reason;   ///< "manual", "timeout", "signal", "condition", "parent".
  std::string message;  ///< Free text of the person; may be empty.
  std::string by;       ///< "user@host".

  friend bool operator==(const CancelRequest&, const CancelRequest&) = default;
};

/// The process that started or tracks an operation.
struct Owner {
  std::string user;
  std::string host;
  std::int64_t pid = 0;

  friend bool operator==(const Owner&, const Owner&) = default;
};

/// What addresses an operation at its server.
struct Remote {
  std::string id;    ///< The server's own id: a GUID, a number, a name.
  std::string url;   ///< Poll address, absolute or relative to the provider; may be empty when `id` is enough.
  std::string type;  ///< Operation type it was started as (`instances.exec`); may be empty.

  friend bool operator==(const Remote&, const Remote&) = default;
};

/// Everything the registry remembers of one remote long-running piece of work.
/// Tasks, resources and log entries are kept apart (`Known`, journal).
struct Operation {
  std::string id;        ///< Local id: 10 characters Crockford base32, lower case, random.
  std::string name;      ///< Given by a person; may be empty; need not be unique.
  std::string type;      ///< `catlets.create`; empty for one that was tracked.
  std::string provider;  ///< Name of the configured remote.
  std::string protocol;  ///< Name of the protocol class: "eryph", "lxd".
  Remote remote;         ///< `remote.id` is empty while a start is pending.
  std::string key;       ///< Idempotency key sent with the start; may be empty.
  Status status = Status::pending;
  std::string raw_status;
  std::string message;             ///< Last status message of the server.
  std::optional<double> progress;  ///< 0 to 100; 100 only when completed.
  std::string parent;              ///< Local id of the parent; may be empty.
  std::map<std::string, std::string> labels;
  WallTime created{};               ///< When this registry first knew of it.
  std::optional<WallTime> started;  ///< Start on the server, else of our request.
  std::optional<WallTime> ended;    ///< End on the server, else when we saw it.
  std::optional<CancelRequest> cancel;
  std::optional<Outcome> outcome;  ///< Absent until the `result` event is journalled.
  Owner owner;

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// Time between start (or creation) and end, or `now` while it is active; never negative.
Milliseconds elapsed(const Operation& operation, WallTime now);

}  // namespace optrack
