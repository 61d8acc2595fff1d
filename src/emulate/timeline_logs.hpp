// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "emulate/timeline.hpp"

namespace optrack::emulate {

/// The state of an operation as far as its log depends on it.
struct LogWindow {
  Offset elapsed{};        ///< Now.
  Offset end{};            ///< When the operation ends or ended.
  bool cancelled = false;  ///< Nothing that was planned after the end is written any more.
};

/// One entry a request gets to see: the `number`-th (from 0) of the series `plan`.
struct VisibleEntry {
  std::size_t plan = 0;
  std::size_t number = 0;
  WallTime timestamp;
};

/// The entries to show, by falling time for `newest_first`, else by rising time. Time and memory grow
/// with what is shown, not with what was shown before, unless late or repeated entries are wanted.
std::vector<VisibleEntry> visible_entries(const std::vector<LogPlan>& log, const OperationFacts& facts,
                                          const LogWindow& window, const OperationView& view);

/// A time as .NET writes it: offset +00:00, up to 7 fraction digits, trailing zeros dropped.
std::string eryph_time(WallTime time);

/// A result document with "{configuration}", "{catlet}", "{name}" and "{id}" filled in.
nlohmann::ordered_json filled_result(const JsonText& result, const OperationFacts& facts);

}  // namespace optrack::emulate
