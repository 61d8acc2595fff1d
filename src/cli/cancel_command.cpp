// SPDX-License-Identifier: MIT
#include "cli/cancel_command.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/waiting.hpp"
#include "print/table.hpp"
#include "track/cancel.hpp"
#include "track/null_sink.hpp"

namespace optrack::cli {

namespace {

struct Row {
  const Operation* operation = nullptr;
  std::string outcome;
  std::string message;
};

const std::vector<std::string>& row_fields() {
  static const std::vector<std::string> kFields{"id", "outcome", "message"};
  return kFields;
}

/// Those of the rows, and of the record that a wait prints.
std::vector<std::string> cancel_fields() {
  std::vector<std::string> fields = record_fields();
  fields.emplace_back("outcome");
  return fields;
}

/// With --wait the record is printed at the end, without it what became of each request.
Result<void> check_printable(const CancelOptions& options, const App& app) {
  if (options.wait) {
    if (const auto outputs = choose_outputs(app); !outputs) return fail(outputs.error());
  }
  if (!app.globals().json) return {};
  const auto fields = read_fields(*app.globals().json, options.wait ? record_fields() : row_fields());
  if (!fields) return fail(fields.error());
  return {};
}

Result<void> print_rows(App& app, const std::vector<Row>& rows) {
  Json all = Json::array();
  TextTable table({"ID", "OUTCOME", "TYPE", "NAME", "MESSAGE"});
  for (const Row& row : rows) {
    Json object{{"id", row.operation->id}, {"outcome", row.outcome}};
    if (!row.message.empty()) object["message"] = row.message;
    all.push_back(std::move(object));
    table.add({row.operation->id, row.outcome, row.operation->type, row.operation->name, row.message});
  }
  const Result<int> printed = print_answer(app, all, table.text(app.borders().out_terminal));
  if (!printed) return fail(printed.error());
  return {};
}

ExitCode code_of(const CancelOutcome& outcome) {
  switch (outcome.kind) {
    case CancelOutcome::Kind::requested:
    case CancelOutcome::Kind::already_final:
      return ExitCode::ok;
    case CancelOutcome::Kind::refused:
      return outcome.error ? exit_code_for(outcome.error->kind) : ExitCode::rejected;
    case CancelOutcome::Kind::unreachable:
      return outcome.error ? exit_code_for(outcome.error->kind) : ExitCode::unreachable;
  }
  return ExitCode::local;
}

Result<std::vector<Operation>> chosen(const CancelOptions& options, App& app) {
  Result<std::vector<Operation>> found = find_or_track(app, options.selectors, options.allow_empty);
  if (!found || found->size() < 2 || options.yes || options.dry_run) return found;
  const bool named_each = std::none_of(options.selectors.begin(), options.selectors.end(), [](const std::string& text) {
    const Result<Selector> selector = parse_selector(text);
    return !selector || may_select_nothing(*selector);
  });
  if (named_each) return found;
  return fail(ErrorKind::usage, "that would cancel " + std::to_string(found->size()) +
                                    " operations; look at them with --dry-run, and go on with -y");
}

Result<std::vector<CancelTarget>> targets_for(App& app, const std::vector<Operation>& operations) {
  std::vector<CancelTarget> targets;
  for (const Operation& operation : operations) {
    const Result<Watched> one = watched(app, operation);
    if (!one) return fail(one.error());
    targets.push_back({operation, one->protocol});
  }
  return targets;
}

Result<int> wait_for_the_end(App& app, const CancelOptions& options, const OpenedOutputs& outputs,
                             const std::vector<Operation>& operations) {
  std::vector<Watched> all;
  for (const Operation& operation : operations) {
    Result<Watched> one = watched(app, operation);
    if (!one) return fail(std::move(one).error());
    all.push_back(std::move(*one));
  }
  return wait_and_show(app, std::move(all), options.wait_args, outputs);
}

}  // namespace

CommandSpec cancel_command() {
  const auto options = std::make_shared<CancelOptions>();
  CommandSpec spec;
  spec.name = "cancel";
  spec.summary = "Ask the server to cancel operations";
  spec.description =
      "Asked is not cancelled: a server may refuse, or be too late. The outcome of each request is printed, and ends "
      "with 0 "
      "when every active operation took it. A selector that names several operations needs -y.";
  spec.examples = {{"optrack cancel @last", "The newest operation"},
                   {"optrack cancel web --wait", "And wait until it has ended: 3 when it ended cancelled"},
                   {"optrack cancel 'name:build-*' -y --message 'wrong branch'", "All with such a name"},
                   {"optrack cancel @active --dry-run", "What would be asked"}};
  spec.exit_codes = "0 1 2 3 4 5 6 7 9";
  spec.data = Data::events;
  spec.fields = cancel_fields();
  spec.options = {
      choice("--reason", "why", {"manual", "timeout", "signal", "condition", "parent"}, options->reason),
      text("-m,--message", "TEXT", "a sentence for the record", options->message),
      flag("-w,--wait", "wait until they have ended", options->wait),
      flag("--dry-run", "list what would be asked, ask nothing", options->dry_run),
      command_line_only(flag("-y,--yes", "several operations at once, without asking back", options->yes)),
      flag("--allow-empty", "no operation is not an error", options->allow_empty),
  };
  spec.positionals = {completing(Completion::selector,
                                 positionals("SELECTOR", "operations (optrack help selectors)", options->selectors))};
  spec.run = [options](App& app) { return run_cancel(*options, app); };
  return spec;
}

Result<int> run_cancel(const CancelOptions& options, App& app) {
  if (const Result<void> fits = check_printable(options, app); !fits) return fail(fits.error());
  const Result<std::vector<Operation>> operations = chosen(options, app);
  if (!operations) return fail(operations.error());
  std::vector<Row> rows;
  if (options.dry_run) {
    for (const Operation& operation : *operations) {
      rows.push_back({&operation, is_final(operation.status) ? "already_final" : "would be asked", ""});
    }
    if (const Result<void> printed = print_rows(app, rows); !printed) return fail(printed.error());
    return number(ExitCode::ok);
  }
  const Result<std::vector<CancelTarget>> targets = targets_for(app, *operations);
  const Result<Store*> store = app.store();
  const Result<Transport*> transport = app.transport();
  if (!targets) return fail(targets.error());
  if (!store) return fail(store.error());
  if (!transport) return fail(transport.error());
  const Result<OpenedOutputs> outputs =
      options.wait ? open_outputs(app, options.wait_args.out_taken) : Result<OpenedOutputs>{};
  if (!outputs) return fail(outputs.error());
  NullSink nobody;
  const CancelReport report =
      cancel_operations(World{app.clock(), **transport, **store, app.signals()}, nobody, *targets,
                        CancelTerms{options.reason, options.message, person(), CancelTerms{}.parallel});
  std::vector<ExitCode> codes;
  for (std::size_t i = 0; i < report.outcomes.size(); ++i) {
    const CancelOutcome& outcome = report.outcomes[i];
    const std::string message = outcome.message.empty() && outcome.error ? outcome.error->message : outcome.message;
    rows.push_back({&(*operations)[i], std::string{to_string(outcome.kind)}, message});
    codes.push_back(code_of(outcome));
  }
  const ExitCode code = combine(codes);
  const bool waits = options.wait && code == ExitCode::ok && !report.signal;
  if (!waits || !wants_json(app)) {
    if (const Result<void> printed = print_rows(app, rows); !printed) return fail(printed.error());
  }
  if (report.store_trouble) app.warn("the registry could not be written: " + report.store_trouble->message);
  if (report.signal) return number(exit_code_for(*report.signal));
  if (code != ExitCode::ok || !options.wait) return number(code);
  return wait_for_the_end(app, options, *outputs, *operations);
}

}  // namespace optrack::cli
