// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "optrack/wait.hpp"
#include "track/due_heap.hpp"
#include "track/expectations.hpp"
#include "track/follower.hpp"
#include "track/journal.hpp"
#include "track/lease_keeper.hpp"

namespace optrack {

/// The one loop of `wait_for`: one thread, one sleep. A turn acts for whoever is due, commits and
/// shows what was learned, decides whether to go on, and sleeps until the next thing happens. Its
/// cost grows with what happened, not with the number of operations.
class WaitLoop {
 public:
  WaitLoop(const World& world, EventSink& sink, const WaitOptions& options);
  WaitLoop(const WaitLoop&) = delete;
  WaitLoop& operator=(const WaitLoop&) = delete;

  /// See `wait_for`. Called once.
  WaitReport run(std::vector<Watched> watched);

 private:
  void announce(const std::vector<Watched>& watched);
  void take_over(std::vector<Watched>& watched);
  void add(Watched watched);
  WaitReport follow_all();
  WaitReport broken_off(const char* why, std::vector<Watched>& watched) const;
  void attach();
  void turn();
  void take_signals();
  void take(Signal signal);
  void interrupted();
  void take_choice();
  void take_wishes();
  void check_cancel();
  void send_cancels();
  void check_time();
  void close_down();
  void cancel_all(const char* reason, const char* message);
  void act();
  void finish_turn();
  void take_verdict(std::size_t index);
  void cancel_rest(const Verdict& cause);
  void follow(std::size_t parent);
  void leave(Verdict::Kind kind);
  [[nodiscard]] std::optional<Instant> end_of_time() const;
  [[nodiscard]] Instant next_wake();
  WaitReport report();

  const World& world_;
  EventSink& sink_;
  const WaitOptions& options_;
  Expectations expectations_;
  Journal journal_;
  ForecastBook forecasts_;
  FollowerDesk desk_;
  std::vector<std::unique_ptr<Follower>> followers_;
  LeaseKeeper keeper_;
  DueHeap due_;
  std::vector<std::size_t> stirred_;  ///< Who learned something since the last commit; may repeat.
  std::vector<bool> counted_;         ///< Whose verdict has been taken.
  std::size_t active_ = 0;
  Instant begun_{};
  std::optional<Instant> closing_until_;                 ///< Set once the time is up.
  Verdict::Kind closing_kind_ = Verdict::Kind::timeout;  ///< Of who has no answer by then.
  std::size_t decided_ = 0;                              ///< Operations that ended or met their conditions.
  std::size_t followed_ = 0;                             ///< Operations that came from results.
  std::optional<Instant> asking_until_;                  ///< Somebody is asked what the interruption means.
  bool interrupted_ = false;
  bool leaving_ = false;
  std::optional<Signal> signal_;
  bool reader_gone_ = false;
};

}  // namespace optrack
