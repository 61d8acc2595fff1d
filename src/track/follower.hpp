// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "optrack/wait.hpp"
#include "track/drive.hpp"
#include "track/expectations.hpp"
#include "track/forecast_book.hpp"
#include "track/journal.hpp"
#include "track/last_answer.hpp"
#include "track/lasting.hpp"
#include "track/long_polling.hpp"
#include "track/outage.hpp"
#include "track/poll_policy.hpp"

namespace optrack {

/// After a final status, until late log entries are asked for.
inline constexpr Milliseconds kDrainPause{1'000};
/// After a cancellation was asked for, until the next poll.
inline constexpr Milliseconds kAfterCancel{500};
/// For the server's word on a cancellation, when the wait is about to be left.
inline constexpr Milliseconds kCancelAnswer{10'000};
/// For the last poll before the wait is left.
inline constexpr Milliseconds kLastLook{5'000};

/// What all followers of one wait share.
struct FollowerDesk {
  const World& world;
  const WaitOptions& options;
  Journal& journal;
  Expectations& expectations;
  ForecastBook& forecasts;
  std::function<void(std::size_t)> stirred;  ///< Follower n learned something: commit, then `settle` it.
  std::function<void(std::size_t)> fenced;   ///< Follower n lost its lease without having been told.
  std::function<void(std::size_t)> news;     ///< Follower n leads, and its `trouble` is another one.
  std::shared_ptr<HoldBudget> holds = std::make_shared<HoldBudget>();
};

/// Follows one operation to its end: resolves a start whose answer was lost, polls, drains late
/// logs, asks for cancellation. Does nothing by itself: the loop calls `act` when `due` has come
/// and `settle` after every commit. At most one exchange is under way.
class Follower {
 public:
  Follower(std::size_t index, Watched watched, const FollowerDesk& desk);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// Shows what the journal has and decides what comes first.
  void attach();

  /// When there is something to do; `nullopt` once it is over.
  [[nodiscard]] std::optional<Instant> due() const;
  void act();

  /// Goes on after what was learned has been committed.
  void settle();

  /// The time is up: one last look when nothing fresh is known, then `timeout`.
  void last_look();

  /// Journals that cancellation is asked for; `send_cancel`, after the commit, asks.
  void request_cancel(const std::string& reason, const std::string& message);
  void send_cancel();

  /// Another operation spoiled it: closes like `last_look`, but asks for cancellation and ends `detached`.
  void cancel_as_rest(const std::string& message);

  /// Journals that cancellation is asked for where the sources say so. \return Whether they did.
  bool check_cancel();

  /// Whether it asks a server again and again, and so needs the lease. After `attach`.
  [[nodiscard]] bool wants_lease() const;
  /// It is we who ask from here on. \param token  Of our lease; absent: the registry knows none.
  void lead(std::optional<std::uint64_t> token);
  /// Another process asks: its journal is followed.
  void follow();
  /// The registry has something new. \param last_seq  Number of the newest event.
  void moved(std::uint64_t last_seq);
  /// How it goes for the process that asks; absent: it gets answers.
  void hear(const std::optional<LeaderTrouble>& news);
  /// What those who follow should hear; absent: the server answers.
  [[nodiscard]] const std::optional<LeaderTrouble>& trouble() const { return trouble_; }
  /// Other readers wish to be served like this.
  void grant(const Wish& wish);

  /// Ends the following of an active operation; takes requests back.
  void leave(Verdict::Kind kind);

  /// The operation that the result names, once it is there.
  [[nodiscard]] std::optional<Remote> nested() const;

  /// How it ended; null while it goes on.
  [[nodiscard]] const Verdict* verdict() const { return verdict_.get(); }
  [[nodiscard]] const std::string& id() const { return operation_.id; }
  /// Its record as it was when the following began; what was learned since is in the verdict.
  [[nodiscard]] const Operation& operation() const { return operation_; }
  [[nodiscard]] JournalPage& page() { return page_; }

 private:
  enum class Phase {
    resolving,   ///< The remote id is not known yet.
    waiting,     ///< The next poll is due at `due_`, or under way.
    draining,    ///< The status is final: one more poll for late logs.
    cancelling,  ///< The server is being asked to cancel.
    following,   ///< Another process has the lease.
    over,
  };

  // follower.cpp
  void poll();
  [[nodiscard]] Milliseconds poll_limit() const;
  bool begin_hold(PollContext& context);
  bool recognise(const Response& answer, std::optional<Milliseconds> wish);
  void answer_came(std::optional<Milliseconds> wish);
  void plan_next(bool news, std::optional<Milliseconds> wish);
  void remember_answer(bool plain, bool news);
  bool ask_plainly(const Error& error, bool silent);
  void take_observation(Result<Observation> seen, std::optional<Milliseconds> wish, bool cancel_known);
  void take_trouble(const Error& error, std::optional<Milliseconds> wish);
  void stage(Observation seen, bool cancel_known, bool finish);
  void beat();
  void limit_reached();
  void end(Verdict::Kind kind, std::optional<Error> error = std::nullopt);
  void end_as(Status status, std::string message);
  void stop_asking();
  [[nodiscard]] bool asking() const;
  [[nodiscard]] PollContext context() const;
  [[nodiscard]] Milliseconds running_for() const;
  [[nodiscard]] double random() const;
  [[nodiscard]] Instant now() const { return desk_.world.clock.now(); }

  // follower_history.cpp: what the history says, and what it is told
  void learn_history();
  void note_answer(const Observation& seen);
  void note_events(const std::vector<EventBody>& bodies, const Known& known);
  void adorn(EventBody& body);

  // leading.cpp: who asks
  bool learn_of_fence();
  void learn_record();
  void answered();
  void tell(std::optional<PollTrouble> trouble);
  void lose_patience();
  [[nodiscard]] Milliseconds granted(Milliseconds planned) const;
  [[nodiscard]] LongPolling::Terms hold_terms() const;

  // journal_only.cpp: operations without a server
  void look_at_journal();

  // resolve.cpp: starts without an answer, cancellation
  void resolve();
  bool adopt_stored();
  void take_found(Result<std::optional<Started>> found, std::optional<Milliseconds> wish);
  void not_started_yet();
  void take_cancel_reply(const Result<CancelReply>& reply);
  void after_cancel();

  // expecting.cpp: conditions, limits of this operation alone
  void open_page();
  bool take_expectations();
  bool check_limits();
  void decide_end(Verdict::Kind& kind, std::optional<Error>& error);
  [[nodiscard]] Operation as_known() const;

  std::size_t index_;
  const FollowerDesk& desk_;
  Traits traits_;
  Operation operation_;
  const Protocol* protocol_;
  bool just_started_;
  bool followed_;
  std::shared_ptr<Forecast> forecast_;  ///< Of its type; null while that is not known.
  PollPolicy policy_;
  LongPolling long_polling_;
  std::optional<Milliseconds> pause_;  ///< Before the next poll, where that is not the policy's to say.
  std::optional<Outage> outage_;
  JournalPage page_;
  Phase phase_ = Phase::waiting;
  std::optional<Instant> due_;
  std::optional<Instant> limit_;      ///< When the exchange under way is taken back.
  std::optional<Instant> beat_at_;    ///< Next look at the silence.
  std::optional<Instant> last_good_;  ///< Last good answer.
  Instant not_before_{};              ///< `Retry-After`: no request earlier.
  Instant attached_{};
  Milliseconds age_{0};  ///< Of the operation when attached.
  Lifetime life_;
  bool dated_ = false;  ///< `age_` is set.
  std::string warned_;  ///< Last warnings shown.
  LastAnswer last_answer_;
  int cancel_tries_ = 0;
  bool closing_ = false;                                 ///< The next answer is the last.
  Verdict::Kind closing_kind_ = Verdict::Kind::timeout;  ///< How it ends then.
  std::optional<Instant> each_end_;                      ///< When the time of this operation alone is up.
  std::optional<Instant> leave_by_;                      ///< Then no last answer is waited for any more.
  bool cancel_fired_ = false;                            ///< The sources of cancellation have had their effect.
  bool leading_ = true;                                  ///< It is we who ask the server.
  std::optional<LeaderTrouble> trouble_;                 ///< Told while we lead, heard while we follow.
  Wish granted_;                                         ///< What other readers wish.
  bool again_ = false;  ///< An answer was asked for under wrong assumptions: ask anew at once.
  std::unique_ptr<const Verdict> verdict_;
  Drive<Observation> polling_;
  Drive<std::optional<Started>> finding_;
  Drive<CancelReply> cancelling_;
};

}  // namespace optrack
