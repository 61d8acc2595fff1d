// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/event.hpp"
#include "print/event_filter.hpp"
#include "print/line_style.hpp"
#include "print/printers.hpp"
#include "print/seen_operation.hpp"
#include "print/task_folds.hpp"

namespace optrack {

/// One line of the plain view, and where it belongs.
struct PlainLine {
  StyledLine styled;
  LinePlace place = LinePlace::loose;
  std::string task = {};  ///< Id; for `inside` and `task_end`.
};

/// Turns events into the lines that people read where nothing can be drawn: in a pipe, in the log of a CI system. Knows
/// no output; the printers decide what becomes of the lines.
class PlainLines {
 public:
  explicit PlainLines(const PrinterOptions& options) : options_(options), filter_(options.filter) {}

  /// The lines that `event` makes, often none.
  std::vector<PlainLine> tell(const Event& event);

  /// The line of heartbeats that was growing, as nothing will be added to it in this turn.
  std::vector<PlainLine> pause();

  /// A line about a task, as `tell` would write it.
  [[nodiscard]] StyledLine about_task(WallTime time, const std::string& op, const std::string& task,
                                      std::string_view text);

  /// What is known of an operation from the events told so far.
  SeenOperation& seen(const std::string& op);
  /// All operations that were seen, by id.
  [[nodiscard]] const std::map<std::string, SeenOperation>& operations() const { return operations_; }
  /// The short form of an operation's id.
  [[nodiscard]] std::string tag(const std::string& op) const;

 private:
  [[nodiscard]] std::string time_text(WallTime time) const;
  void line(std::string text, std::string word = {}, Tone tone = Tone::neutral);
  void about(const Event& event, std::string_view text, std::string word = {}, Tone tone = Tone::neutral);
  void about_part(WallTime time, const std::string& op, std::string_view label, std::string_view mark,
                  std::string_view text, std::string word = {}, Tone tone = Tone::neutral);
  /// Says of the newest line where it belongs.
  void mark(LinePlace place, const std::string& task);
  [[nodiscard]] bool goes_on(const std::string& op, const std::string& task);

  void show(const Event& event);
  void show(const Event& event, const StreamStart& body);
  void show(const Event& event, const OperationSeen& body);
  void show(const Event& event, const StatusChanged& body);
  void show(const Event& event, const ProgressChanged& body);
  void show(const Event& event, const TaskNew& body);
  void show(const Event& event, const TaskUpdate& body);
  void show(const Event& event, const LogAdded& body);
  void show(const Event& event, const ResourceNew& body);
  void show(const Event& event, const ResourceGone& body);
  void show(const Event& event, const CancelChanged& body);
  void show(const Event& event, const LabelsChanged& body);
  void show(const Event& event, const ResultReady& body);
  void show(const Event& event, const Heartbeat& body);
  void show(const Event& event, const PollTrouble& body);
  void show(const Event& event, const PollRecovered& body);
  void show(const Event& event, const ConditionChanged& body);
  void show(const Event& event, const Notice& body);
  void show(const Event& event, const StreamEnd& body);

  void show_task(const Event& event, const std::string& id, Status status, std::string_view message,
                 std::optional<Milliseconds> elapsed);
  void show_failure(const std::string& op, const std::vector<std::string>& failed);
  void show_brought(const std::string& op, const Outcome& outcome);
  void show_tail(const LogTail& tail);
  void show_left(const Event& event, const StreamEnd& end, const std::string& op, const SeenOperation& operation);
  void end_heartbeat();

  PrinterOptions options_;
  EventFilter filter_;
  std::vector<PlainLine> lines_;  ///< Made by the present call.
  std::map<std::string, SeenOperation> operations_;
  std::optional<WallTime> begun_;
  std::size_t conditions_ = 0;              ///< Of the wait, for each operation.
  std::map<std::string, std::size_t> met_;  ///< Conditions met, by operation.
  std::set<std::string> impossible_;        ///< Operations with a condition that can no longer come true.
  std::string heartbeat_;                   ///< Line that grows while heartbeats follow each other.
};

/// The word in which a status is shown: "FAILED", "completed".
std::string shown_word(Status status);

}  // namespace optrack
