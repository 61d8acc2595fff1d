// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/event.hpp"
#include "optrack/operation.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// Names one wait of one process in a store; 0: none.
using SessionId = std::uint64_t;

/// What a session is opened with.
struct SessionTerms {
  Owner owner;                  ///< Another process may ask whether it lives.
  std::string boot;             ///< Names this start of the machine: sessions of another one have ended.
  Milliseconds length{15'000};  ///< How long it lasts without being renewed.
  /// Whether the process of another session may still live: one that certainly does not has ended before its
  /// time. Empty: believed.
  std::function<bool(const Owner&)> lives = {};
};

/// That whoever asks about an operation gets no answer, for those who follow.
struct LeaderTrouble {
  Instant at{};      ///< When it was so, by `Clock::now`.
  PollTrouble what;  ///< As that process showed it: `outage` and `retry` count from `at`.
};

/// How it goes with an operation, as whoever asks tells it.
struct LeaderNews {
  std::string op;
  std::optional<LeaderTrouble> trouble;  ///< Absent: it answers (again).
};

/// What became of a claim.
struct Lease {
  enum class Kind {
    ours,     ///< We ask the server; `token` fences our changes.
    others,   ///< `holder` asks, at least until `until`.
    missing,  ///< The operation is not in the registry.
  };
  Kind kind = Kind::missing;
  std::uint64_t token = 0;  ///< Grows with every change of the holder.
  SessionId holder = 0;
  Instant until{};
  std::optional<LeaderTrouble> trouble = {};  ///< Of `holder`.
};

/// How often a process that follows would like the server to be asked.
struct Wish {
  std::optional<Milliseconds> fresh;     ///< How old shown events may get; absent: nobody reads.
  std::optional<Milliseconds> interval;  ///< Fixed time between polls.

  friend bool operator==(const Wish&, const Wish&) = default;
};

/// A look at the store from outside, without reading it.
struct StoreSight {
  std::uint64_t version = 0;  ///< Differs from the one before when another process has written in between.
  std::optional<Error> lost;  ///< This is no longer the store it was (deleted, replaced, brought to a newer version):
                              ///< nothing may be written any more.
};

/// An operation of which something was written.
struct Move {
  std::string op;
  std::uint64_t last_seq = 0;                 ///< Number of its newest event.
  SessionId holder = 0;                       ///< Who has, or had, its lease; 0: it is free.
  std::optional<LeaderTrouble> trouble = {};  ///< Of `holder`.
};

/// What was written since a mark.
struct Moves {
  std::uint64_t mark = 0;  ///< For the next question.
  std::vector<Move> ops;
};

/// Who asks the server about which operation, among the processes that share a store (shape 5 of
/// docs/architecture.md). A lease belongs to a session and holds as long as that lasts; so one renewal
/// keeps any number of leases. Expiry is judged by `Clock::now`, which all processes of a machine share.
/// Threads, failures and patience as for `Store`.
class Leases {
 public:
  virtual ~Leases() = default;

  /// Begins a session and forgets those that have ended.
  [[nodiscard]] virtual Result<SessionId> open_session(const SessionTerms& terms) = 0;

  /// Lets it last its whole length from now on; false when it is not there any more: open another one.
  [[nodiscard]] virtual Result<bool> renew_session(SessionId session) = 0;

  /// When `session` ends unless it is renewed; `nullopt` when it has ended.
  [[nodiscard]] virtual Result<std::optional<Instant>> session_end(SessionId session) = 0;

  /// Ends it: its leases are free, its wishes forgotten.
  [[nodiscard]] virtual Result<void> close_session(SessionId session) = 0;

  /// Takes the leases that are free, in one transaction; one answer per operation, in order. What is ours
  /// already stays so, with its token.
  [[nodiscard]] virtual Result<std::vector<Lease>> claim(SessionId session, std::span<const std::string> ops) = 0;

  /// Gives back those of `ops` that are ours.
  [[nodiscard]] virtual Result<void> release(SessionId session, std::span<const std::string> ops) = 0;

  /// Tells those who follow how it goes, for those of `news` whose lease is ours. It belongs to the lease: another
  /// holder begins without trouble.
  [[nodiscard]] virtual Result<void> tell(SessionId session, std::span<const LeaderNews> news) = 0;

  /// Leaves the same wish for all of `ops`, in the place of an earlier one.
  [[nodiscard]] virtual Result<void> wish(SessionId session, std::span<const std::string> ops, const Wish& wish) = 0;

  /// The most eager of what sessions other than `session` wish for `op`, member by member.
  [[nodiscard]] virtual Result<Wish> wishes(SessionId session, std::string_view op) = 0;

  /// Whether another process has written, and whether this is still the store it was. Costs next to nothing.
  [[nodiscard]] virtual Result<StoreSight> look() = 0;

  /// Operations written (by anybody, wishes, troubles and released leases included) since `mark`; 0: only the present
  /// mark.
  [[nodiscard]] virtual Result<Moves> moves(std::uint64_t mark) = 0;
};

}  // namespace optrack
