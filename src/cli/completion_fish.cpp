// SPDX-License-Identifier: MIT
#include <set>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion_scripts.hpp"

namespace optrack::cli {

namespace {

/// In single quotes, as fish reads them.
std::string fish_text(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + "'";
}

std::string values(Completion kind, const std::vector<std::string>& choices) {
  if (!choices.empty()) return fmt::format(" -f -a {}", fish_text(fmt::format("{}", fmt::join(choices, " "))));
  if (kind == Completion::file) return " -F";
  if (kind == Completion::directory) return " -f -a '(__fish_complete_directories)'";
  const std::string_view word = dynamic_kind(kind);
  if (word.empty()) return " -f";
  return fmt::format(" -f -a '(optrack __complete {} (commandline -ct) 2>/dev/null)'", word);
}

std::string option_line(const OptionSpec& option, const std::string& condition) {
  std::string line = "complete -c optrack" + condition;
  for (const std::string& name : names_of(option)) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.metavar.empty()) line += " -r" + values(option.completion, static_choices(option));
  return line + " -d " + fish_text(option.help) + "\n";
}

/// The function that finds the command before the cursor.
std::string path_function(const CommandTree& tree) {
  std::set<std::string> with_value;
  const auto gather = [&with_value](const std::vector<OptionSpec>& options) {
    for (const OptionSpec& option : options) {
      if (option.metavar.empty()) continue;
      for (const std::string& name : names_of(option)) with_value.insert(name);
    }
  };
  gather(tree.global);
  std::vector<std::string> keys;
  for (const CommandNode& node : tree.nodes) {
    gather(node.spec.options);
    keys.push_back(node.key());
  }
  return fmt::format(R"(function __optrack_at
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case {}
                set skip 1
            case '-*'
            case '*'
                if contains -- "$at/$word" {}
                    set at "$at/$word"
                end
        end
    end
    test "$at" = "$argv[1]"
end

)",
                     fmt::join(with_value, " "), fmt::join(keys, " "));
}

std::string node_lines(const CommandNode& node) {
  const std::string condition = fmt::format(" -n '__optrack_at {}'", node.key());
  std::string text;
  for (const CommandSpec& sub : node.spec.subcommands) {
    if (!sub.hidden)
      text += fmt::format("complete -c optrack{} -f -a {} -d {}\n", condition, sub.name, fish_text(sub.summary));
  }
  for (const OptionSpec& option : node.spec.options) text += option_line(option, condition);
  if (!node.spec.positionals.empty()) {
    const PositionalSpec& first = node.spec.positionals.front();
    text += "complete -c optrack" + condition + values(first.completion, first.choices) + "\n";
  }
  return text;
}

}  // namespace

std::string fish_completion(const CommandTree& tree) {
  std::string text = "# fish completion for optrack\n\n" + path_function(tree);
  text += "complete -c optrack -f\n";
  for (const CommandNode& node : tree.nodes) {
    if (node.path.size() != 1) continue;
    text += fmt::format("complete -c optrack -n '__optrack_at \"\"' -f -a {} -d {}\n", node.path.front(),
                        fish_text(node.spec.summary));
  }
  for (const CommandNode& node : tree.nodes) text += node_lines(node);
  for (const OptionSpec& option : tree.global) text += option_line(option, "");
  return text + "complete -c optrack -s h -l help -d 'show help'\n";
}

}  // namespace optrack::cli
