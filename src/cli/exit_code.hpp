// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/wait.hpp"

namespace optrack::cli {

/// What optrack ends with. Frozen: scripts depend on the numbers.
enum class ExitCode {
  ok = 0,
  failed = 1,
  usage = 2,
  cancelled = 3,
  denied = 4,
  not_found = 5,
  unreachable = 6,
  local = 7,
  pending = 8,
  rejected = 9,
  impossible = 10,
  timeout = 124,
  hangup = 129,
  interrupt = 130,
  pipe = 141,
  terminate = 143,
};

constexpr int number(ExitCode code) { return static_cast<int>(code); }

/// "ok", "not-found", "timeout"; the signals are "signal", a number that is none of ours is "other".
std::string_view exit_name(int code);

/// What a command that fails with this kind of error ends with.
ExitCode exit_code_for(ErrorKind kind);

/// Of a one-shot question about one operation: 0, 1, 3, 5 or 8.
ExitCode exit_code_for(Status status);

ExitCode exit_code_for(Signal signal);

/// Of one operation of a wait; absent for one that was only left: the signal, the reader or the
/// operation that ended says why.
std::optional<ExitCode> exit_code_for(const Verdict& verdict);

/// The gravest of several: signals > 7 > 1 > 9 > 4 > 6 > 10 > 5 > 3 > 124 > 8 > 0.
/// Empty: ok.
ExitCode combine(const std::vector<ExitCode>& codes);

/// How a person wants a wait to end.
struct ExitOptions {
  std::size_t first =
      0;  ///< Once so many ended or met their conditions, they decide and the others do not count; 0: all.
  std::optional<int> timeout_exit_code;  ///< --timeout-exit-code
  std::map<ExitCode, int> map;           ///< --exit-code-map, applied last
  bool from_result = false;              ///< --exit-code-from-result
};

/// The exit code of a whole wait. Pure; `report.verdicts` may be empty (ok).
/// With `from_result`, one watched operation that ended with a remote exit code ends with that;
/// for several operations the first one whose remote exit code is not 0.
int exit_code_for(const WaitReport& report, const ExitOptions& options);

/// Reads "cancelled=0,timeout=75": names or numbers of exit codes to 0..255.
Result<std::map<ExitCode, int>> parse_exit_code_map(std::string_view text);

/// One row of `optrack help exit-codes`.
struct ExitCodeRow {
  ExitCode code;
  std::string_view name;
  std::string_view meaning;
};

/// All exit codes, by number.
const std::vector<ExitCodeRow>& exit_codes();

}  // namespace optrack::cli
