// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "optrack/cancel_when.hpp"
#include "optrack/time.hpp"
#include "track/condition_progress.hpp"

namespace optrack {

/// What sources of cancellation need to know beside the operation.
struct CancelFacts {
  Milliseconds waited{0};    ///< Since the wait began.
  std::set<Signal> signals;  ///< That came.
};

/// That cancellation is to be requested, and what to say.
struct CancelFiring {
  std::string reason;   ///< "timeout", "signal", "condition", "manual": of the source that decided.
  std::string message;  ///< For people.
};

/// Whether a tree of sources waits for this signal: it does not end the wait then.
bool listens_to(const CancelSource& source, Signal signal);
/// Whether somebody may ask through a handle, so that the wait must look from time to time.
bool has_handle(const CancelSource& source);
/// Whether one of its conditions must be shown the record.
bool reads_record(const CancelSource& source);
/// The earliest timeout in it later than `waited`; `nullopt` when there is none.
std::optional<Milliseconds> next_timeout(const CancelSource& source, Milliseconds waited);

/// How far sources of cancellation have come for one operation. Pure, but for jq programs and handles.
class CancelProgress {
 public:
  explicit CancelProgress(CancelWhen when);

  /// One journalled event, as for `ConditionProgress`.
  void on(const EventBody& body, const OperationFacts& facts);
  /// The record, as for `ConditionProgress`.
  void look(const Json& record, const std::string& number_safe, const OperationFacts& facts);

  /// Answers when the sources have come true, and from then on again and again. Of `any_of` the part that came true
  /// first decides, of `all_of` the one that came last.
  [[nodiscard]] std::optional<CancelFiring> fired(const CancelFacts& facts);

  [[nodiscard]] const CancelWhen& when() const { return when_; }

 private:
  struct Leaf {
    const CancelSource* source = nullptr;
    std::optional<ConditionProgress> condition;
    int order = 0;  ///< Its place among those that came true, from 1; 0: not yet.
  };

  void collect(const CancelSource& source);
  [[nodiscard]] static bool is_true(const Leaf& leaf, const CancelFacts& facts);
  [[nodiscard]] const Leaf* decisive(const CancelSource& source) const;

  CancelWhen when_;
  std::vector<Leaf> leaves_;
  int came_ = 0;
};

}  // namespace optrack
