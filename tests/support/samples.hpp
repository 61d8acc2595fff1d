// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "optrack/event.hpp"

namespace optrack::test {

/// 2026-03-01 08:00:05.1234567 UTC: a time with as many digits as .NET writes.
WallTime sample_time();

/// A task, a resource, a log entry and an operation with every field filled.
Task sample_task();
Resource sample_resource();
LogEntry sample_log();
Operation sample_operation();

/// Each kind of event body at least twice: with every field filled, and with as few as possible.
std::vector<EventBody> sample_bodies();

}  // namespace optrack::test
