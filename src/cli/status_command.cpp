// SPDX-License-Identifier: MIT
#include "cli/status_command.hpp"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/record_rows.hpp"
#include "cli/refresh.hpp"

namespace optrack::cli {

CommandSpec status_command() {
  const auto options = std::make_shared<StatusOptions>();
  CommandSpec spec;
  spec.name = "status";
  spec.summary = "Ask once how operations stand";
  spec.description =
      "Prints one line per operation and ends with 0 when all completed, 1 when one failed, 3 when one was "
      "cancelled, 5 when one is unknown, 8 while one is still active.";
  spec.examples = {{"optrack status @last", "How the newest operation stands"},
                   {"optrack status @active --json id,status,progress", "All active ones, for programs"}};
  spec.exit_codes = "0 1 2 3 4 5 6 7 8";
  spec.data = Data::answer;
  spec.fields = record_fields();
  spec.options = {flag("--allow-empty", "no operation is not an error", options->allow_empty),
                  flag("--offline", "what the registry knows, without asking the server", options->offline)};
  spec.positionals = {completing(Completion::selector,
                                 positionals("SELECTOR", "operations (optrack help selectors)", options->selectors))};
  spec.run = [options](App& app) { return run_status(*options, app); };
  return spec;
}

namespace {

Result<std::vector<Verdict>> verdicts_for(const StatusOptions& options, App& app, std::vector<Operation> operations) {
  if (!options.offline) return refresh(app, std::move(operations));
  std::vector<Verdict> verdicts;
  for (Operation& operation : operations) {
    const auto kind = is_final(operation.status) ? Verdict::Kind::ended : Verdict::Kind::pending;
    verdicts.push_back({kind, std::move(operation), std::nullopt});
  }
  return verdicts;
}

}  // namespace

Result<int> run_status(const StatusOptions& options, App& app) {
  Result<std::vector<Operation>> found = find_or_track(app, options.selectors, options.allow_empty);
  if (!found) return fail(found.error());
  const Result<std::vector<Verdict>> verdicts = verdicts_for(options, app, std::move(*found));
  if (!verdicts) return fail(verdicts.error());

  std::vector<ExitCode> codes;
  std::vector<Operation> operations;
  for (const Verdict& verdict : *verdicts) {
    codes.push_back(exit_code_for(verdict).value_or(exit_code_for(verdict.operation.status)));
    operations.push_back(verdict.operation);
    if (verdict.error) app.warn(verdict.operation.id + ": " + verdict.error->message);
  }
  const Result<void> printed = print_records(app, operations, options.selectors.size() == 1 ? Shape::one : Shape::many);
  if (!printed) return fail(printed.error());
  return number(combine(codes));
}

}  // namespace optrack::cli
