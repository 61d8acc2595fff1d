// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "emulate/scenario.hpp"
#include "optrack/time.hpp"

namespace optrack::emulate {

/// What an operation is about; fills the `{…}` of its plan.
struct OperationFacts {
  std::string id;    ///< Operation id, a GUID.
  std::string name;  ///< Catlet name, `{name}`.
  std::string catlet_id;
  JsonText configuration;    ///< Of the start request; replaces a result member "{configuration}".
  std::string requested_by;  ///< Client id.
  WallTime created;
  std::uint64_t seed = 1;  ///< Decides ids, fraction digits and the order of arrays.
};

/// Which part of an operation a request asked for, and how it may be distorted.
struct OperationView {
  bool logs = false;
  bool tasks = false;
  bool resources = false;
  bool projects = false;
  std::optional<WallTime> log_after;  ///< Only entries strictly later, to 100 ns.
  Offset late{};                      ///< Up to this much after its time stamp an entry becomes visible; 0: at once.
  Offset late_tail{};                 ///< But never later than this after the end of the operation.
  bool duplicate_logs = false;        ///< Every entry twice, the filter ignored for the ten entries before it.
  bool newest_first = false;          ///< Log entries in falling order instead of shuffled.
  bool unknown_words = false;         ///< Status words and resource types that nobody knows.
  bool unknown_members = false;
  int api_minor = 2;               ///< Below 2: without the members that API version 1.2 added.
  std::uint64_t shuffle_seed = 0;  ///< Varies the order of arrays from answer to answer.
};

/// One operation as a function of time: given how long ago it was created, what would the server say?
/// Reads no clock and keeps no state but the plan, so the same question always has the same answer.
class OperationTimeline {
 public:
  OperationTimeline(OperationPlan plan, OperationFacts facts);

  /// The operation as JSON in eryph's form, `elapsed` (0 or more) after its creation.
  [[nodiscard]] nlohmann::ordered_json at(Offset elapsed, const OperationView& view = {}) const;

  /// The status word at that time: "Queued", "Running", "Completed", "Failed", "Cancelled".
  [[nodiscard]] std::string status_at(Offset elapsed) const;

  /// When the operation becomes final, cancel calls so far included.
  [[nodiscard]] Offset end() const { return end_; }
  [[nodiscard]] Ending outcome() const { return outcome_; }
  [[nodiscard]] bool final_at(Offset elapsed) const { return elapsed >= end_; }

  /// What a cancel call does, at `elapsed`. A cancel that would take longer than the rest of the
  /// operation loses; a second one changes nothing.
  /// \return False when the call is to be answered with 404.
  bool cancel(Offset elapsed);

  [[nodiscard]] const OperationFacts& facts() const { return facts_; }

 private:
  [[nodiscard]] nlohmann::ordered_json tasks_at(Offset elapsed, const OperationView& view) const;
  [[nodiscard]] nlohmann::ordered_json task_at(const TaskPlan& task, Offset elapsed, const OperationView& view) const;
  [[nodiscard]] std::string task_status(const TaskPlan& task, Offset elapsed) const;
  [[nodiscard]] nlohmann::ordered_json logs_at(Offset elapsed, const OperationView& view) const;
  [[nodiscard]] nlohmann::ordered_json resources_at(Offset elapsed, const OperationView& view) const;
  [[nodiscard]] std::string filled(std::string text) const;
  [[nodiscard]] std::string id_of(std::string_view what) const;
  [[nodiscard]] std::string stamp(Offset at) const;

  OperationPlan plan_;
  OperationFacts facts_;
  Offset end_;
  Ending outcome_;
  std::string message_;
  bool cancelled_ = false;
};

}  // namespace optrack::emulate
