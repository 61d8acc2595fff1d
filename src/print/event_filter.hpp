// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/event.hpp"

namespace optrack {

/// What somebody wants to see of the events.
struct FilterOptions {
  std::set<std::string> types;           ///< Type words; empty: all. `stream_*` are never held back.
  std::string level;                     ///< Lowest level of log entries: "warning"; empty: all.
  std::optional<std::uint64_t> max_log;  ///< Most log entries shown of each operation (T-14).
};

/// All words of `FilterOptions::types`, in the order of the event schema.
std::vector<std::string> event_types();

/// Whether a log entry of `level` is at least as grave as `least`; unknown levels count as "info".
bool at_least(std::string_view level, std::string_view least);

/// Decides which events are shown. Told every event once, in order.
class EventFilter {
 public:
  explicit EventFilter(FilterOptions options) : options_(std::move(options)) {}

  /// Whether `event` is shown; counts the log entries that `max_log` holds back.
  bool passes(const Event& event);

  /// A notice "suppressed N log lines" that belongs in front of `event`, the end of its operation
  /// or of the stream, when lines were held back. Called before `passes`; again until it is absent.
  std::optional<Event> summary_before(const Event& event);

 private:
  bool passes_log(const std::string& op, const LogEntry& entry);

  FilterOptions options_;
  std::map<std::string, std::uint64_t> shown_;       ///< Log entries by operation, where there is a limit.
  std::map<std::string, std::uint64_t> suppressed_;  ///< The same of those held back, until they are told.
};

/// `sink` behind a filter.
std::unique_ptr<EventSink> make_filtered(FilterOptions options, std::unique_ptr<EventSink> sink);

}  // namespace optrack
