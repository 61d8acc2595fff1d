// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "optrack/operation.hpp"
#include "optrack/store.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// What a follower saw of an operation's beginning and end. Elapsed times count from its start as
/// far as we know it.
struct Lifetime {
  bool start_known = false;  ///< Started from here, or the server says when.
  std::optional<WallTime> server_started;
  std::optional<WallTime> server_ended;
  Milliseconds running_at{0};            ///< Last poll that saw it running; 0: only its start is known.
  std::optional<Milliseconds> ended_by;  ///< The poll that saw it ended.
};

/// How many seconds an operation took that ended with `status`, for the history of its type. By the
/// server's clock where it tells both times, else the middle between the last look at it running and
/// the first at its end. Absent when that says nothing about the next one: it did not end by itself, its
/// start is unknown, or the times are nonsense (more than 30 days).
std::optional<double> seconds_lasted(const Lifetime& life, Status status, bool cancel_requested);

/// The type under which durations of `operation` are kept: its own, else the one it was started as, else what
/// the server calls it; empty: no history.
const std::string& history_type(const Operation& operation, const Known& known);

/// Whether its start was sent from this registry, so that its time is known.
bool is_own_start(const Operation& operation);

}  // namespace optrack
