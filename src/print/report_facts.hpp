// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/task_tree.hpp"
#include "optrack/event.hpp"
#include "optrack/operation.hpp"
#include "print/kept_logs.hpp"
#include "print/printers.hpp"
#include "print/seen_operation.hpp"

namespace optrack {

/// What disturbed the wait, or a person should know.
struct ReportTrouble {
  WallTime at{};
  std::string text;
};

/// Everything a report says of one operation, made from its events alone.
struct ReportedOperation {
  explicit ReportedOperation(std::size_t most_logs) : logs(most_logs) {}

  Operation record;
  SeenOperation seen;
  /// `started` and `ended` filled: of the server where they can be believed (within a year of when it was seen), else
  /// when the status was seen.
  Tasks tasks;
  std::vector<std::string> failed_tasks;  ///< Ids, as the result names them.
  KeptLogs logs;
  std::vector<ReportTrouble> troubles;
  std::size_t more_troubles = 0;  ///< Beyond those kept.
  std::optional<Milliseconds> typical;
  std::size_t events = 0;  ///< So many were of this operation.
  WallTime first_seen{};
  WallTime last_seen{};

  /// Where it began and ended, or until when it was seen to run. As with tasks, not all times are believed.
  [[nodiscard]] WallTime begin() const;
  [[nodiscard]] WallTime end() const;
};

/// What a report is made of: everything that was shown until now. Memory has limits whatever comes, but for tasks and
/// resources, which the entrance limits.
class ReportFacts {
 public:
  static constexpr std::size_t kMostLogs = 20'000;  ///< Log lines of all operations together.
  static constexpr std::size_t kMostTroubles = 500;

  explicit ReportFacts(PrinterOptions options) : options_(std::move(options)) {}

  void note(const Event& event);

  [[nodiscard]] const PrinterOptions& options() const { return options_; }
  /// In the order in which they were first named.
  [[nodiscard]] const std::deque<ReportedOperation>& operations() const { return operations_; }
  /// Of the wait as a whole, of no operation.
  [[nodiscard]] const std::vector<ReportTrouble>& notices() const { return notices_; }
  [[nodiscard]] const std::optional<StreamEnd>& ended() const { return ended_; }
  /// How the wait ended; nullptr when it has not, or when there was none: the state was asked for once.
  [[nodiscard]] const StreamEnd* wait_end() const;
  /// Of the newest event.
  [[nodiscard]] WallTime now() const { return now_; }

 private:
  ReportedOperation& operation(const std::string& id, WallTime now);

  PrinterOptions options_;
  std::deque<ReportedOperation> operations_;
  std::map<std::string, ReportedOperation*, std::less<>> by_id_;
  std::vector<ReportTrouble> notices_;
  std::optional<StreamEnd> ended_;
  WallTime now_{};
};

}  // namespace optrack
