// SPDX-License-Identifier: MIT
#include "cli/hook_options.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "cli/parse.hpp"
#include "optrack/handlers.hpp"
#include "print/event_filter.hpp"

namespace optrack::cli {
namespace {

/// Everything that may stand in front of the equals sign.
std::vector<std::string> event_words() {
  std::vector<std::string> words = event_types();
  for (const Stage stage :
       {Stage::start, Stage::progress, Stage::completed, Stage::failed, Stage::cancelled, Stage::lost}) {
    words.emplace_back(to_string(stage));
  }
  return words;
}

/// "bell", "desktop", "bell,desktop", or a command.
void read_notify(const std::string& text, HookArgs& args) {
  HookArgs words;
  std::istringstream parts(text);
  for (std::string word; std::getline(parts, word, ',');) {
    if (word != "bell" && word != "desktop") return args.notify.push_back(text);
    (word == "bell" ? words.bell : words.desktop) = true;
  }
  args.bell = args.bell || words.bell;
  args.desktop = args.desktop || words.desktop;
}

OptionSpec on_option(HookArgs& args) {
  OptionSpec option = custom("--on", "EVENT=CMD", "run CMD when this happens (docs/printers.md), may be repeated",
                             [&args](const std::string& value) -> Result<void> {
                               Result<HookRule> rule = parse_hook_rule(value);
                               if (!rule) return fail(std::move(rule).error());
                               args.rules.push_back(std::move(*rule));
                               return {};
                             });
  option.repeatable = true;
  return command_line_only(std::move(option));
}

OptionSpec notify_option(HookArgs& args) {
  OptionSpec option = custom("--notify", "bell|desktop|CMD", "tell when a wait of more than 10s has ended",
                             [&args](const std::string& value) -> Result<void> {
                               if (value.empty()) return fail(ErrorKind::usage, "neither bell, desktop nor a command");
                               read_notify(value, args);
                               return {};
                             });
  option.repeatable = true;
  return option;
}

}  // namespace

Result<HookRule> parse_hook_rule(const std::string& text) {
  const std::size_t equals = text.find('=');
  HookRule rule{text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)};
  const std::vector<std::string> words = event_words();
  if (std::find(words.begin(), words.end(), rule.event) == words.end()) {
    return fail(ErrorKind::usage, "no such event: " + rule.event + did_you_mean(rule.event, words));
  }
  if (rule.command.empty()) return fail(ErrorKind::usage, rule.event + ": no command; write " + rule.event + "=CMD");
  return rule;
}

std::vector<OptionSpec> hook_options(HookArgs& args) {
  return in_group(
      "What to run",
      {on_option(args), duration("--hook-timeout", "longest time that one of these commands may take", args.time_limit),
       notify_option(args)});
}

}  // namespace optrack::cli
