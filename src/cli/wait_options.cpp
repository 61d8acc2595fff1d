// SPDX-License-Identifier: MIT
#include "cli/wait_options.hpp"

#include "optrack/version.hpp"
#include "system/jq_filter.hpp"

namespace optrack::cli {

namespace {

/// Read at once: what is wrong is told before any request, with the option's name.
OptionSpec condition_option(WaitArgs& args) {
  OptionSpec option = custom("--for", "CONDITION", "what to wait for (optrack help conditions), may be repeated: all",
                             [&args](const std::string& value) -> Result<void> {
                               Result<Condition> condition = Condition::parse(value, jq_filters());
                               if (!condition) return fail(std::move(condition).error());
                               args.conditions.push_back(std::move(*condition));
                               return {};
                             });
  option.repeatable = true;
  return option;
}

OptionSpec cancel_option(WaitArgs& args) {
  OptionSpec option =
      custom("--cancel-on", "LIST", "ask to cancel on timeout:D, signal:NAME or a condition; ',' is any, '+' all",
             [&args](const std::string& value) -> Result<void> {
               const Result<CancelWhen> when = parse_cancel_when({value}, jq_filters());
               if (!when) return fail(when.error());
               args.cancel_on.push_back(value);
               return {};
             });
  option.repeatable = true;
  return option;
}

OptionSpec since_option(WaitArgs& args) {
  OptionSpec option =
      custom("--since", "start|now|DURATION", "show what was journalled before, only news, or this much",
             [&args](const std::string& value) -> Result<void> {
               if (value != "start" && value != "now") {
                 const Result<Milliseconds> back = parse_duration(value);
                 if (!back) return fail(Error{back.error()}.during("neither start nor now"));
               }
               args.since = value;
               return {};
             });
  option.default_value = args.since;
  return option;
}

OptionSpec fresh_option(WaitArgs& args) {
  OptionSpec option = custom("--fresh", "DURATION|off", "how old shown events may get while there is news",
                             [&args](const std::string& value) -> Result<void> {
                               args.fresh.reset();
                               args.fresh_given = true;
                               if (value == "off") return {};
                               const Result<Milliseconds> given = parse_duration(value);
                               if (!given) return fail(Error{given.error()}.during("neither a duration nor off"));
                               args.fresh = *given;
                               return {};
                             });
  option.default_value = "2s on a terminal, else 3s; off with -q, id and json";
  return option;
}

}  // namespace

std::vector<OptionSpec> wait_options(WaitArgs& args) {
  std::vector<OptionSpec> options =
      in_group("When to stop waiting",
               {
                   flag("--all", "wait for every operation (the default)", args.all),
                   flag("--any", "the first operation that ends, or meets the conditions, decides", args.any),
                   integer("--first", "N", "the first N of them decide", args.first, 1, 1'000'000),
                   flag("--fail-fast", "leave as soon as one operation ends badly", args.fail_fast),
                   flag("--cancel-rest", "with --fail-fast: ask to cancel the others", args.cancel_rest),
                   condition_option(args),
                   flag("--follow-result", "wait too for an operation that a result names", args.follow_result),
                   duration("--timeout", "leave after this time, 0 asks once; the operation goes on", args.timeout),
                   duration("--each-timeout", "the same for each operation alone", args.each_timeout),
                   text("--deadline", "TIME", "leave at this time: RFC 3339, or +10m from now", args.deadline),
                   choice("--on-timeout", "what happens to the operations then", {"detach", "cancel"}, args.on_timeout),
                   choice("--on-interrupt", "what the first Ctrl-C does; the second one always leaves",
                          {"detach", "cancel", "ask"}, args.on_interrupt),
                   cancel_option(args),
                   duration("--max-outage", "longest time without a usable answer", args.max_outage),
                   duration("--not-found-grace", "how long a 404 counts as 'not yet visible'", args.not_found_grace),
               });
  add(options,
      in_group("How often to ask", {
                                       duration_or("--interval", "auto", "fixed time between polls", args.interval),
                                       duration("--min-interval", "least time between polls", args.min_interval),
                                       duration("--max-interval", "greatest time between polls", args.max_interval),
                                       duration("--poll-cost", "delay that one poll is worth", args.poll_cost),
                                       fresh_option(args),
                                   }));
  add(options, in_group("What to show", {since_option(args)}));
  add(options, in_group("What to show", view_options(args.view)));
  add(options, in_group("What to show", {duration_or("--heartbeat", "off", "say that we still wait after this silence",
                                                     args.heartbeat)}));
  add(options, hook_options(args.hooks));
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

constexpr Milliseconds kLeastPollCost{10};

/// How many operations decide; 0: all.
std::size_t deciding(const WaitArgs& args) { return args.any ? 1 : static_cast<std::size_t>(args.first.value_or(0)); }

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
  if (static_cast<int>(args.all) + static_cast<int>(args.any) + static_cast<int>(args.first.has_value()) > 1) {
    return fail(ErrorKind::usage, "--all, --any and --first exclude each other");
  }
  if (args.cancel_rest && !args.fail_fast) return fail(ErrorKind::usage, "--cancel-rest needs --fail-fast");
  if (args.poll_cost < kLeastPollCost) {
    return fail(ErrorKind::usage, "--poll-cost " + format_duration(args.poll_cost) + " is too small: at least " +
                                      format_duration(kLeastPollCost));
  }
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
  options.poll_cost = args.poll_cost;
  options.max_outage = args.max_outage;
  options.not_found_grace = args.not_found_grace;
  options.heartbeat = args.heartbeat;
  options.on_timeout = args.on_timeout == "cancel" ? OnTimeout::cancel : OnTimeout::detach;
  if (args.on_interrupt == "cancel") options.on_interrupt = OnInterrupt::cancel;
  if (args.on_interrupt == "ask") options.on_interrupt = OnInterrupt::ask;
  options.conditions = args.conditions;
  if (!args.cancel_on.empty()) {
    Result<CancelWhen> cancel = parse_cancel_when(args.cancel_on, jq_filters());
    if (!cancel) return fail(std::move(cancel).error().during("--cancel-on"));
    options.cancel = std::move(*cancel);
  }
  options.first = deciding(args);
  options.fail_fast = args.fail_fast;
  options.cancel_rest = args.cancel_rest;
  options.each_timeout = args.each_timeout;
  options.from_start = args.since != "now";
  if (args.since != "start" && args.since != "now") {
    const Result<Milliseconds> back = parse_duration(args.since);
    if (!back) return fail(Error{back.error()}.during("--since"));
    options.since = clock.wall() - *back;
  }
  options.version = kVersion;
  return options;
}

Result<ExitOptions> to_exit_options(const WaitArgs& args) {
  ExitOptions options;
  options.first = deciding(args);
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
