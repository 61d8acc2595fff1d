// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "optrack/protocol.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// So many requests of one wait may be held open by servers at a time; operations beyond it are polled.
inline constexpr std::size_t kMostHeld = 16;
/// A server is asked to hold an answer so long at most.
inline constexpr Milliseconds kLongestHold{30'000};
/// What is held for less, and brings nothing, might as well have been polled.
inline constexpr Milliseconds kWorthHolding{5'000};
/// Between news and the next request, so that a server cannot have us ask without any pause.
inline constexpr Milliseconds kNewsPause{500};
/// An answer that is so much later than it was to be held is not believed to come any more.
inline constexpr Milliseconds kHoldGrace{5'000};

/// The places for held requests that the operations of one wait share.
struct HoldBudget {
  std::size_t taken = 0;
};

/// Whether the next poll of one operation is held by the server, so that news come at once, and when that is
/// given up: a server that stays silent, answers early again and again, or cannot do it is polled instead. Pure:
/// told the time and the answers.
class LongPolling {
 public:
  LongPolling(LongPoll offered, std::shared_ptr<HoldBudget> budget);
  ~LongPolling() { give_up_place(); }
  LongPolling(const LongPolling&) = delete;
  LongPolling& operator=(const LongPolling&) = delete;

  struct Terms {
    std::optional<Milliseconds> fresh;  ///< How old shown events may get; absent: nobody reads along.
    Milliseconds max_outage{0};         ///< A silent server must not be believed longer than this.
  };

  /// Takes a place among those that are held, if there is one and this operation can be held; keeps it
  /// until `leave`. \return Whether the next poll may be held, and so need not be waited for.
  bool take_place();

  /// A poll goes out at `now`. \return How long the server may hold it; `nullopt`: asked plainly.
  std::optional<Milliseconds> begin(const Terms& terms, Instant now);

  /// Whether the poll under way is a held one.
  [[nodiscard]] bool is_held() const { return held_.has_value(); }

  /// Whether the poll under way is held for longer than `terms` allow, from now on.
  [[nodiscard]] bool outlasts(const Terms& terms, Instant now) const;

  /// A good answer to the poll under way. \param news  It brought an event.
  /// \return When the next poll may go out, because it will be held; `nullopt`: it keeps the usual distance.
  std::optional<Milliseconds> answered(bool news, Instant now);

  /// No good answer. \param silent  None at all. \return Whether it was held: then asking plainly tells more.
  bool failed(const Error& error, bool silent);

  /// The poll under way was taken back.
  void stopped() { held_.reset(); }

  /// No further poll will be held: the place is for others.
  void leave();

 private:
  struct Held {
    Instant since{};
    Milliseconds asked{0};
  };

  [[nodiscard]] Milliseconds length(const Terms& terms) const;
  void strike(int weight);
  void give_up_place();

  LongPoll offered_;
  std::shared_ptr<HoldBudget> budget_;
  std::optional<Held> held_;
  int strikes_ = 0;  ///< Without a held answer that was as it should be in between.
  bool has_place_ = false;
  bool plain_next_ = false;  ///< Ask plainly once, then hold again.
};

}  // namespace optrack
