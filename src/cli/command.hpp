// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack::cli {

class App;

/// What a shell offers after an option or as a positional argument.
enum class Completion { none, selector, type, provider, context, file, directory, mode };

/// Takes one value as it was written (flags: "true" or "false"). Fails with kind `usage` and a
/// sentence that names the value but not the option: whoever calls knows where it came from.
using Setter = std::function<Result<void>(const std::string& value)>;

/// One option of a command. Made by `flag`, `text`, `duration`, … below.
struct OptionSpec {
  std::string names;               ///< "-t,--timeout": short names first, one long name last.
  std::string metavar;             ///< "DURATION"; empty: a flag that takes no value.
  std::string help;                ///< Lower case start, no full stop.
  std::string group = "Options";   ///< Heading in the help text.
  std::string default_value = {};  ///< As a person would write it; empty: none. Bindings take it from their target.
  std::vector<std::string> choices = {};
  bool repeatable = false;  ///< Given several times, `set` is called for each; otherwise the last one counts.
  Completion completion = Completion::none;
  bool settable = true;  ///< May come from OPTRACK_<OPTION> and from configuration.
  Setter set = {};
};

/// One positional argument; `repeatable` only for the last one.
struct PositionalSpec {
  std::string name;  ///< "SELECTOR"
  std::string help;
  bool required = true;
  bool repeatable = false;
  Completion completion = Completion::none;
  std::vector<std::string> choices = {};  ///< Offered by shells.
  bool strict = false;                    ///< Nothing but `choices` is taken.
  Setter set = {};
};

struct Example {
  std::string command;      ///< "optrack wait @last --timeout 5m"
  std::string explanation;  ///< "Wait at most five minutes for the newest operation"
};

/// What a command writes to stdout, and so what --json, --jq and -o can ask of it.
enum class Data {
  none,    ///< Nothing, or text: --json and --jq are refused.
  answer,  ///< One document, complete before it is printed.
  events,  ///< What happens, by the printers that -o chooses.
};

/// A command as data: parsing, help, man pages and completions are all made from it.
struct CommandSpec {
  std::string name;
  std::string summary;      ///< One line, upper case start, no full stop.
  std::string description;  ///< Paragraphs, divided by empty lines; may be empty.
  std::vector<Example> examples = {};
  std::vector<OptionSpec> options = {};
  std::vector<PositionalSpec> positionals = {};
  std::vector<CommandSpec> subcommands = {};  ///< When there are some, `run` and positionals are theirs.
  std::string exit_codes = {};                ///< "0 1 2 3": those this command can end with; empty: 0, 2 and 7.
  Data data = Data::none;
  std::vector<std::string> fields = {};        ///< Of its JSON; empty with data: only the document itself tells.
  bool reads_settings = true;                  ///< False: works (and is quick) even when configuration is broken.
  bool survives_broken_configuration = false;  ///< Runs with `Configuration::trouble` set instead of ending with it.
  bool hidden = false;                         ///< Left out of help, man pages and completions.
  std::function<Result<int>(App&)> run = {};   ///< The exit code; an error is printed and gives its own code.
};

/// A subcommand that so far has what every one has.
CommandSpec named_command(std::string name, std::string summary, std::string exit_codes,
                          std::function<Result<int>(App&)> run);

/// "--timeout" of "-t,--timeout".
std::string long_name(const OptionSpec& option);
/// "timeout": the key in configuration.
std::string setting_key(const OptionSpec& option);
/// "OPTRACK_TIMEOUT".
std::string environment_name(const OptionSpec& option);

// ---- bindings: each writes to `target`, which must outlive the spec (keep it in the spec's shared options) ----

OptionSpec flag(std::string names, std::string help, bool& target);
OptionSpec text(std::string names, std::string metavar, std::string help, std::string& target);
OptionSpec text(std::string names, std::string metavar, std::string help, std::optional<std::string>& target);
/// Repeatable; values in the order given.
OptionSpec list(std::string names, std::string metavar, std::string help, std::vector<std::string>& target);
OptionSpec duration(std::string names, std::string help, Milliseconds& target);
OptionSpec duration(std::string names, std::string help, std::optional<Milliseconds>& target);
/// A duration, or `word` ("off", "auto"), which makes the target absent.
OptionSpec duration_or(std::string names, std::string word, std::string help, std::optional<Milliseconds>& target);
/// An integer from `least` to `most`.
OptionSpec integer(std::string names, std::string metavar, std::string help, int& target, int least, int most);
OptionSpec integer(std::string names, std::string metavar, std::string help, std::optional<int>& target, int least,
                   int most);
/// One of `choices`.
OptionSpec choice(std::string names, std::string help, std::vector<std::string> choices, std::string& target);
/// Anything else: `set` reads the value.
OptionSpec custom(std::string names, std::string metavar, std::string help, Setter set);

PositionalSpec positional(std::string name, std::string help, std::string& target);
/// One or more (`required`), or any number.
PositionalSpec positionals(std::string name, std::string help, std::vector<std::string>& target, bool required = true);

/// Sets the heading of several options at once: `in_group("Deadline", {duration(…), …})`.
std::vector<OptionSpec> in_group(std::string_view group, std::vector<OptionSpec> options);
/// `option` completing to `kind`.
OptionSpec completing(Completion kind, OptionSpec option);
PositionalSpec completing(Completion kind, PositionalSpec argument);
/// `option` that only the command line can set (`-y`, `--on`, `--insecure`).
OptionSpec command_line_only(OptionSpec option);
/// Appends: for joining groups of options.
void add(std::vector<OptionSpec>& options, std::vector<OptionSpec> more);

/// Reads a time as people write it: RFC 3339, `today`, `now`, or `-2h` (before `now`).
/// \param utc_offset local time minus UTC, for `today`.
Result<WallTime> parse_time(std::string_view text, WallTime now, std::chrono::seconds utc_offset);

/// "true", "yes", "on", "1" and their opposites, any case; `usage` error otherwise.
Result<bool> parse_switch(std::string_view text);

}  // namespace optrack::cli
