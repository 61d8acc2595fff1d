// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/time.hpp"

namespace optrack {

/// How long to wait between two polls of one operation. Pure arithmetic: told the time, answers
/// with a duration. Without a fixed interval the polls of a fresh operation come at c, 4c, 9c, …
/// (c = 0.5 s): often at first, ever more seldom the longer it has been running.
class PollPolicy {
 public:
  struct Settings {
    std::optional<Milliseconds> interval;  ///< Fixed; absent: the schedule above.
    Milliseconds shortest{500};
    Milliseconds longest{300'000};
    bool shown = true;                      ///< Somebody reads the events: never longer than 3 s.
    std::optional<Milliseconds> retention;  ///< How long the server keeps finished operations.
  };

  explicit PollPolicy(Settings settings) : settings_(settings) {}

  /// The wait after a poll at `elapsed` since the operation's start (negative counts as zero).
  /// \param server_wish  `Retry-After` of the last answer: a floor above everything else.
  /// \param random       Uniform in [0, 1): spreads the schedule by up to 5 % either way.
  [[nodiscard]] Milliseconds next(Milliseconds elapsed, std::optional<Milliseconds> server_wish, double random) const;

  /// The longest wait the server's memory allows: half of its retention; `nullopt`: any.
  [[nodiscard]] std::optional<Milliseconds> ceiling() const;

 private:
  Settings settings_;
};

}  // namespace optrack
