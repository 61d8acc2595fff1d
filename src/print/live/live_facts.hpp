// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "optrack/clock.hpp"
#include "print/live/live_line.hpp"
#include "print/live/live_model.hpp"
#include "print/show.hpp"

namespace optrack::live {

/// The word in which a status is shown: bad ends in capitals.
std::string_view word_of(Status status);

/// What stands above the live block: facts that no longer change. Pure.
class Facts {
 public:
  Facts(const Terminal& terminal, TimeView times)
      : marks_(Marks::of(terminal)), unicode_(terminal.unicode), columns_(terminal.columns), times_(times) {}

  /// From here on lines say of which operation they are: there are several.
  void name_operations() { several_ = true; }

  /// The window has another width.
  void resized(int columns) { columns_ = columns; }

  /// The line about an event of `operation`, which has noted it; `nullopt` when only the block changes.
  [[nodiscard]] std::optional<Line> line(const Event& event, const LiveOperation& operation) const;
  /// What one needs to act once the operation has ended: how, why, what is left, what to do.
  [[nodiscard]] std::vector<Line> ending(const LiveOperation& operation, const ResultReady& result) const;
  /// The same for a wait that ends before `operation` does.
  [[nodiscard]] std::vector<Line> leaving(const LiveOperation& operation, const StreamEnd& end, WallTime now,
                                          const LiveModel& model) const;

 private:
  [[nodiscard]] Line begun(WallTime time, const LiveOperation& operation) const;
  [[nodiscard]] std::optional<Line> task_line(const Event& event, const LiveOperation& operation,
                                              const std::string& task) const;
  [[nodiscard]] Line log_line(const Event& event, const LogEntry& entry, const LiveOperation& operation) const;
  [[nodiscard]] Line cancel_line(const Event& event, const CancelChanged& body, const LiveOperation& operation) const;
  void add_failed(const LiveOperation& operation, const ResultReady& result, std::vector<Line>& lines) const;
  void add_tail(const LiveOperation& operation, const std::string& task, std::vector<Line>& lines) const;

  Marks marks_;
  bool unicode_;
  int columns_;  ///< Of the window; 0: unknown.
  TimeView times_;
  bool several_ = false;
};

}  // namespace optrack::live
