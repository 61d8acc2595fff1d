// SPDX-License-Identifier: MIT
#include "cli/wait_options.hpp"

#include "optrack/version.hpp"

namespace optrack::cli {

std::vector<OptionSpec> wait_options(WaitArgs& args) {
  std::vector<OptionSpec> options =
      in_group("When to stop waiting",
               {
                   flag("--all", "wait for every operation (the default)", args.all),
                   flag("--any", "the first operation that ends decides", args.any),
                   flag("--fail-fast", "leave as soon as one operation ends badly", args.fail_fast),
                   duration("--timeout", "leave after this time, 0 asks once; the operation goes on", args.timeout),
                   text("--deadline", "TIME", "leave at this time: RFC 3339, or +10m from now", args.deadline),
                   choice("--on-timeout", "what happens to the operations then", {"detach", "cancel"}, args.on_timeout),
                   choice("--on-interrupt", "what the first Ctrl-C does; the second one always leaves",
                          {"detach", "cancel"}, args.on_interrupt),
                   duration("--max-outage", "longest time without a usable answer", args.max_outage),
                   duration("--not-found-grace", "how long a 404 counts as 'not yet visible'", args.not_found_grace),
               });
  add(options,
      in_group("How often to ask", {
                                       duration_or("--interval", "auto", "fixed time between polls", args.interval),
                                       duration("--min-interval", "least time between polls", args.min_interval),
                                       duration("--max-interval", "greatest time between polls", args.max_interval),
                                   }));
  add(options,
      in_group(
          "What to show",
          {
              choice("--since", "show what was journalled before, or only news", {"start", "now"}, args.since),
              text("--events", "LIST", "only these event types, comma-separated", args.events),
              choice("--level", "least level of log entries", {"debug", "info", "warning", "error"}, args.level),
              integer("--max-log", "N", "at most this many log lines per operation", args.max_log, 0, 1'000'000'000),
              duration_or("--heartbeat", "off", "say that we still wait after this silence", args.heartbeat),
          }));
  add(options, in_group("Exit code",
                        {
                            integer("--timeout-exit-code", "N", "instead of 124", args.timeout_exit_code, 0, 255),
                            text("--exit-code-map", "LIST", "other codes: cancelled=0,timeout=75", args.exit_code_map),
                            flag("--exit-code-from-result", "end with the exit code of the remote command",
                                 args.exit_code_from_result),
                        }));
  return options;
}

namespace {

/// "+10m" or a time.
Result<WallTime> deadline_from(const std::string& text, const Clock& clock) {
  const WallTime now = clock.wall();
  if (text.starts_with('+')) {
    const Result<Milliseconds> wait = parse_duration(std::string_view{text}.substr(1));
    if (!wait) return fail(Error{wait.error()}.during("--deadline"));
    return now + *wait;
  }
  Result<WallTime> time = parse_time(text, now, clock.utc_offset(now));
  if (!time) return fail(std::move(time).error().during("--deadline"));
  return *time;
}

}  // namespace

Result<WaitOptions> to_wait_options(const WaitArgs& args, const Clock& clock) {
  if (args.all && args.any) return fail(ErrorKind::usage, "--all and --any exclude each other");
  if (args.min_interval > args.max_interval) {
    return fail(ErrorKind::usage, "--min-interval " + format_duration(args.min_interval) + " is above --max-interval " +
                                      format_duration(args.max_interval));
  }
  WaitOptions options;
  options.timeout = args.timeout;
  if (!args.deadline.empty()) {
    const Result<WallTime> deadline = deadline_from(args.deadline, clock);
    if (!deadline) return fail(deadline.error());
    options.deadline = *deadline;
  }
  options.interval = args.interval;
  options.min_interval = args.min_interval;
  options.max_interval = args.max_interval;
  options.max_outage = args.max_outage;
  options.not_found_grace = args.not_found_grace;
  options.heartbeat = args.heartbeat;
  options.on_timeout = args.on_timeout == "cancel" ? OnTimeout::cancel : OnTimeout::detach;
  options.on_interrupt = args.on_interrupt == "cancel" ? OnInterrupt::cancel : OnInterrupt::detach;
  options.any = args.any;
  options.fail_fast = args.fail_fast;
  options.from_start = args.since != "now";
  options.version = kVersion;
  return options;
}

Result<ExitOptions> to_exit_options(const WaitArgs& args) {
  ExitOptions options;
  options.any = args.any;
  options.timeout_exit_code = args.timeout_exit_code;
  options.from_result = args.exit_code_from_result;
  if (!args.exit_code_map.empty()) {
    Result<std::map<ExitCode, int>> map = parse_exit_code_map(args.exit_code_map);
    if (!map) return fail(std::move(map).error().during("--exit-code-map"));
    options.map = std::move(*map);
  }
  return options;
}

}  // namespace optrack::cli
