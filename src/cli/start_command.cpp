// SPDX-License-Identifier: MIT
#include "cli/start_command.hpp"

#include <memory>

#include "cli/json_output.hpp"

namespace optrack::cli {
namespace {

std::vector<OptionSpec> start_options(StartOptions& options) {
  return in_group(
      "What is started",
      {
          completing(Completion::file, text("-f,--file", "FILE", "body document, - for stdin; parameters win over it",
                                            options.body_file)),
          text("--name", "NAME", "a name for the operation", options.name),
          list("-l,--label", "KEY=VALUE", "a label, may be repeated", options.labels),
          completing(Completion::selector, text("--parent", "SELECTOR", "the operation it is part of", options.parent)),
          completing(Completion::provider, text("--provider", "NAME", "where to start it", options.provider)),
          completing(Completion::selector,
                     text("--after", "SELECTOR", "wait first until this operation completed", options.after)),
          text("--idempotency-key", "KEY", "the same key starts the same operation once", options.key),
          flag("--retry-start", "send it again when the answer was lost, though it may then run twice",
               options.retry_start),
          flag("--dry-run", "show the request, secrets masked, and send nothing", options.dry_run),
      });
}

std::vector<PositionalSpec> start_positionals(StartOptions& options) {
  return {completing(Completion::type, positional("TYPE", "what to start (optrack ops list)", options.type)),
          positionals("KEY=VALUE", "parameters (optrack ops show TYPE)", options.parameters, false)};
}

constexpr const char* kExitCodes = "0 1 2 3 4 5 6 7 9 10 124 129 130 141 143";

}  // namespace

CommandSpec start_command() {
  const auto options = std::make_shared<StartOptions>();
  options->wait_args.out_taken = true;
  CommandSpec spec;
  spec.name = "start";
  spec.summary = "Start an operation";
  spec.description =
      "Sends the request, remembers the operation, prints its local id to stdout and returns at once. The operation is "
      "recorded before the request is sent: whatever happens, nothing that was started is forgotten, and nothing is "
      "silently started twice.";
  spec.examples = {
      {"optrack start catlets.create name=web parent=acme/ubuntu-22.04/starter cpu=2", "Start and return"},
      {"id=$(optrack start catlets.stop id=... 2>/dev/null)", "Keep the id in a script"},
      {R"(optrack start instances.exec instance=web command='["sh","-c","make"]' --wait)", "Start and wait"},
      {"optrack start catlets.create -f catlet.json --dry-run", "Show the request that a body file makes"}};
  spec.exit_codes = kExitCodes;
  spec.data = Data::events;
  spec.fields = record_fields();
  spec.options = start_options(*options);
  add(spec.options,
      in_group("What is started", {flag("--id-only", "print the id and nothing for people", options->id_only)}));
  add(spec.options, {flag("-w,--wait", "wait until it has ended", options->wait)});
  add(spec.options, wait_options(options->wait_args));
  spec.positionals = start_positionals(*options);
  spec.run = [options](App& app) { return run_start(*options, app); };
  return spec;
}

CommandSpec run_command() {
  const auto options = std::make_shared<StartOptions>();
  options->wait = true;
  options->shows_id = false;
  CommandSpec spec;
  spec.name = "run";
  spec.summary = "Start an operation and wait until it has ended";
  spec.description = "The same as 'optrack start --wait', without the id on stdout. The exit code is the outcome.";
  spec.examples = {{"optrack run catlets.create name=web parent=acme/ubuntu-22.04/starter", "See it through"},
                   {"optrack run instances.exec instance=web command='[\"make\"]' --exit-code-from-result",
                    "End with the exit code of the remote command"}};
  spec.exit_codes = kExitCodes;
  spec.data = Data::events;
  spec.fields = record_fields();
  spec.options = start_options(*options);
  add(spec.options, wait_options(options->wait_args));
  spec.positionals = start_positionals(*options);
  spec.run = [options](App& app) { return run_start(*options, app); };
  return spec;
}

}  // namespace optrack::cli
