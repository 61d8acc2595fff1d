// SPDX-License-Identifier: MIT
#include "cli/result_command.hpp"

#include <memory>

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/refresh.hpp"
#include "model/text.hpp"

namespace optrack::cli {

CommandSpec result_command() {
  const auto options = std::make_shared<ResultOptions>();
  CommandSpec spec;
  spec.name = "result";
  spec.summary = "Print what an operation brought, as JSON";
  spec.description =
      "Prints the result document to stdout. Ends with 8 while the operation is still active, and with 5 when it "
      "ended without a result.";
  spec.examples = {{"optrack result @last --jq .name", "One field of the newest result"}};
  spec.exit_codes = "0 2 5 7 8";
  spec.data = Data::answer;
  spec.positionals = {completing(Completion::selector,
                                 positional("SELECTOR", "an operation (optrack help selectors)", options->selector))};
  spec.run = [options](App& app) { return run_result(*options, app); };
  return spec;
}

namespace {

/// Only the result itself says which fields it has.
Result<void> check_members(const Json& value, const std::vector<std::string>& fields) {
  if (fields.empty()) return {};
  if (!value.is_object())
    return fail(ErrorKind::usage, "--json: this result is no object, it has no fields; leave it out");
  std::vector<std::string> known;
  for (const auto& [name, member] : value.items()) known.push_back(harmless(name));
  for (const std::string& field : fields) {
    if (const auto good = read_fields(field, known); !good) return fail(good.error());
  }
  return {};
}

/// A text that is no JSON, though the registry says so.
Result<int> print_damaged(App& app, const std::string& text) {
  if (wants_json(app))
    return fail(ErrorKind::local, "the result in the registry is no JSON; leave out --json and --jq");
  app.print((app.out_terminal().is_terminal ? harmless(text) : text) + "\n");
  return number(ExitCode::ok);
}

}  // namespace

Result<int> run_result(const ResultOptions& options, App& app) {
  Result<Operation> operation = find_one(app, options.selector);
  if (!operation) return fail(std::move(operation).error());
  if (!operation->outcome) {
    Result<std::vector<Verdict>> verdicts = refresh(app, {*operation});
    if (!verdicts) return fail(std::move(verdicts).error());
    if (verdicts->front().error) return fail(Error{*verdicts->front().error}.during("result of " + operation->id));
    *operation = std::move(verdicts->front().operation);
  }
  if (!is_final(operation->status)) {
    app.say("still " + std::string{to_string(operation->status)} +
            "; wait for it with: " + wait_command_line(app, {*operation}));
    return number(ExitCode::pending);
  }
  if (!operation->outcome || operation->outcome->value.empty()) {
    return fail(ErrorKind::not_found, "operation " + operation->id + " ended " +
                                          std::string{to_string(operation->status)} + " without a result");
  }
  const Result<Json> value = parse_json(operation->outcome->value.text);
  if (!value) return print_damaged(app, operation->outcome->value.text);
  if (const Result<void> known = check_members(*value, app.json().fields); !known) return fail(known.error());
  if (const Result<void> printed = print_json(app, *value); !printed) return fail(printed.error());
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
