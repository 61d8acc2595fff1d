// SPDX-License-Identifier: MIT
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include <unistd.h>

#include "cli/program.hpp"
#include "cli/version_command.hpp"
#include "net/curl_transport.hpp"
#include "registry/sqlite_store.hpp"
#include "system/output.hpp"
#include "system/private_file.hpp"
#include "system/sibling.hpp"
#include "system/signals.hpp"
#include "system/system_children.hpp"
#include "system/system_clock.hpp"
#include "system/terminal.hpp"
#include "system/terminal_output.hpp"

namespace optrack::cli {

namespace {

/// Larger than any body or list of selectors, small enough to be read into memory.
constexpr std::size_t kLongestInput = std::size_t{64} * 1024 * 1024;

void detect_terminals(Borders& borders, const Globals& globals) {
  TerminalOptions options;
  options.ascii = globals.ascii;
  if (globals.color != "auto") options.color = globals.color == "always" ? ColorChoice::always : ColorChoice::never;
  borders.out_terminal = detect_terminal(STDOUT_FILENO, borders.environment, options);
  borders.err_terminal_now = [environment = borders.environment, options] {
    return detect_terminal(STDERR_FILENO, environment, options);
  };
  borders.err_terminal = borders.err_terminal_now();
}

/// Empty when it cannot be told (removed folder): relative paths are then the system's business.
std::filesystem::path working_folder() {
  std::error_code ignored;
  return std::filesystem::current_path(ignored);
}

}  // namespace

int main_program(int count, char** arguments, const std::function<Result<int>(const EmulateOptions&, App&)>& emulate) {
  ignore_failing_writes();
  FdOutput out{STDOUT_FILENO, "standard output"};
  FdOutput err{STDERR_FILENO, "standard error"};
  if (count == 2 && std::strcmp(arguments[1], "--version") == 0) {
    // Before anything else is made: asked for by scripts, in a hurry.
    out.write(version_text());
    return out.gone() ? 141 : out.trouble() ? 7 : 0;
  }
  SystemClock clock;
  SystemSignals signals;
  Borders borders{clock, signals, out, err, {}, {}, process_environment(), working_folder(), {}, {}, {}};
  borders.read_stdin = [] { return read_small_file("/dev/stdin", kLongestInput); };
  borders.open_store = [&clock](const std::filesystem::path& file, const std::string& context) {
    return open_sqlite_store(file, context, clock);
  };
  borders.make_transport = [&clock](const std::vector<Endpoint>& endpoints) {
    return make_curl_transport({}, endpoints, clock);
  };
  borders.become = [arguments](const std::string& program) { return become_sibling(program, arguments); };
  const auto overheard = std::make_shared<Overheard>();
  borders.overheard = [overheard](bool all) { return overheard->lines(all); };
  borders.make_children = [overheard] { return std::make_unique<SystemChildren>(overheard); };
  borders.emulate = emulate;
  borders.compile_jq = [](std::string_view text, const JqLimits& limits) { return compile_jq(text, limits); };
  borders.open_live_err = [overheard] {
    overheard->listen();
    return std::make_unique<TerminalOutput>(STDERR_FILENO);
  };
  const std::vector<std::string> words{arguments + std::min(count, 1), arguments + count};
  return run_program(words, std::move(borders), detect_terminals);
}

}  // namespace optrack::cli
