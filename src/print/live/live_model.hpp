// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "optrack/event.hpp"
#include "print/seen_operation.hpp"

namespace optrack::live {

/// Tasks of one kind, in the order in which they became it: order number to id.
using Roster = std::map<std::uint64_t, std::string>;

/// What the live view remembers of a task beside `SeenTask`.
struct LiveTask {
  std::uint64_t order = 0;              ///< Its place in the roster of its status.
  std::optional<Status> status;         ///< As it was counted last.
  std::optional<WallTime> started;      ///< Server time, else when it was seen running.
  std::optional<Milliseconds> elapsed;  ///< Once it ended, where known.
  std::string message;                  ///< The last one.
  std::size_t unfolded = 0;             ///< Children that run or failed: they say more than their parent.
  std::size_t logs = 0;                 ///< Log entries seen.
};

/// An operation that gets no answers.
struct Trouble {
  WallTime since{};     ///< First error of the row.
  WallTime retry_at{};  ///< When the next try is due.
  int attempt = 1;      ///< Errors so far.
  std::string error;
};

/// What the live view remembers of an operation.
struct LiveOperation {
  std::string tag;  ///< Short unique form of the id.
  SeenOperation seen;
  std::string message;                    ///< Of the last status or the result.
  std::optional<WallTime> started;        ///< Start on the server, else when it was first seen.
  std::optional<Milliseconds> elapsed;    ///< Once it ended.
  std::optional<Milliseconds> typical;    ///< As in `OperationSeen`.
  std::optional<Milliseconds> p95;        ///< As in `OperationSeen`.
  std::optional<WallTime> expected_end;   ///< From the last `progress` that could say.
  std::optional<Trouble> trouble;         ///< While there are no answers.
  std::map<std::string, LiveTask> tasks;  ///< The same ids as in `seen.tasks`.
  Roster failed, running, waiting;
  std::size_t done = 0, cancelled = 0;  ///< Tasks.
  std::size_t logs = 0;                 ///< Log entries without a known task.
  std::size_t met = 0;                  ///< Conditions that came true.
  bool impossible = false;              ///< One can no longer.

  /// Takes in an event of this operation.
  void note(const Event& event);
  /// Whether it takes longer than nearly all of its type.
  [[nodiscard]] bool is_late(WallTime now) const;
  /// How long it has been running, or ran.
  [[nodiscard]] Milliseconds running_for(WallTime now) const;

 private:
  void take_task(const std::string& id, WallTime seen_at, std::optional<WallTime> server_start);
  void move(LiveTask& task, const std::string& id, std::optional<Status> from, Status to);
  [[nodiscard]] Roster* roster(Status status);

  std::uint64_t next_order_ = 1;
};

/// Everything the live view shows, made from events alone.
struct LiveModel {
  std::deque<LiveOperation> operations;  ///< In the order of the command line; addresses stay valid.
  std::optional<WallTime> begun;
  std::optional<WallTime> deadline;
  std::vector<std::string> conditions;

  LiveOperation& operation(const std::string& id);
  /// Takes in an event. \return The operation it is about; nullptr for an event of the stream.
  LiveOperation* note(const Event& event);
  /// How many have not ended yet.
  [[nodiscard]] std::size_t active() const;

  std::map<std::string, std::size_t> index;  ///< Id to place in `operations`.
};

/// Time from `from` to `to`, cut to milliseconds; 0 when it is none. Right for every pair of times.
Milliseconds between(WallTime from, WallTime to);

}  // namespace optrack::live
