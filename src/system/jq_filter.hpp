// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "optrack/condition.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// How long an answer of a jq program is waited for at most. Its own limit is 1 s of processor time.
inline constexpr Milliseconds kJqPatience{10'000};

/// Runs jq programs in a process of their own, `optrack-jq`: with an empty environment, no files but its socket,
/// 512 MiB of memory and 1 s of processor time for each record, during which the caller is blocked. One that goes
/// beyond is ended and its filter never answers again (error `timeout` or `local`). The process lives as long as its
/// filter. Making one fails with `usage` for a program that jq does not take, and `local` when `optrack-jq` cannot be
/// run. \param helper    Empty: looked for beside this program and in `../libexec/optrack` of it, never in PATH. \param
/// patience  For each answer: then its process is ended, whatever it does.
FilterMaker jq_filters(std::filesystem::path helper = {}, Milliseconds patience = kJqPatience);

}  // namespace optrack
