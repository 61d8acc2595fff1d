// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "optrack/event.hpp"
#include "optrack/output.hpp"

namespace optrack {

/// Outputs whose readers a wait never waits for. Stands behind the printers: tries again, turn by turn, what readers
/// did not take at once.
class UnreadOutputs final : public EventSink {
 public:
  /// `output` must outlive it, and may not wait from now on.
  void add(Output& output) {
    output.may_wait(false);
    outputs_.push_back(&output);
  }

  void on(const Event& /*event*/) override {}
  void flush() override {
    if (!next_ && !drain()) next_ = Instant{};
  }
  [[nodiscard]] std::optional<Instant> due() const override { return next_; }
  void tick(Instant now, WallTime /*wall*/) override {
    constexpr Milliseconds kAgain{25};  // nobody tells us that a reader reads again
    next_ = drain() ? std::nullopt : std::optional{now + kAgain};
  }

  /// Whether something is still kept for a reader, as of the last attempt.
  [[nodiscard]] bool waits() const { return next_.has_value(); }

  /// Gives up what is still kept; the outputs may wait again.
  void release() {
    for (Output* output : outputs_) output->may_wait(true);
    outputs_.clear();
    next_.reset();
  }

 private:
  bool drain() {
    bool all = true;
    for (Output* output : outputs_) all = output->drain() && all;
    return all;
  }

  std::vector<Output*> outputs_;
  std::optional<Instant> next_;
};

}  // namespace optrack
