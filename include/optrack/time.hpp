// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// A point on the monotonic clock; for durations inside one process only.
using Instant = std::chrono::steady_clock::time_point;

/// A point in UTC with nanosecond resolution, years 1678 to 2261.
/// Servers use up to 100 ns; nothing may be lost when a time stamp is echoed.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

using Milliseconds = std::chrono::milliseconds;

/// Reads an RFC 3339 time: `2026-03-01T08:00:05.1234567+00:00`, `...Z`, a blank
/// instead of `T`, 0 to 9 fraction digits (more are cut), offsets up to 23:59.
/// \return `nullopt` for anything else. Years outside 1678..2261 are clamped to the
///         nearest representable time, so that a hostile year cannot overflow.
/// Source: RFC 3339, section 5.6.
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// Writes `time` in UTC with `Z` and exactly `digits` fraction digits, 0 to 9, cut not rounded.
std::string format_rfc3339(WallTime time, int digits = 3);

/// Like `format_rfc3339` with 9 digits less the trailing zeros: the shortest exact form.
std::string format_rfc3339_exact(WallTime time);

/// Reads a duration as people write it: `90s`, `5m`, `1h30m`, `250ms`, `2d`, `1.5h`; a
/// bare number is seconds. Blanks around it are allowed, a sign is not.
/// \return A `usage` error naming the text for anything else, or above 10,000 days.
[[nodiscard]] Result<Milliseconds> parse_duration(std::string_view text);

/// The duration as a clock for people: `0:42`, `12:05`, `1:02:03`, `2d 3:00:00`.
/// Cut to whole seconds; negative durations show as `0:00`.
std::string format_clock(Milliseconds duration);

/// The duration in the form `parse_duration` reads, exact to the millisecond: `1h30m`, `250ms`, `0s`.
std::string format_duration(Milliseconds duration);

}  // namespace optrack
