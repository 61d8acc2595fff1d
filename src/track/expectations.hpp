// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/store.hpp"
#include "optrack/wait.hpp"
#include "track/cancel_progress.hpp"
#include "track/condition_progress.hpp"

namespace optrack {

/// What a wait expects of its operations: its conditions and its sources of cancellation. Stands between the journal
/// and the sink and so sees every journalled event once and in order, whoever polled; passes everything on and adds
/// the event `condition` where one is decided. Costs nothing when there are no expectations.
class Expectations final : public EventSink {
 public:
  Expectations(EventSink& sink, const Clock& clock, const Store& store, const WaitOptions& options);
  void on(const Event& event) override;
  void flush() override { sink_.flush(); }
  [[nodiscard]] bool gone() const override { return sink_.gone(); }

  /// The texts of the conditions, for `stream_start`.
  [[nodiscard]] std::vector<std::string> texts() const;

  /// From now on events of `op` matter. \return Whether the journal of the past must be shown to us.
  /// \param conditions  Whether the conditions are about it.
  bool open(const std::string& op, bool conditions);
  /// The past has been shown; `known` may say what it did not (a registry that cannot be read).
  void opened(const std::string& op, const Known& known);

  /// Whether nothing is expected but that operations end.
  [[nodiscard]] bool idle() const { return entries_.empty(); }
  /// Whether `look` has any effect.
  [[nodiscard]] bool reads_record() const { return reads_record_; }

  /// The record of an operation after news of it.
  void look(const Operation& record);

  /// The state of all conditions of `op` together; `open` where there are none.
  [[nodiscard]] ConditionState state(const std::string& op) const;
  /// What the sentence of an impossible one is.
  [[nodiscard]] std::string why(const std::string& op) const;
  /// Whether only the end matters: there are no conditions, or `done` is one of them.
  [[nodiscard]] bool awaits_end(const std::string& op) const;

  /// Whether cancellation of `op` is to be requested.
  [[nodiscard]] std::optional<CancelFiring> fired(const std::string& op);

  /// A signal came. \return Whether it is one that only cancels: the first of its kind that sources listen to.
  bool take_signal(Signal signal);
  /// Whether a timeout, a signal or a handle has come true since the last call: ask `fired` of every operation.
  [[nodiscard]] bool outside_moved();
  /// When to call `outside_moved` again at the latest.
  [[nodiscard]] std::optional<Instant> next_look() const;

 private:
  struct Entry {
    OperationFacts facts;
    std::vector<ConditionProgress> conditions;
    std::optional<CancelProgress> cancel;
  };

  void take(const std::string& op, Entry& entry, const EventBody& body);
  template <typename Move>
  void move(const std::string& op, Entry& entry, const Move& step);
  [[nodiscard]] CancelFacts outside() const;
  [[nodiscard]] bool is_past(const Event& event) const;

  EventSink& sink_;
  const Clock& clock_;
  const Store& store_;
  const WaitOptions& options_;
  Instant begun_;
  bool reads_record_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::set<Signal> signals_;
  std::size_t moved_ = 0;  ///< Outside sources that had come true when last asked.
  bool opening_ = false;
};

}  // namespace optrack
