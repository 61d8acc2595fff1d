// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/hook_options.hpp"
#include "cli/view_options.hpp"
#include "optrack/clock.hpp"
#include "optrack/wait.hpp"

namespace optrack::cli {

/// How to wait, as written on a command line: shared by every command that waits.
struct WaitArgs {
  std::optional<Milliseconds> timeout;
  std::string deadline;  ///< Empty: none.
  std::optional<Milliseconds> interval;
  Milliseconds min_interval = WaitOptions{}.min_interval;
  Milliseconds max_interval = WaitOptions{}.max_interval;
  Milliseconds poll_cost = WaitOptions{}.poll_cost;
  std::optional<Milliseconds> fresh;  ///< Absent with `fresh_given`: nobody needs to know soon.
  bool fresh_given = false;           ///< Else what is shown decides.
  Milliseconds max_outage = WaitOptions{}.max_outage;
  Milliseconds not_found_grace = WaitOptions{}.not_found_grace;
  std::optional<Milliseconds> heartbeat = Milliseconds{30'000};
  std::string on_timeout = "detach";
  std::string on_interrupt = "detach";
  bool all = false;
  bool any = false;
  std::optional<int> first;
  bool fail_fast = false;
  bool cancel_rest = false;
  std::vector<Condition> conditions;   ///< --for
  std::vector<std::string> cancel_on;  ///< Checked when it was read.
  std::optional<Milliseconds> each_timeout;
  bool follow_result = false;
  bool keys = false;  ///< Read keys where there is a live view.
  std::string since = "start";
  ViewArgs view;
  std::optional<int> timeout_exit_code;
  std::string exit_code_map;
  bool exit_code_from_result = false;
  HookArgs hooks;          ///< --on, --notify
  bool out_taken = false;  ///< The command prints an id on stdout before it waits.
};

/// The options that fill `args`, which must outlive them.
std::vector<OptionSpec> wait_options(WaitArgs& args);

/// The wait that `args` describes. Error `usage` for options that contradict each other.
/// \param clock  Read for a relative `--deadline`.
Result<WaitOptions> to_wait_options(const WaitArgs& args, const Clock& clock);

/// The exit codes that `args` describes. Error `usage` for a map that cannot be read.
Result<ExitOptions> to_exit_options(const WaitArgs& args);

}  // namespace optrack::cli
