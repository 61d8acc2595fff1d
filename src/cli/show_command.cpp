// SPDX-License-Identifier: MIT
#include "cli/show_command.hpp"

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/record_rows.hpp"
#include "cli/refresh.hpp"
#include "model/record_json.hpp"
#include "print/event_filter.hpp"
#include "print/show.hpp"
#include "print/show_tasks.hpp"
#include "track/lasting.hpp"
#include "track/poll_outlook.hpp"

namespace optrack::cli {

CommandSpec show_command() {
  const auto options = std::make_shared<ShowOptions>();
  CommandSpec spec;
  spec.name = "show";
  spec.summary = "Show everything known of one operation";
  spec.description =
      "Times, tasks as a tree, resources, the last errors and log lines, and how often the server was asked. An "
      "operation that has not ended is asked about once first.";
  spec.examples = {{"optrack show @last", "The newest operation"},
                   {"optrack show web --json all", "The same for programs"}};
  spec.exit_codes = "0 2 5 7";
  spec.data = Data::answer;
  spec.fields = record_fields();
  spec.options = {flag("--offline", "what the registry knows, without asking the server", options->offline)};
  spec.positionals = {completing(Completion::selector,
                                 positional("SELECTOR", "an operation (optrack help selectors)", options->selector))};
  spec.run = [options](App& app) { return run_show(*options, app); };
  return spec;
}

namespace {

constexpr std::size_t kLastLines = 10;

/// The newest `count` log entries of `id`, oldest first.
Result<std::vector<LogEntry>> last_logs(Store& store, const std::string& id, std::size_t count) {
  EventRange range;
  range.types = {"log_entry"};
  range.newest_first = true;
  range.limit = count;
  const Result<std::vector<Event>> events = store.events(id, range);
  if (!events) return fail(events.error());
  std::vector<LogEntry> entries;
  for (const Event& event : *events) {
    if (const auto* log = std::get_if<LogAdded>(&event.body)) entries.push_back(log->entry);
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

/// The newest entries that tell of errors; where entries have no level, what failed tasks said last (T-8).
std::vector<LogEntry> errors_among(const std::vector<LogEntry>& entries, const Known& known) {
  std::vector<LogEntry> errors;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(errors),
               [](const LogEntry& entry) { return at_least(entry.level, "error"); });
  const std::vector<std::string> failed = failed_first(known.tasks, kLastLines);
  if (errors.empty()) {
    std::copy_if(entries.begin(), entries.end(), std::back_inserter(errors), [&failed](const LogEntry& entry) {
      return std::find(failed.begin(), failed.end(), entry.task) != failed.end();
    });
  }
  if (errors.size() > kLastLines) errors.erase(errors.begin(), errors.end() - kLastLines);
  return errors;
}

/// What the history of its type says, and so when a wait would ask next.
void explain_poll(App& app, Store& store, ShowFacts& facts) {
  const std::string& type = history_type(facts.operation, facts.known);
  const auto durations = store.durations(facts.operation.provider, type);
  if (!durations) return;
  Traits traits;
  if (const auto one = watched(app, facts.operation); one && one->protocol != nullptr) {
    traits = one->protocol->traits(facts.operation.remote.type.empty() ? type : facts.operation.remote.type);
  }
  if (traits.journal_only) return;
  const PollOutlook outlook = poll_outlook(facts.operation, facts.known, *durations, traits.retention, facts.now);
  facts.explains_poll = true;
  facts.typical = outlook.typical;
  facts.late = outlook.late;
  facts.next_poll = outlook.next_poll;
}

Result<ShowFacts> gather(App& app, const std::string& id) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const Result<std::optional<Operation>> operation = (*store)->find(id);
  if (!operation) return fail(operation.error());
  if (!*operation) return fail(ErrorKind::not_found, "no longer in the registry: " + id);
  Result<Known> known = (*store)->known(id);
  if (!known) return fail(std::move(known).error());
  Result<std::vector<LogEntry>> logs = last_logs(**store, id, 1000);
  if (!logs) return fail(std::move(logs).error());

  ShowFacts facts;
  facts.operation = **operation;
  facts.known = std::move(*known);
  facts.last_errors = errors_among(*logs, facts.known);
  if (logs->size() > kLastLines) logs->erase(logs->begin(), logs->end() - kLastLines);
  facts.last_logs = std::move(*logs);
  const Result<std::vector<Event>> newest = (*store)->events(id, EventRange{0, 1, true, {}});
  if (newest && !newest->empty()) facts.updated = newest->front().ts;
  facts.now = app.clock().wall();
  if (!is_final(facts.operation.status)) explain_poll(app, **store, facts);
  return facts;
}

}  // namespace

Result<int> run_show(const ShowOptions& options, App& app) {
  const Result<Operation> operation = find_one(app, options.selector);
  if (!operation) return fail(operation.error());
  if (!options.offline && !is_final(operation->status)) {
    const Result<std::vector<Verdict>> verdicts = refresh(app, {*operation});
    if (!verdicts) {
      app.warn(verdicts.error().message);
    } else if (verdicts->front().error) {
      app.warn("the server did not tell: " + verdicts->front().error->message);
    }
  }
  const Result<ShowFacts> facts = gather(app, operation->id);
  if (!facts) return fail(facts.error());
  if (wants_json(app)) {
    const Result<void> printed =
        print_json(app, full_record_json(facts->operation, facts->known, facts->last_logs, app.context(), facts->now));
    if (!printed) return fail(printed.error());
  } else {
    app.print(show_page(*facts, TimeView{&app.clock(), app.globals().utc}, app.borders().out_terminal));
  }
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
