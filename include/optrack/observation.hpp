// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optrack/operation.hpp"

namespace optrack {

/// What one poll of one operation brought back, in optrack's terms. Whole or partial: an absent
/// `status` says nothing about the status, absent tasks and resources say nothing about those.
struct Observation {
  std::optional<Status> status;    ///< Absent: this poll brought only parts.
  std::string raw_status;          ///< The remote word, kept even when unknown to us.
  std::string message;             ///< Status message, empty when it says nothing new.
  std::optional<double> progress;  ///< As the server says it; may be nonsense, the delta corrects it.
  std::optional<WallTime> started;
  std::optional<WallTime> ended;
  std::vector<Task> tasks;             ///< Tasks seen; a task not listed is unchanged, never gone.
  std::vector<Resource> resources;     ///< Resources seen.
  bool resources_whole = false;        ///< `resources` is everything: a missing one is gone.
  std::vector<LogEntry> logs;          ///< In any order, possibly repeating earlier ones.
  std::optional<WallTime> logs_until;  ///< Entries at or before this time will not be asked for again.
  bool logs_once = false;              ///< The cursor is exact: no entry comes twice, their ids need not be remembered.
  std::optional<Outcome> outcome;      ///< With a final status, when the server gave a result.
  std::string name;                    ///< A name the server has for the operation; may be empty.
  std::string type;                    ///< The server's description of its kind; may be empty.
  std::optional<bool> may_cancel;
  JsonText cursor;                    ///< Where the next poll goes on; opaque to all but the protocol.
  std::vector<std::string> warnings;  ///< Troubles that did not spoil the status: a log fetch that failed.
};

}  // namespace optrack
