// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// How often the registry is looked at for what other processes wrote.
inline constexpr Milliseconds kRegistryLook{250};

/// One operation's part of the journal in the hands of a wait: what is known, and what has been
/// learned but not yet written. Filled and emptied by `Journal`.
struct JournalPage {
  /// Moves the known state and tells what changed. Applied again, to a newer state, when
  /// another process wrote in between; so it must hold everything it needs.
  using Step = std::function<std::vector<EventBody>(Known&)>;

  /// Whose news it is. What the server said counts only under the lease; what this process does itself
  /// (asking for cancellation, say) is written whoever has it.
  enum class Origin { server, us };

  struct Staged {
    WallTime ts;
    Step step;
    Origin origin = Origin::server;
  };

  std::string op;
  Known known;               ///< With everything staged applied.
  std::uint64_t stored = 0;  ///< Number of the newest event in the registry as far as we know.
  PollStats stored_polls;    ///< As in the registry.
  PollStats polls;           ///< Since then.
  std::vector<Staged> steps;
  std::vector<Event> events;       ///< What is not stored yet.
  std::vector<bool> events_shown;  ///< Which of those were shown already, because the registry could not be written.
  std::set<std::string> shown;     ///< What was shown without being stored; see `identity` in journal.cpp.
  // What `Change` calls the same. Absent nearly always, so no room is kept for it in each of thousands of pages.
  std::unique_ptr<const Remote> remote;
  std::unique_ptr<const CancelRequest> cancel;
  std::unique_ptr<const Lasted> lasted;  ///< Goes with the `result` event; set by its step.
  /// Adds to an event that is shown what is not journalled. Empty: nothing.
  std::function<void(EventBody&)> adorn;
  bool durable = false;
  std::optional<std::uint64_t> fence;  ///< Token of our lease; absent: nobody has one.
  bool fenced = false;   ///< Set when somebody else has the lease now: what was staged of the server is dropped.
  bool storable = true;  ///< False once the registry no longer has the operation.
  bool staged = false;   ///< Waits for the next commit.
  Instant last_shown{};  ///< When an event of this operation was last shown.
};

/// Journal first, sink second: gathers what one turn of the loop learned, writes it in one
/// transaction, and only then shows it, with its numbers. When the registry cannot be written
/// the events wait a second, because it may only be another process that writes; then the trouble
/// is told and they are shown all the same, without numbers, and written once it recovers. Nothing
/// here blocks or fails because of it. Pages must outlive the journal.
class Journal {
 public:
  Journal(Store& store, const Clock& clock, EventSink& sink) : store_(store), clock_(clock), sink_(sink) {}

  /// Fills `page` with what the registry knows of `operation`; shows its events when asked to.
  void open(JournalPage& page, const Operation& operation, bool show);

  /// Applies `step`; its events are written and shown by the next `commit`.
  void stage(JournalPage& page, JournalPage::Step step, JournalPage::Origin origin = JournalPage::Origin::server);

  /// Counts a poll; `error` is its failure, or null.
  void count(JournalPage& page, const Error* error);

  /// Shows something that is not journalled, at once.
  void show(JournalPage& page, EventBody body);

  /// Reads again what other processes wrote about `page` and shows it.
  void refresh(JournalPage& page);

  /// The registry is gone for good: says why, once, and from here on only shows.
  void lose(const Error& why);

  /// Writes and shows everything staged. Cheap when nothing is.
  void commit();

  /// The last attempt to write everything, poll statistics included.
  void finish(const std::vector<JournalPage*>& pages);

  /// When to call `commit` again although nothing new was staged.
  [[nodiscard]] std::optional<Instant> retry_at() const;

  /// The trouble of the registry that is not mended.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  [[nodiscard]] Change take_change(JournalPage& page) const;
  static void add_events(JournalPage& page, WallTime ts, std::vector<EventBody> bodies);
  static void drop_events(JournalPage& page);
  static void give_back(JournalPage& page);
  void put_in_line(JournalPage& page);
  void write();
  void take_answers(const std::vector<Committed>& answers);
  void take_stored(JournalPage& page, std::uint64_t first_seq);
  void take_missing(JournalPage& page);
  bool take_fenced(JournalPage& page);
  bool reread(JournalPage& page);
  void run_again(JournalPage& page);
  void show_waiting(JournalPage& page);
  void send(JournalPage& page, const Event& event, bool past);
  void show_journalled(JournalPage& page, std::uint64_t after, bool remember);
  void show_unstored();
  void note_trouble(const Error& error);
  void announce_trouble();
  void note_recovery();

  Store& store_;
  const Clock& clock_;
  EventSink& sink_;
  std::vector<JournalPage*> line_;  ///< Pages with something to write.
  std::optional<Error> trouble_;    ///< Told, and not mended.
  bool lost_ = false;               ///< See `lose`.
  Error failure_;                   ///< The newest.
  int failures_ = 0;                ///< In a row.
  int late_failures_ = 0;           ///< Of those, since the trouble was told.
  Instant failing_since_{};
  Instant retry_at_{};
};

}  // namespace optrack
