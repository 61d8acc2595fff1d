// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "optrack/event.hpp"

namespace optrack {

/// Width of the column of task names.
inline constexpr std::size_t kLabelWidth = 12;

/// The last log entries of a task, and the last grave ones.
struct LogTail {
  std::deque<LogEntry> newest;
  std::deque<LogEntry> errors;

  void add(const LogEntry& entry);
  /// What tells most about a failure (T-8): the errors, where there are none the last lines.
  [[nodiscard]] const std::deque<LogEntry>& telling() const { return errors.empty() ? newest : errors; }
};

/// What a view remembers of a task.
struct SeenTask {
  std::string parent;
  std::string label;    ///< Short name for the column in front of lines.
  std::string display;  ///< What people call it.
  Status status = Status::pending;
  std::optional<double> progress;
  LogTail logs;
};

/// What a view remembers of an operation, made from its events alone. Never asks anybody.
struct SeenOperation {
  std::string title = "operation";  ///< Type, else name, else remote id.
  Status status = Status::pending;
  bool ended = false;  ///< Its result was seen.
  bool cancel_asked = false;
  std::optional<double> percent;
  TaskCounts counts;
  std::map<std::string, SeenTask> tasks;
  std::map<std::string, Resource> resources;
  LogTail logs;  ///< Entries without a task.

  void note(const EventBody& body);

  /// The short name of a task; its id when it was never seen.
  [[nodiscard]] std::string label(const std::string& task) const;
  /// Names from the root to the task: "create / disk-1 / copy volume sda". Parents in a circle end it.
  [[nodiscard]] std::string path(const std::string& task) const;
  /// `tasks` without those that are above another one of them: where the trouble began.
  [[nodiscard]] std::vector<std::string> deepest(const std::vector<std::string>& failed) const;
};

}  // namespace optrack
