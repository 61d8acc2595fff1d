// SPDX-License-Identifier: MIT
#include "cli/track_command.hpp"

#include <memory>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/printing.hpp"
#include "cli/record.hpp"
#include "cli/refresh.hpp"
#include "cli/show_once.hpp"
#include "registry/names.hpp"

namespace optrack::cli {

CommandSpec track_command() {
  const auto options = std::make_shared<TrackOptions>();
  CommandSpec spec;
  spec.name = "track";
  spec.summary = "Remember an operation somebody else started";
  spec.description =
      "Asks the server once and prints the local id. An address belongs to the provider with the longest matching base "
      "address; for one that no provider matches name the --protocol: it is asked without credentials.";
  spec.examples = {
      {"optrack track lab:5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10 --name web", "By provider and remote id"},
      {"optrack track https://eryph.example/compute/v1/operations/5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10", "By address"}};
  spec.exit_codes = "0 2 4 5 6 7";
  spec.data = Data::events;
  spec.fields = record_fields();
  spec.options = {
      text("--name", "NAME", "a name for it", options->name),
      list("-l,--label", "KEY=VALUE", "a label, may be repeated", options->labels),
      choice("--protocol", "of an address that belongs to no provider", {"eryph", "lxd"}, options->protocol),
      flag("--id-only", "print the id and nothing for people", options->id_only)};
  spec.positionals = {positional("REMOTE", "PROVIDER:REMOTE-ID or an address", options->remote)};
  spec.run = [options](App& app) { return run_track(*options, app); };
  return spec;
}

namespace {

/// Asked about at once, so that a wrong id is not remembered.
Result<void> check_that_it_exists(App& app, const Operation& operation) {
  const Result<std::vector<Verdict>> verdicts = refresh(app, {operation});
  if (!verdicts) return fail(verdicts.error());
  const Verdict& verdict = verdicts->front();
  if (!verdict.error && verdict.operation.status != Status::lost) return {};
  if (const Result<void> done = forget_if_never_seen(app, operation.id); !done) return fail(done.error());
  if (verdict.error && verdict.kind != Verdict::Kind::not_found) return fail(*verdict.error);
  return fail(ErrorKind::not_found, operation.provider + " knows no operation " + operation.remote.id);
}

}  // namespace

Result<int> run_track(const TrackOptions& options, App& app) {
  if (!options.name.empty()) {
    if (Result<void> valid = check_operation_name(options.name); !valid) return fail(std::move(valid).error());
  }
  if (const auto outputs = choose_outputs(app); !outputs) return fail(outputs.error());
  const auto labels = parse_labels(options.labels);
  if (!labels) return fail(labels.error());
  const Result<RemoteChoice> choice = choose_remote(app, options.remote, options.protocol);
  if (!choice) return fail(choice.error());
  const Result<Operation> operation = track_remote(app, choice->provider, choice->remote, options.name, *labels);
  if (!operation) return fail(operation.error());
  if (const Result<void> exists = check_that_it_exists(app, *operation); !exists) return fail(exists.error());
  print_id(app, *operation);
  if (const Result<void> shown = show_once(app, *operation); !shown) return fail(shown.error());
  if (!options.id_only)
    app.say("tracking it as " + operation->id + "; wait for it with: " + wait_command_line(app, {*operation}));
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
