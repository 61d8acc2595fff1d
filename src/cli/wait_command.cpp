// SPDX-License-Identifier: MIT
#include "cli/wait_command.hpp"

#include <algorithm>
#include <memory>

#include "cli/believing.hpp"
#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/waiting.hpp"
#include "registry/selector.hpp"

namespace optrack::cli {

CommandSpec wait_command() {
  const auto options = std::make_shared<WaitCommandOptions>();
  CommandSpec spec;
  spec.name = "wait";
  spec.summary = "Wait until operations end";
  spec.description =
      "Shows what happens until every operation has ended, and ends with an exit code that says how: 0 completed, "
      "1 failed, 3 cancelled, 124 when the time was up (optrack help exit-codes lists all).\n\n"
      "Leaving never touches the operation: Ctrl-C detaches and prints the command that goes on. PROVIDER:REMOTE-ID "
      "waits for an operation that somebody else started.";
  spec.examples = {{"optrack wait @last", "Wait for the newest operation"},
                   {"optrack wait web db --fail-fast", "Wait for two, leave when one ends badly"},
                   {"optrack wait @active --timeout 10m", "Wait at most ten minutes for all active ones"},
                   {"optrack wait web --for 'task:network=completed'", "Go on as soon as the network is up"},
                   {"optrack wait web --for 'log~listening on' --for '!status=pending'", "Wait for a log line"},
                   {"optrack wait a b c --first 2 --cancel-on timeout:10m,log~panic", "Two suffice, and none for long"},
                   {"optrack wait lab:5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10", "Wait for one that a colleague started"},
                   {"optrack wait @last -o ndjson --jq 'select(.type==\"log_entry\").message'", "Events for programs"}};
  spec.exit_codes = "0 1 2 3 4 5 6 7 8 9 10 124 129 130 141 143";
  spec.data = Data::events;
  spec.fields = record_fields();
  spec.options = wait_options(options->wait);
  add(spec.options, {flag("--allow-empty", "no operation is not an error", options->allow_empty),
                     flag("--keys", "read keys on the live view: t tasks, l log lines, d or q detach, c cancel",
                          options->wait.keys)});
  spec.positionals = {completing(Completion::selector,
                                 positionals("SELECTOR", "operations (optrack help selectors)", options->selectors))};
  spec.run = [options](App& app) { return run_wait(*options, app); };
  return spec;
}

namespace {

/// A registry that cannot be opened is no reason not to wait, as long as all operations are named by what the
/// server calls them.
void go_without_registry_if_possible(App& app, const std::vector<std::string>& selectors) {
  const Result<Store*> store = app.store();
  if (store) return;
  const bool all_remote = std::all_of(selectors.begin(), selectors.end(), [](const std::string& text) {
    const Result<Selector> selector = parse_selector(text);
    return selector && (selector->kind == Selector::Kind::remote || selector->kind == Selector::Kind::url);
  });
  if (!all_remote) return;  // whoever needs it tells why it cannot be opened
  app.warn(store.error().message + "; going on without the registry, nothing is recorded");
  (void)app.store_in_memory();
}

/// What is to be waited for, with what to ask about it; none is an answer.
Result<std::vector<Watched>> chosen(const WaitCommandOptions& options, App& app) {
  Result<std::vector<Operation>> operations = find_or_track(app, options.selectors, options.allow_empty);
  if (!operations) return fail(std::move(operations).error());
  Result<std::vector<Operation>> current = believe(app, options.selectors, std::move(*operations));
  if (!current) return fail(std::move(current).error());
  std::vector<Watched> all;
  all.reserve(current->size());
  for (Operation& operation : *current) {
    Result<Watched> one = watched(app, std::move(operation));
    if (!one) return fail(std::move(one).error());
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace

Result<int> run_wait(const WaitCommandOptions& options, App& app) {
  // Before a server is asked about anything.
  if (const auto outputs = choose_outputs(app); !outputs) return fail(outputs.error());
  go_without_registry_if_possible(app, options.selectors);
  Result<std::vector<Watched>> all = chosen(options, app);
  if (!all) return fail(std::move(all).error());
  if (all->empty()) {
    app.say("nothing to wait for");
    return number(ExitCode::ok);
  }
  return wait_and_show(app, std::move(*all), options.wait);
}

}  // namespace optrack::cli
