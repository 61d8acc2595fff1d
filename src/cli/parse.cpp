// SPDX-License-Identifier: MIT
#include "cli/parse.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

namespace optrack::cli {

namespace {

using OptionList = std::vector<const OptionSpec*>;

struct Bound {
  const OptionSpec* spec;
  CLI::Option* option;
};

std::vector<Bound> bind(CLI::App& parser, const OptionList& options) {
  std::vector<Bound> bound;
  for (const OptionSpec* spec : options) {
    CLI::Option* option = nullptr;
    if (spec->metavar.empty()) {
      option = parser.add_flag(spec->names);
    } else {
      option = parser.add_option(spec->names)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    bound.push_back({spec, option->allow_extra_args(false)});
  }
  return bound;
}

std::vector<std::string> all_names(const OptionList& options) {
  std::vector<std::string> names{"--help"};
  for (const OptionSpec* option : options) names.push_back(long_name(*option));
  return names;
}

tl::unexpected<Error> usage(std::string message, const std::vector<std::string>& path) {
  return fail(ErrorKind::usage, std::move(message) + "\n" + see_help(path));
}

/// The name an unknown option was written with: "--tiemout" of "--tiemout=5".
std::string bare_name(const std::string& word) { return word.substr(0, word.find('=')); }

tl::unexpected<Error> unknown_option(const std::string& word, const OptionList& options,
                                     const std::vector<std::string>& path) {
  const std::string name = bare_name(word);
  return usage(fmt::format("unknown option {}{}", name, did_you_mean(name, all_names(options))), path);
}

/// Reads what the library stored; a repeated option that is not repeatable keeps its last value.
Result<void> collect(const std::vector<Bound>& bound, const std::vector<std::string>& path, Words& words) {
  for (const Bound& entry : bound) {
    std::vector<std::string> values = entry.option->results();
    if (values.empty()) continue;
    if (entry.spec->metavar.empty()) {
      const Result<bool> value = parse_switch(values.back());
      if (!value) return usage(long_name(*entry.spec) + ": " + value.error().message, path);
      values = {*value ? "true" : "false"};
    }
    std::vector<std::string>& known = words.options[long_name(*entry.spec)];
    if (!entry.spec->repeatable) known.clear();
    if (!entry.spec->repeatable && values.size() > 1) values = {values.back()};
    known.insert(known.end(), values.begin(), values.end());
  }
  return {};
}

/// Parses one level. With `stop_at_word` everything from the first positional on is handed back.
Result<std::vector<std::string>> parse_level(std::vector<std::string> arguments, const OptionList& options,
                                             const std::vector<std::string>& path, bool stop_at_word, Words& words) {
  CLI::App parser;
  parser.set_help_flag();
  bool help = false;
  parser.add_flag("-h,--help", help);
  const std::vector<Bound> bound = bind(parser, options);
  std::vector<std::string> positionals;
  if (stop_at_word) {
    parser.prefix_command();
  } else {
    parser.allow_extras();
    parser.add_option("words", positionals)->expected(0, -1);
  }
  const std::string last = arguments.empty() ? "" : arguments.back();
  std::reverse(arguments.begin(), arguments.end());
  try {
    parser.parse(arguments);
  } catch (const CLI::ArgumentMismatch&) {
    const auto missing = std::find_if(bound.begin(), bound.end(), [&last](const Bound& entry) {
      return entry.option->check_name(last) && !entry.spec->metavar.empty();
    });
    const std::string metavar = missing == bound.end() ? "a value" : missing->spec->metavar;
    return usage(fmt::format("{} needs a value: {}", last, metavar), path);
  } catch (const CLI::ParseError& problem) {
    return usage(problem.what(), path);
  }
  words.help = words.help || help;
  if (const Result<void> done = collect(bound, path, words); !done) return fail(done.error());
  std::vector<std::string> rest = parser.remaining();
  if (!stop_at_word) {
    std::erase(rest, "--");  // the mark itself is kept by the library
    if (!rest.empty()) return unknown_option(rest.front(), options, path);
    return positionals;
  }
  if (!rest.empty() && rest.front() == "--") rest.erase(rest.begin());
  if (!rest.empty() && rest.front().size() > 1 && rest.front().starts_with('-')) {
    return unknown_option(rest.front(), options, path);
  }
  return rest;
}

CommandSource source_of(const CommandSpec& spec) {
  CommandSource source;
  for (const CommandSpec& sub : spec.subcommands) source.names.push_back(sub.name);
  source.make = [&spec](std::string_view name) -> std::optional<CommandSpec> {
    for (const CommandSpec& sub : spec.subcommands) {
      if (sub.name == name) return sub;
    }
    return std::nullopt;
  };
  return source;
}

/// Options of the levels above stay valid below.
void extend(OptionList& options, const std::vector<OptionSpec>& more) {
  for (const OptionSpec& option : more) options.push_back(&option);
}

}  // namespace

std::string see_help(const std::vector<std::string>& path) {
  return fmt::format("see: optrack {}{}--help", fmt::join(path, " "), path.empty() ? "" : " ");
}

Result<Parsed> parse_command_line(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& globals,
                                  const CommandSource& source) {
  Parsed parsed;
  OptionList options;
  extend(options, globals);
  Result<std::vector<std::string>> rest = parse_level(arguments, options, parsed.path, true, parsed.words);
  if (!rest || rest->empty()) return rest ? Result<Parsed>(std::move(parsed)) : fail(rest.error());
  parsed.command = source.make(rest->front());
  if (!parsed.command) {
    return usage(fmt::format("unknown command '{}'{}", rest->front(), did_you_mean(rest->front(), source.names)), {});
  }
  std::vector<CommandSpec> kept;  // options point into the specs of the levels above
  kept.reserve(8);
  while (true) {
    parsed.path.push_back(rest->front());
    rest->erase(rest->begin());
    kept.push_back(*parsed.command);
    const CommandSpec& level = kept.back();
    extend(options, level.options);
    const bool leaf = level.subcommands.empty();
    rest = parse_level(*std::move(rest), options, parsed.path, !leaf, parsed.words);
    if (!rest) return fail(rest.error());
    if (leaf) {
      parsed.words.positionals = *std::move(rest);
      return parsed;
    }
    if (rest->empty()) {
      if (parsed.words.help) return parsed;
      const CommandSource subs = source_of(level);
      return usage(fmt::format("optrack {} needs a command: {}", level.name, fmt::join(subs.names, ", ")), parsed.path);
    }
    const CommandSource subs = source_of(level);
    parsed.command = subs.make(rest->front());
    if (!parsed.command) {
      return usage(
          fmt::format("unknown command '{} {}'{}", level.name, rest->front(), did_you_mean(rest->front(), subs.names)),
          parsed.path);
    }
  }
}

Result<void> apply_positionals(const CommandSpec& command, const std::vector<std::string>& path,
                               const std::vector<std::string>& values) {
  std::size_t next = 0;
  for (const PositionalSpec& argument : command.positionals) {
    if (next == values.size() && argument.required) {
      return usage(fmt::format("{} is missing: {}", argument.name, argument.help), path);
    }
    const std::size_t end = argument.repeatable ? values.size() : std::min(next + 1, values.size());
    for (; next < end; ++next) {
      const auto& choices = argument.choices;
      if (argument.strict && std::find(choices.begin(), choices.end(), values[next]) == choices.end()) {
        return usage(fmt::format("'{}' is not one of {}", values[next], fmt::join(choices, ", ")), path);
      }
      const Result<void> set = argument.set(values[next]);
      if (!set) return usage(argument.name + ": " + set.error().message, path);
    }
  }
  if (next < values.size()) return usage(fmt::format("unexpected argument '{}'", values[next]), path);
  return {};
}

}  // namespace optrack::cli
