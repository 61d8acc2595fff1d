// SPDX-License-Identifier: MIT
#include "cli/command.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace optrack::cli {

namespace {

Result<int> parse_integer(const std::string& value, int least, int most) {
  int number = 0;
  const char* end = value.data() + value.size();
  const auto [stop, problem] = std::from_chars(value.data(), end, number);
  if (problem != std::errc{} || stop != end || number < least || number > most) {
    return fail(ErrorKind::usage, fmt::format("'{}' is not a whole number from {} to {}", value, least, most));
  }
  return number;
}

OptionSpec make_option(std::string names, std::string metavar, std::string help, Setter set) {
  OptionSpec option;
  option.names = std::move(names);
  option.metavar = std::move(metavar);
  option.help = std::move(help);
  option.set = std::move(set);
  return option;
}

/// A setter that reads the value with `read` and stores what it gave.
template <typename Target, typename Read>
Setter storing(Target& target, Read read) {
  return [&target, read](const std::string& value) -> Result<void> {
    auto got = read(value);
    if (!got) return fail(std::move(got).error());
    target = *std::move(got);
    return {};
  };
}

OptionSpec with_default(std::string value, OptionSpec option) {
  option.default_value = std::move(value);
  return option;
}

Result<std::string> as_is(const std::string& value) { return value; }

}  // namespace

CommandSpec named_command(std::string name, std::string summary, std::string exit_codes,
                          std::function<Result<int>(App&)> run) {
  CommandSpec spec;
  spec.name = std::move(name);
  spec.summary = std::move(summary);
  spec.exit_codes = std::move(exit_codes);
  spec.run = std::move(run);
  return spec;
}

std::string long_name(const OptionSpec& option) {
  const auto at = option.names.find("--");
  return at == std::string::npos ? option.names : option.names.substr(at);
}

std::string setting_key(const OptionSpec& option) {
  std::string key = long_name(option);
  key.erase(0, key.find_first_not_of('-'));
  return key;
}

std::string environment_name(const OptionSpec& option) {
  std::string name = "OPTRACK_";
  for (const char letter : setting_key(option)) {
    name += letter == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return name;
}

OptionSpec flag(std::string names, std::string help, bool& target) {
  return make_option(std::move(names), "", std::move(help), storing(target, parse_switch));
}

OptionSpec text(std::string names, std::string metavar, std::string help, std::string& target) {
  return with_default(target,
                      make_option(std::move(names), std::move(metavar), std::move(help), storing(target, as_is)));
}

OptionSpec text(std::string names, std::string metavar, std::string help, std::optional<std::string>& target) {
  return make_option(std::move(names), std::move(metavar), std::move(help), storing(target, as_is));
}

OptionSpec list(std::string names, std::string metavar, std::string help, std::vector<std::string>& target) {
  OptionSpec option = make_option(std::move(names), std::move(metavar), std::move(help),
                                  [&target](const std::string& value) -> Result<void> {
                                    target.push_back(value);
                                    return {};
                                  });
  option.repeatable = true;
  return option;
}

OptionSpec duration(std::string names, std::string help, Milliseconds& target) {
  return with_default(format_duration(target),
                      make_option(std::move(names), "DURATION", std::move(help), storing(target, parse_duration)));
}

OptionSpec duration(std::string names, std::string help, std::optional<Milliseconds>& target) {
  return with_default(target ? format_duration(*target) : "",
                      make_option(std::move(names), "DURATION", std::move(help), storing(target, parse_duration)));
}

OptionSpec duration_or(std::string names, std::string word, std::string help, std::optional<Milliseconds>& target) {
  const auto read = [word](const std::string& value) -> Result<std::optional<Milliseconds>> {
    if (value == word) return std::optional<Milliseconds>{};
    auto given = parse_duration(value);
    if (given) return std::optional<Milliseconds>{*given};
    given.error().message += " (or '" + word + "')";
    return fail(std::move(given).error());
  };
  std::string metavar = "DURATION|" + word;
  return with_default(target ? format_duration(*target) : std::move(word),
                      make_option(std::move(names), std::move(metavar), std::move(help), storing(target, read)));
}

OptionSpec integer(std::string names, std::string metavar, std::string help, int& target, int least, int most) {
  const auto read = [least, most](const std::string& value) { return parse_integer(value, least, most); };
  return with_default(std::to_string(target),
                      make_option(std::move(names), std::move(metavar), std::move(help), storing(target, read)));
}

OptionSpec integer(std::string names, std::string metavar, std::string help, std::optional<int>& target, int least,
                   int most) {
  return make_option(
      std::move(names), std::move(metavar), std::move(help),
      storing(target, [least, most](const std::string& value) { return parse_integer(value, least, most); }));
}

OptionSpec choice(std::string names, std::string help, std::vector<std::string> choices, std::string& target) {
  const auto read = [choices](const std::string& value) -> Result<std::string> {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
    return fail(ErrorKind::usage, fmt::format("'{}' is not one of {}", value, fmt::join(choices, ", ")));
  };
  OptionSpec option =
      make_option(std::move(names), fmt::format("{}", fmt::join(choices, "|")), std::move(help), storing(target, read));
  option.choices = std::move(choices);
  option.default_value = target;
  return option;
}

OptionSpec custom(std::string names, std::string metavar, std::string help, Setter set) {
  return make_option(std::move(names), std::move(metavar), std::move(help), std::move(set));
}

PositionalSpec positional(std::string name, std::string help, std::string& target) {
  PositionalSpec argument;
  argument.name = std::move(name);
  argument.help = std::move(help);
  argument.set = storing(target, as_is);
  return argument;
}

PositionalSpec positionals(std::string name, std::string help, std::vector<std::string>& target, bool required) {
  PositionalSpec argument;
  argument.name = std::move(name);
  argument.help = std::move(help);
  argument.required = required;
  argument.repeatable = true;
  argument.set = [&target](const std::string& value) -> Result<void> {
    target.push_back(value);
    return {};
  };
  return argument;
}

std::vector<OptionSpec> in_group(std::string_view group, std::vector<OptionSpec> options) {
  for (OptionSpec& option : options) option.group = group;
  return options;
}

OptionSpec completing(Completion kind, OptionSpec option) {
  option.completion = kind;
  return option;
}

PositionalSpec completing(Completion kind, PositionalSpec argument) {
  argument.completion = kind;
  return argument;
}

OptionSpec command_line_only(OptionSpec option) {
  option.settable = false;
  return option;
}

void add(std::vector<OptionSpec>& options, std::vector<OptionSpec> more) {
  for (OptionSpec& option : more) options.push_back(std::move(option));
}

Result<WallTime> parse_time(std::string_view text, WallTime now, std::chrono::seconds utc_offset) {
  if (text == "now") return now;
  if (text == "today") {
    const auto day = std::chrono::floor<std::chrono::days>(now + utc_offset);
    return WallTime{day} - utc_offset;
  }
  if (text.starts_with('-')) {
    const Result<Milliseconds> ago = parse_duration(text.substr(1));
    if (ago) return now - *ago;
  } else if (const auto time = parse_rfc3339(text)) {
    return *time;
  }
  return fail(ErrorKind::usage, fmt::format("'{}' is not a time (2026-03-01T08:00:05Z, today, now or -2h)", text));
}

Result<bool> parse_switch(std::string_view text) {
  std::string word{text};
  for (char& letter : word) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  for (const char* yes : {"true", "yes", "on", "1"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"false", "no", "off", "0", ""}) {
    if (word == no) return false;
  }
  return fail(ErrorKind::usage, fmt::format("'{}' is neither true nor false", text));
}

}  // namespace optrack::cli
