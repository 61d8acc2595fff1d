// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/time.hpp"

/// What the stories that printers are shown in tests have in common.
namespace optrack::test {

using Lines = std::vector<std::string>;

/// When they begin: 2026-03-01 10:00:00 UTC.
inline const WallTime kTen{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{10}};
/// Whom they are about.
inline const std::string kOp = "k3v9abcdef";

}  // namespace optrack::test
