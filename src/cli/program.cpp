// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

#include <utility>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/help_text.hpp"
#include "cli/parse.hpp"
#include "cli/setting_keys.hpp"
#include "cli/version_command.hpp"
#include "print/workflow_commands.hpp"

namespace optrack::cli {

namespace {

/// Kept alive while options point into it.
struct Run {
  Borders borders;
  Globals globals;
  std::vector<OptionSpec> options;
  Parsed parsed;
  Configuration configuration;
  Settings settings;
  JsonWish json;
};

Result<void> read_command_line(const std::vector<std::string>& arguments, Run& run) {
  CommandSource source;
  source.names = command_names();
  source.make = [](std::string_view name) -> std::optional<CommandSpec> {
    const CommandRow* row = find_command(name);
    if (row == nullptr) return std::nullopt;
    return row->make();
  };
  run.options = global_options(run.globals);
  auto parsed = parse_command_line(arguments, run.options, source);
  if (!parsed) return fail(std::move(parsed).error());
  run.parsed = *std::move(parsed);
  return {};
}

std::optional<std::string> given(const Words& words, const std::string& name) {
  const auto found = words.options.find(name);
  if (found == words.options.end()) return std::nullopt;
  return found->second.back();
}

Result<void> read_configuration(Run& run) {
  const Words& words = run.parsed.words;
  const Environment& environment = run.borders.environment;
  if (!run.parsed.command || !run.parsed.command->reads_settings) {
    run.settings = Settings{environment, {}, {}};
    return {};
  }
  const ConfigurationSources sources{environment,
                                     run.borders.folder,
                                     given(words, "--context"),
                                     given(words, "--config"),
                                     given(words, "--state-dir"),
                                     known_setting_keys};
  auto loaded = load_configuration(sources);
  if (!loaded && !run.parsed.command->survives_broken_configuration) return fail(std::move(loaded).error());
  if (loaded) {
    run.configuration = *std::move(loaded);
  } else {
    run.configuration = locate_configuration(sources).value_or(Configuration{});
    run.configuration.trouble = std::move(loaded).error();
  }
  run.settings = Settings{environment, run.configuration.current.settings, run.configuration.global.settings};
  return {};
}

Result<void> apply_words(Run& run) {
  const std::string see = "\n" + see_help(run.parsed.path);
  const auto with_hint = [&see](Error error) {
    if (error.kind == ErrorKind::usage) error.message += see;
    return fail(std::move(error));
  };
  auto global = apply_options(run.options, run.parsed.words, run.settings);
  if (!global) return with_hint(std::move(global).error());
  if (!run.parsed.command) return {};
  auto own = apply_options(run.parsed.command->options, run.parsed.words, run.settings);
  if (!own) return with_hint(std::move(own).error());
  auto positionals = apply_positionals(*run.parsed.command, run.parsed.path, run.parsed.words.positionals);
  if (!positionals) return positionals;
  auto json = read_json_wish(*run.parsed.command, run.globals, run.parsed.words, run.borders.compile_jq);
  if (!json) return with_hint(std::move(json).error());
  run.json = *std::move(json);
  return {};
}

int print_error(const Error& error, Output& err) {
  err.write(fmt::format("optrack: {}\n", without_commands(error.message)));
  return number(exit_code_for(error.kind));
}

/// What became of stdout decides when the command itself had no trouble.
int after_output(int code, const Output& out, Output& err) {
  if (out.gone()) return number(ExitCode::pipe);
  const auto trouble = out.trouble();
  // A wait that had this trouble has said so itself.
  if (trouble && code != number(ExitCode::local) && code < 128) return print_error(*trouble, err);
  return code;
}

std::string help_of(const Run& run) {
  const int columns = run.borders.out_terminal.columns;
  return run.parsed.command ? help_text(*run.parsed.command, run.parsed.path, run.options, columns)
                            : overview_text(columns);
}

int run_command(Run& run) {
  App app{std::move(run.borders), std::move(run.globals), std::move(run.settings), std::move(run.configuration),
          std::move(run.json)};
  for (const std::string& warning : app.configuration().warnings) app.warn(warning);
  if (app.globals().insecure) app.warn("--insecure: TLS certificates are not checked");
  const Result<int> code = run.parsed.command->run(app);
  Output& err = app.borders().err;
  return after_output(code ? *code : print_error(code.error(), err), app.borders().out, err);
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, Borders borders,
                const std::function<void(Borders&, const Globals&)>& terminals) {
  Run run{std::move(borders), {}, {}, {}, {}, {}, {}};
  Output& err = run.borders.err;
  if (!arguments.empty() && arguments.front() == "--version") {
    run.borders.out.write(version_text());
    return after_output(0, run.borders.out, err);
  }
  if (auto read = read_command_line(arguments, run); !read) return print_error(read.error(), err);
  terminals(run.borders, run.globals);
  if (run.parsed.words.help || !run.parsed.command) {
    run.borders.out.write(help_of(run));
    return after_output(0, run.borders.out, err);
  }
  if (auto read = read_configuration(run); !read) return print_error(read.error(), err);
  if (auto applied = apply_words(run); !applied) return print_error(applied.error(), err);
  terminals(run.borders, run.globals);
  return run_command(run);
}

}  // namespace optrack::cli
