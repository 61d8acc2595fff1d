// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "optrack/time.hpp"

namespace optrack {

/// Time, to be read. Nothing else in optrack reads a clock, so that tests let hours pass in
/// microseconds. Sleeping happens in one place only: `Transport::wait`.
/// Implementations are safe to read from several threads.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Monotonic reading, for durations. Never jumps, counts through suspend, means nothing on disk.
  [[nodiscard]] virtual Instant now() const = 0;

  /// UTC reading, for time stamps people see and the store keeps. May jump.
  [[nodiscard]] virtual WallTime wall() const = 0;

  /// Local time minus UTC at `time`, for showing times to people.
  [[nodiscard]] virtual std::chrono::seconds utc_offset(WallTime time) const = 0;
};

}  // namespace optrack
