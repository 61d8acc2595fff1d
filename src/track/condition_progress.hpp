// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "optrack/condition.hpp"
#include "optrack/event.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// What is known of a statement about an operation that goes on. `!` waits for certainty: it turns `never` into
/// `always` and `always` into `never`; the other two become `not_yet`. `||` takes the greatest.
enum class Truth {
  never,    ///< Does not hold, and no longer can.
  not_yet,  ///< Does not hold, and may come.
  now,      ///< Holds, and may pass.
  always,   ///< Holds, and will not pass.
};

/// What conditions need to know of one operation, gathered from its journalled events.
struct OperationFacts {
  struct SeenTask {
    std::string name, display_name;
    Status status = Status::pending;
  };

  Status status = Status::pending;
  bool seen = false;   ///< Whether `status` has been told.
  bool ended = false;  ///< The result is there: nothing more will come.
  std::optional<double> percent;
  std::map<std::string, SeenTask, std::less<>> tasks;  ///< By id.

  void note(const EventBody& body);
};

/// How far one condition has come for one operation. Told each journalled event once, in order, whoever polled; its
/// cost grows with what is told. Pure, but for jq programs. What has once been met stays met, as what has become
/// impossible stays so.
class ConditionProgress {
 public:
  explicit ConditionProgress(Condition condition);

  /// One journalled event; `facts` has noted it already.
  void on(const EventBody& body, const OperationFacts& facts);

  /// The record as it is now. \param number_safe  The same with whole numbers beyond 2^53 as strings: jq's own are
  /// doubles.
  void look(const Json& record, const std::string& number_safe, const OperationFacts& facts);

  [[nodiscard]] const Condition& condition() const { return condition_; }
  [[nodiscard]] ConditionState state() const { return state_; }

  /// Why it is impossible, without the condition itself: "ended completed; task:copy never appeared".
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  void decide(const OperationFacts& facts);
  [[nodiscard]] std::string why_not(const OperationFacts& facts) const;

  Condition condition_;
  std::vector<Truth> truths_;          ///< Of the leaves, one per term.
  std::vector<std::string> troubles_;  ///< Of the jq programs, one per term.
  ConditionState state_ = ConditionState::open;
  std::string reason_;
};

/// `record` as JSON text in which whole numbers beyond ±2^53 are strings.
std::string number_safe_text(const Json& record);

}  // namespace optrack
