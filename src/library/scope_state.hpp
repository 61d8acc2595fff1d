// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "library/tracker_state.hpp"
#include "track/cancel_progress.hpp"
#include "track/condition_progress.hpp"
#include "track/local_recorder.hpp"

namespace optrack {

/// Behind an operation of this process: its journal, and whether somebody wants it cancelled.
class OperationScope::State final : public EventSink {
 public:
  State(std::shared_ptr<Tracker::State> tracker, const ScopeOptions& options);
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() override;

  /// Records it as running. Errors: `usage` for a bad name, `local` from the registry.
  [[nodiscard]] Result<void> enter(const std::string& name, const ScopeOptions& options);

  [[nodiscard]] LocalRecorder& recorder() { return recorder_; }
  [[nodiscard]] const std::string& id() const { return recorder_.operation().id; }
  [[nodiscard]] const Clock& clock() const { return tracker_->clock; }

  /// Whether to stop; the code knows from then on.
  [[nodiscard]] bool cancelled();
  /// Why; REQUIRES: `cancelled()` was true once.
  [[nodiscard]] const CancelRequest& request() { return *recorder_.cancel_request(); }
  void request_cancel(const std::string& reason, const std::string& message);

  [[nodiscard]] Result<void> end(Status status, const std::string& message);
  /// The end that the way out of the scope means.
  void leave();

  void on(const Event& event) override;
  void flush() override { tracker_->handlers.flush(); }

  std::optional<Outcome> result;
  int tasks = 0;  ///< Begun with `begin_task`.

 private:
  [[nodiscard]] bool is_asked();
  void ask_sources();
  void look_at_record();
  void close();

  std::shared_ptr<Tracker::State> tracker_;
  LocalRecorder recorder_;
  OperationFacts facts_;
  std::optional<CancelProgress> sources_;
  Instant begun_;
  Instant look_at_;
  std::size_t signals_before_;  ///< That came before this scope was entered.
  int exceptions_;              ///< Under way when it was entered.
  bool told_ = false;
};

}  // namespace optrack
