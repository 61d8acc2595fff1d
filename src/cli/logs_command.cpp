// SPDX-License-Identifier: MIT
#include "cli/logs_command.hpp"

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/filter_complaints.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/log_lines.hpp"
#include "cli/refresh.hpp"
#include "cli/show_once.hpp"
#include "cli/turns.hpp"
#include "model/record_json.hpp"
#include "print/printers.hpp"
#include "print/unread_outputs.hpp"

namespace optrack::cli {

namespace {

/// Read at once: what is wrong is told before the server is asked.
OptionSpec grep_option(LogsOptions& options) {
  return custom("--grep", "REGEX", "only lines whose message matches (RE2)",
                [&options](const std::string& value) -> Result<void> {
                  auto pattern = Pattern::read(value);
                  if (!pattern) {
                    return fail(ErrorKind::usage, "'" + value + "' is no regular expression: " + pattern.error().what);
                  }
                  options.grep = std::move(*pattern);
                  return {};
                });
}

}  // namespace

CommandSpec logs_command() {
  const auto options = std::make_shared<LogsOptions>();
  CommandSpec spec;
  spec.name = "logs";
  spec.summary = "Print the log entries of an operation";
  spec.description =
      "Prints log entries to stdout, oldest first. An operation that has not ended is asked about once first; with "
      "--follow until it ends.";
  spec.examples = {{"optrack logs @last", "All lines of the newest operation"},
                   {"optrack logs web -f", "Follow them until it ends"},
                   {"optrack logs web --task 'disk*' --tail 20", "The last 20 lines of some tasks"},
                   {"optrack logs web --grep '(?i)error|denied'", "Lines that hold one of these words"},
                   {"optrack logs web --since -5m", "Lines of the last five minutes"},
                   {"optrack logs web -f -o ndjson --jq .message", "The bare messages, as they come"}};
  spec.exit_codes = "0 2 5 7 130 141";
  spec.data = Data::answer;
  spec.fields = {"log", "task", "at", "level", "message", "raw", "raw_base64"};
  spec.options = {
      flag("-f,--follow", "go on until the operation ends", options->follow),
      text("--task", "TASK", "only of this task: its id, or a glob over its name", options->task),
      choice("--level", "least level", {"debug", "info", "warning", "error"}, options->level),
      grep_option(*options),
      integer("-n,--tail", "N", "only the last N lines", options->tail, 0, 1'000'000'000),
      text("--since", "TIME", "only lines since: RFC 3339, today, -5m", options->since),
      flag("--offline", "what the registry knows, without asking the server", options->offline),
  };
  spec.positionals = {completing(Completion::selector,
                                 positional("SELECTOR", "an operation (optrack help selectors)", options->selector))};
  spec.run = [options](App& app) { return run_logs(*options, app); };
  return spec;
}

namespace {

Result<LogLines::Choice> choice_from(const LogsOptions& options, const Clock& clock) {
  LogLines::Choice choice;
  choice.task = options.task;
  choice.level = options.level;
  choice.grep = options.grep;
  if (!options.since.empty()) {
    const WallTime now = clock.wall();
    Result<WallTime> since = parse_time(options.since, now, clock.utc_offset(now));
    if (!since) return fail(std::move(since).error().during("--since"));
    choice.since = *since;
  }
  return choice;
}

/// The entries in the form that is asked for, and a reader that nobody waits for once the following begins.
struct Shown {
  Shown(App& app, LogLines::Choice choice, const Known& known) {
    std::vector<std::unique_ptr<EventSink>> sinks;
    if (form_of(app) == Form::lines) filtered = filtered_out(app, FilteredOutput::Unit::line);
    Output& out = filtered ? *filtered : app.borders().out;
    auto made = std::make_unique<LogLines>(out, form(app), std::move(choice), known);
    lines = made.get();
    sinks.push_back(std::move(made));
    if (filtered) sinks.push_back(std::make_unique<FilterComplaints>(app, *filtered, nullptr));
    auto behind = std::make_unique<UnreadOutputs>();
    unread = behind.get();
    sinks.push_back(std::move(behind));
    sink = std::make_unique<FanOut>(std::move(sinks));
  }

  /// One document is gathered, and printed by `end`.
  LogLines::Form form(App& app) {
    const std::vector<std::string>& fields = app.json().fields;
    switch (form_of(app)) {
      case Form::document:
        return [this](const Event& /*event*/, const LogEntry& entry, const std::string& /*task*/) {
          document.push_back(log_json(entry));
          return std::string{};
        };
      case Form::lines:
        return [&fields](const Event& /*event*/, const LogEntry& entry, const std::string& /*task*/) {
          return json_text(pick_fields(log_json(entry), fields)) + "\n";
        };
      case Form::nothing:
        return [](const Event& /*event*/, const LogEntry& /*entry*/, const std::string& /*task*/) {
          return std::string{};
        };
      case Form::people:
      case Form::ids:
        break;
    }
    return lines_for_people(TimeView{&app.clock(), app.globals().utc});
  }

  Result<void> end(App& app) const {
    if (form_of(app) == Form::document) return print_json(app, document);
    const auto trouble = filtered ? filtered->trouble() : std::nullopt;
    if (trouble) return fail(*trouble);
    return {};
  }

  Json document = Json::array();
  std::unique_ptr<FilteredOutput> filtered;  ///< nullptr: no --jq, or for the whole document.
  std::unique_ptr<FanOut> sink;
  const LogLines* lines = nullptr;  ///< Part of `sink`.
  UnreadOutputs* unread = nullptr;  ///< Part of `sink`.
};

/// Sends the journalled log entries to the sink; with `tail` only the last ones it would show.
Result<void> show_journal(Store& store, const std::string& id, const LogsOptions& options, const Shown& shown) {
  EventSink& sink = *shown.sink;
  if (!options.tail) return show_events(store, id, {"task_new", "log_entry"}, sink);
  const auto most = static_cast<std::size_t>(*options.tail);
  if (most == 0) return {};
  const bool picky = !options.task.empty() || !options.level.empty() || !options.since.empty() || options.grep;
  EventRange range;
  range.types = {"log_entry"};
  range.limit = picky ? 0 : most;
  range.newest_first = true;
  Result<std::vector<Event>> events = store.events(id, range);
  if (!events) return fail(std::move(events).error());
  std::erase_if(*events, [&shown](const Event& event) { return !shown.lines->wants(event); });
  if (events->size() > most) events->resize(most);
  std::reverse(events->begin(), events->end());
  for (const Event& event : *events) sink.on(event);
  sink.flush();
  return {};
}

constexpr Milliseconds kFresh{2'000};  // somebody looks at it

/// Waits for the end, showing what comes.
Result<int> follow(App& app, const Operation& operation, Shown& shown) {
  Result<Watched> one = watched(app, operation);
  if (!one) return fail(one.error());
  const Result<Store*> store = app.store();
  const Result<Transport*> transport = app.transport();
  if (!store) return fail(store.error());
  if (!transport) return fail(transport.error());
  WaitOptions options;
  options.from_start = false;
  options.fresh = kFresh;
  shown.unread->add(app.borders().out);
  const WaitReport report =
      wait_for(World{app.clock(), **transport, **store, app.signals()}, *shown.sink, {std::move(*one)}, options);
  const auto waits = [&shown] { return shown.unread->waits(); };
  if (!report.signal) tick_while(app, *shown.sink, waits, std::nullopt);
  shown.unread->release();
  if (report.signal) return number(exit_code_for(*report.signal));
  if (report.reader_gone) return number(ExitCode::pipe);
  const Verdict& verdict = report.verdicts.front();
  if (verdict.error && verdict.kind != Verdict::Kind::ended) return fail(*verdict.error);
  return number(ExitCode::ok);
}

}  // namespace

Result<int> run_logs(const LogsOptions& options, App& app) {
  const Result<Operation> operation = find_one(app, options.selector);
  if (!operation) return fail(operation.error());
  const Result<LogLines::Choice> choice = choice_from(options, app.clock());
  if (!choice) return fail(choice.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const bool ended = is_final(operation->status) && operation->outcome;
  if (!ended && !options.offline) {
    const Result<std::vector<Verdict>> verdicts = refresh(app, {*operation});
    if (!verdicts) {
      app.warn(verdicts.error().message);
    } else if (verdicts->front().error) {
      app.warn("the server did not tell: " + verdicts->front().error->message);
    }
  }
  const Result<Known> known = (*store)->known(operation->id);
  if (!known) return fail(known.error());
  Shown shown{app, *choice, *known};
  const Result<void> told = show_journal(**store, operation->id, options, shown);
  if (!told) return fail(told.error());
  int code = number(ExitCode::ok);
  if (options.follow && !ended) {
    const Result<int> followed = follow(app, *operation, shown);
    if (!followed) return fail(followed.error());
    code = *followed;
  }
  if (code == number(ExitCode::pipe)) return code;
  if (const Result<void> done = shown.end(app); !done) return fail(done.error());
  return code;
}

}  // namespace optrack::cli
