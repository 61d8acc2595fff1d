// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "optrack/store.hpp"

namespace optrack::test {

/// What is wrong, in words; empty: nothing.
using Complaints = std::vector<std::string>;

/// The NDJSON lines of one wait, read back.
class EventStream {
 public:
  /// Takes the text apart. A last line without its line break is left out: the writer was killed.
  explicit EventStream(std::string_view text);
  EventStream() = default;

  [[nodiscard]] const std::vector<Json>& lines() const { return lines_; }
  /// Local ids of the operations in it, in order of appearance.
  [[nodiscard]] std::vector<std::string> operations() const;
  /// The lines of one operation that are journalled, as they were printed but for forecasts, which are no part of the
  /// journal.
  [[nodiscard]] std::string journalled(const std::string& op) const;
  /// The stream of each operation alone.
  [[nodiscard]] std::map<std::string, EventStream> by_operation() const;
  /// Lines of a type.
  [[nodiscard]] std::vector<Json> of_type(std::string_view type) const;

  /// Every line against the schema of events, and all that could not be read.
  [[nodiscard]] Complaints invalid_lines() const;
  /// `stream_start` first, `stream_end` last, with this exit code.
  [[nodiscard]] Complaints wrong_frame(int exit_code) const;

 private:
  std::vector<std::string> texts_;
  std::vector<Json> lines_;
  Complaints unreadable_;
};

/// What holds for the journalled lines of one operation whatever happened: numbers from 1 without gaps, the
/// order within one poll, progress that never falls, each log entry once.
/// \param one_asks  Only one process polled: lines of one time are then of one poll, and have its order.
Complaints broken_rules(const EventStream& stream, const std::string& op, bool one_asks = true);

/// How far it is from having ended once, as `status`, with exactly these log messages.
Complaints wrong_end(const EventStream& stream, const std::string& op, std::string_view status,
                     const std::multiset<std::string>& messages);

/// Where the printed lines and the registry's journal differ. \param whole  Also that nothing is missing.
Complaints differs_from_journal(const EventStream& stream, const std::string& op, Store& store, bool whole);

}  // namespace optrack::test
