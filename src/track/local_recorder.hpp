// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/observation.hpp"
#include "optrack/store.hpp"
#include "track/journal.hpp"

namespace optrack {

/// Writes the journal of an operation that this very process runs. What it is told goes the way of what a
/// server says: entrance, delta, journal, and then to `sink`, with its numbers. Other processes may write too
/// (`cancel`, `label`); their events are taken over. A registry that cannot be written spoils nothing: see `Journal`.
/// Used on one thread. Must not move: the journal points into it.
class LocalRecorder {
 public:
  /// \param at_most_every  Least time between two commits of what `record_soon` was told; not negative.
  LocalRecorder(Store& store, const Clock& clock, EventSink& sink, Milliseconds at_most_every);
  LocalRecorder(const LocalRecorder&) = delete;
  LocalRecorder& operator=(const LocalRecorder&) = delete;

  /// Adds `record` to the registry, durably, as running since now. The error says what is wrong with the registry.
  [[nodiscard]] Result<void> begin(Operation record);

  /// Journals a log entry now. Its id and, where absent, its time are made here.
  void log(LogEntry entry);

  /// Journals what is `seen` now, and what `record_soon` held back.
  void record(Observation seen);

  /// The same, but with the next commit that is due; of several only the newest counts. An outcome of an operation
  /// that goes on is its partial result.
  void record_soon(Observation seen);

  /// Writes what was held back.
  void flush();

  /// Journals that cancellation is asked for: nobody else could.
  void request_cancel(CancelRequest request);

  /// Who asked for cancellation; other processes' wishes are looked for at most every 250 ms.
  [[nodiscard]] const std::optional<CancelRequest>& cancel_request();

  /// Journals the end, durably, and what was held back before it. \param status  A final one.
  /// \return An error when it could not be written although it was tried for seconds.
  [[nodiscard]] Result<void> end(Status status, std::string message, std::optional<Outcome> outcome);

  /// Whether `record_soon` would write now.
  [[nodiscard]] bool is_due() const { return !written_ || clock_.now() - *written_ >= at_most_every_; }
  [[nodiscard]] bool ended() const { return page_.known.result_ready; }
  [[nodiscard]] const Known& known() const { return page_.known; }
  /// As recorded at the beginning; what has changed since is in `known`.
  [[nodiscard]] const Operation& operation() const { return operation_; }

 private:
  void stage(Observation seen);
  void stage_held();
  void take_cancel();

  Store& store_;
  const Clock& clock_;
  EventSink& sink_;
  Milliseconds at_most_every_;
  Journal journal_;
  JournalPage page_;
  Operation operation_;
  std::optional<Observation> held_;
  std::optional<Instant> written_;  ///< When `record_soon` last wrote.
  std::optional<CancelRequest> cancel_;
  Instant look_at_{};
  std::uint64_t logs_ = 0;
};

}  // namespace optrack
