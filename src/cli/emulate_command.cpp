// SPDX-License-Identifier: MIT
#include "cli/emulate_command.hpp"

#include <memory>

#include "cli/speed.hpp"

namespace optrack::cli {

/// The server stands in a program of its own beside this one, which takes over with the same words.
Result<int> run_emulate(const EmulateOptions& options, App& app) {
  const Result<double> speed = parse_speed(options.speed);
  if (!speed) return fail(Error{speed.error()}.during("--speed"));
  if (app.borders().emulate) return app.borders().emulate(options, app);
  return fail(app.borders().become("optrack-emulate"));
}

CommandSpec emulate_command() {
  const auto options = std::make_shared<EmulateOptions>();
  CommandSpec spec;
  spec.name = "emulate";
  spec.summary = "Serve an emulated remote API on this machine";
  spec.description =
      "Serves the eryph API on loopback until Ctrl-C, with operations that run as a scenario says, and with faults "
      "that can be switched on. The base address is printed on standard output once it answers.";
  spec.examples = {
      {"optrack emulate --listen 4711 --token-file token", "Serve on a fixed port with a token to be shown"},
      {"optrack emulate --speed 10 --fault 429=3 --fault late-logs", "Fast, and in trouble"}};
  spec.options = {
      text("--listen", "ADDRESS", "PORT, 127.0.0.1:PORT or unix:/path; port 0 is a free one", options->listen),
      completing(Completion::file,
                 text("--scenario", "FILE", "what operations do; without it a built-in one", options->scenario)),
      list("--fault", "FAULT", "switch on a fault, see --list-faults", options->faults),
      text("--speed", "FACTOR", "10: everything takes a tenth of its time", options->speed),
      completing(Completion::file,
                 text("--token-file", "FILE", "demand a token and write it there", options->token_file)),
      integer("--seed", "N", "decides ids, digits and orders", options->seed, 0, 2'147'483'647),
      flag("--list-faults", "explain the faults and end", options->list_faults)};
  spec.exit_codes = "0 2 7";
  spec.run = [options](App& app) { return run_emulate(*options, app); };
  return spec;
}

}  // namespace optrack::cli
