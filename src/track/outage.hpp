// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/error.hpp"
#include "optrack/time.hpp"
#include "optrack/wait.hpp"

namespace optrack {

/// Decides what follows a failed poll: another try later, or the end of the wait. Counts the
/// errors in a row of one operation. Pure: told the time, answers with a value.
///
/// "Denied" and "not found" end after their own grace; a refused poll (400, 409, 422) at once;
/// trouble of this machine, protocol and TLS trouble before the first good answer after
/// `first_outage`; everything else after `max_outage`.
class Outage {
 public:
  struct Limits {
    Milliseconds max_outage{300'000};
    Milliseconds first_outage{10'000};
    Milliseconds not_found_grace{10'000};
    Milliseconds denied_grace{10'000};
    std::optional<Milliseconds> ceiling;  ///< Longest wait between two tries; absent: 30 s.
  };

  struct Decision {
    bool give_up = false;
    Verdict::Kind kind = Verdict::Kind::unreachable;  ///< Meaningful when `give_up`.
    int attempt = 1;                                  ///< Errors in a row, this one included.
    Milliseconds delay{0};                            ///< Until the next try; meaningful when not `give_up`.
    Milliseconds outage{0};                           ///< Since the first error of this row.
  };

  /// \param seen_before  An earlier wait already had a good answer about this operation.
  Outage(Limits limits, bool seen_before) : limits_(limits), seen_(seen_before) {}

  /// \param server_wish  `Retry-After`; 429 and 503 without one count as one second.
  /// \param random       Uniform in [0, 1).
  Decision failed(const Error& error, Instant now, std::optional<Milliseconds> server_wish, double random);

  /// A good answer came. \return How long the outage had lasted; `nullopt` when there was none.
  std::optional<Milliseconds> answered(Instant now);

  /// Another process asks and tells that it has had `errors` errors in a row, the last one of this `kind`, the first
  /// one at `since`.
  void heard(int errors, ErrorKind kind, Instant since);

  /// Whether the newest answer was an error.
  [[nodiscard]] bool failing() const { return errors_ > 0; }

  /// When an outage like this one is given up, at most ten years from its beginning. REQUIRES: `failing()`.
  [[nodiscard]] Instant patience_end() const;

  /// Whether there has ever been a good answer.
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  [[nodiscard]] Milliseconds limit_for(ErrorKind kind) const;

  Limits limits_;
  bool seen_;
  int errors_ = 0;
  Instant since_{};
  ErrorKind kind_ = ErrorKind::unreachable;
  Instant kind_since_{};
};

/// How a wait ends that was given up because of `kind`.
Verdict::Kind verdict_for(ErrorKind kind);

}  // namespace optrack
