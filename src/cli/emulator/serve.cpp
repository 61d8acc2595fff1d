// SPDX-License-Identifier: MIT
#include "cli/emulator/serve.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "cli/speed.hpp"
#include "emulate/emulator.hpp"
#include "track/ask.hpp"

namespace optrack::cli {
namespace {

Result<emulate::EmulatorOptions> emulator_options(const EmulateOptions& options) {
  const emulate::EmulatorTexts texts{options.listen, options.scenario, options.faults};
  auto made = emulate::read_options(texts);
  if (!made) return made;
  auto speed = parse_speed(options.speed);
  if (!speed) return fail(std::move(speed).error().during("--speed"));
  made->speed = *speed;
  made->token_file = options.token_file;
  if (options.seed) made->seed = static_cast<std::uint64_t>(*options.seed);
  return made;
}

/// How to reach it, for people; the address alone is data.
void announce(const emulate::Emulator& emulator, const EmulateOptions& options, App& app) {
  const std::string address =
      emulator.unix_path().empty() ? emulator.base_url() : "unix:" + emulator.unix_path() + ":/compute";
  app.print(address + "\n");
  const std::string credential =
      options.token_file.empty() ? "" : " --token-file " + (app.borders().folder / options.token_file).string();
  app.say(fmt::format(
      "emulating eryph until Ctrl-C; use it with:\n  optrack provider add emulated --protocol eryph --url {}{}",
      address, credential));
}

/// Sleeps in the one place that may, until a signal says to end.
void wait_for_end(App& app) {
  const std::unique_ptr<Transport> transport = app.borders().make_transport({});
  transport->wake_on(app.signals().descriptor());
  while (!leaving_signal(app.signals())) transport->wait(app.clock().now() + std::chrono::hours{1});
  transport->wake_on(-1);
}

}  // namespace

Result<int> serve_emulator(const EmulateOptions& options, App& app) {
  if (options.list_faults) {
    app.print(emulate::fault_help());
    return 0;
  }
  auto made = emulator_options(options);
  if (!made) return fail(std::move(made).error());
  static_cast<void>(app.signals().descriptor());  // before the threads of the server begin
  auto emulator = emulate::Emulator::start(*std::move(made));
  if (!emulator) return fail(std::move(emulator).error());
  announce(**emulator, options, app);
  wait_for_end(app);
  (*emulator)->stop();
  return 0;
}

}  // namespace optrack::cli
