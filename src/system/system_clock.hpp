// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/clock.hpp"

namespace optrack {

/// The clocks of this machine. `now` is CLOCK_BOOTTIME, so that a deadline also passes while a laptop sleeps.
/// Safe to read from several threads.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] WallTime wall() const override;
  /// By the rules of TZ and /etc/localtime, with summer time at `time`; zero when they cannot be read.
  [[nodiscard]] std::chrono::seconds utc_offset(WallTime time) const override;
};

}  // namespace optrack
