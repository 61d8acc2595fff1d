// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/operation.hpp"
#include "optrack/store.hpp"
#include "optrack/terminal.hpp"

namespace optrack {

/// Everything known of one operation, gathered for `optrack show` (T-15).
struct ShowFacts {
  Operation operation;
  Known known;
  std::vector<LogEntry> last_logs;    ///< Oldest first.
  std::vector<LogEntry> last_errors;  ///< Entries of level "error", oldest first.
  std::string parent_name;            ///< Of the parent operation; empty when there is none.
  WallTime now{};
  std::optional<WallTime> updated;      ///< When the newest event was journalled.
  bool explains_poll = false;           ///< The next three are known.
  std::optional<Milliseconds> typical;  ///< How long such operations usually take; absent without a history.
  bool late = false;                    ///< It has been running for longer than 95 of 100.
  Milliseconds next_poll{0};            ///< When a wait would ask next.
};

/// Times as people read them: local unless `utc`.
struct TimeView {
  const Clock* clock = nullptr;  ///< Not owned; asked for the offset only.
  bool utc = false;

  /// "2026-03-01 10:00:02"
  [[nodiscard]] std::string date_time(WallTime time) const;
  /// "10:00:02"
  [[nodiscard]] std::string time_of_day(WallTime time) const;
};

/// The page `optrack show` prints, lines ended by '\n', never wider than a known terminal. Pure.
std::string show_page(const ShowFacts& facts, const TimeView& times, const Terminal& terminal);

/// The mark of a status: `✔ ✖ ▸ …`, or ASCII.
const char* status_mark(Status status, bool unicode);

}  // namespace optrack
