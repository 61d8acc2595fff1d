// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "print/companion.hpp"
#include "print/fed_child.hpp"

namespace optrack {

/// One run of a hook.
struct HookCall {
  std::string hook;  ///< As people know it: "--on failed".
  ChildProgram program;
  std::string input;            ///< All of its stdin.
  bool may_be_missing = false;  ///< That the program is not installed is nothing to talk about.
};

/// How much hooks may take.
struct HookLimits {
  Milliseconds time{30'000};    ///< Of one run; then it is asked to end, and killed 2 s later.
  std::size_t running = 4;      ///< At the same time.
  std::size_t waiting = 1'000;  ///< Calls beyond are left out.
};

/// Runs hooks one after the other, a few at a time, in the order they were called. What goes wrong is told once for
/// each hook and kind, and counted at the end.
class HookQueue final : public Companion {
 public:
  /// `children` must outlive it.
  HookQueue(Children& children, HookLimits limits, Tell tell)
      : children_(children), limits_(limits), tell_(std::move(tell)) {}

  /// Never runs anything itself: `tick` does.
  void call(HookCall call);

  [[nodiscard]] std::optional<Instant> due() const override;
  void tick(Instant now) override;
  void finish() override {}
  [[nodiscard]] bool busy() const override { return !waiting_.empty() || !running_.empty(); }
  void stop(Instant now) override;

  /// Tells how often each trouble came that was told only once. Called when nothing runs any more.
  void sum_up();

 private:
  struct Run {
    std::string hook;
    FedChild child;
  };

  void start(HookCall call, Instant now);
  void take_end(const Run& run, int status);
  void trouble(const std::string& hook, const std::string& kind, const std::string& sentence);

  Children& children_;
  HookLimits limits_;
  Tell tell_;
  std::deque<HookCall> waiting_;
  std::list<Run> running_;
  std::optional<Instant> next_look_;
  bool stopping_ = false;  ///< That runs are ended now is no fault of theirs.
  std::map<std::pair<std::string, std::string>, std::size_t> troubles_;  ///< By hook and kind.
};

}  // namespace optrack
