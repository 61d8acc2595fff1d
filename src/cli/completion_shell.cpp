// SPDX-License-Identifier: MIT
#include "cli/completion_shell.hpp"

#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace optrack::cli {

namespace {

/// "kind=context", "kind=file", "choices='auto always'"; empty when nothing is known.
std::string answer(Completion kind, const std::vector<std::string>& choices) {
  if (!choices.empty()) return fmt::format("choices='{}'", fmt::join(choices, " "));
  if (kind == Completion::file) return "kind=file";
  if (kind == Completion::directory) return "kind=directory";
  const std::string_view word = dynamic_kind(kind);
  return word.empty() ? "" : fmt::format("kind={}", word);
}

std::string option_arms(const std::vector<OptionSpec>& options, const std::string& prefix, const std::string& indent) {
  std::string arms;
  for (const OptionSpec& option : options) {
    const std::string set = answer(option.completion, static_choices(option));
    if (option.metavar.empty() || set.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : names_of(option)) patterns.push_back(prefix + name);
    arms += fmt::format("{}{}) {} ;;\n", indent, fmt::join(patterns, "|"), set);
  }
  return arms;
}

std::vector<std::string> all_names(const std::vector<OptionSpec>& options) {
  std::vector<std::string> names;
  for (const OptionSpec& option : options) {
    for (std::string& name : names_of(option)) names.push_back(std::move(name));
  }
  return names;
}

void add_value_options(const std::vector<OptionSpec>& options, std::set<std::string>& names) {
  for (const OptionSpec& option : options) {
    if (option.metavar.empty()) continue;
    for (std::string& name : names_of(option)) names.insert(std::move(name));
  }
}

std::set<std::string> value_options(const CommandTree& tree) {
  std::set<std::string> names;
  add_value_options(tree.global, names);
  for (const CommandNode& node : tree.nodes) add_value_options(node.spec.options, names);
  return names;
}

/// What may stand after `node` beside options.
std::string word_answer(const CommandNode& node) {
  std::vector<std::string> subcommands;
  for (const CommandSpec& sub : node.spec.subcommands) {
    if (!sub.hidden) subcommands.push_back(sub.name);
  }
  if (!subcommands.empty()) return answer(Completion::none, subcommands);
  if (node.spec.positionals.empty()) return "";
  return answer(node.spec.positionals.front().completion, node.spec.positionals.front().choices);
}

}  // namespace

std::string value_option_pattern(const CommandTree& tree) {
  return fmt::format("{}", fmt::join(value_options(tree), "|"));
}

std::string unexplained_values(const CommandTree& tree) {
  return fmt::format("*:{}", fmt::join(value_options(tree), "|*:"));
}

std::vector<std::string> global_names(const CommandTree& tree) {
  std::vector<std::string> names = all_names(tree.global);
  names.emplace_back("--help");
  return names;
}

std::string path_pattern(const CommandTree& tree) {
  std::vector<std::string> keys;
  for (const CommandNode& node : tree.nodes) keys.push_back(node.key());
  return fmt::format("{}", fmt::join(keys, "|"));
}

std::string value_arms(const CommandTree& tree, const std::string& indent) {
  std::string arms;
  for (const CommandNode& node : tree.nodes) arms += option_arms(node.spec.options, node.key() + ":", indent);
  return arms + option_arms(tree.global, "*:", indent);
}

std::string word_arms(const CommandTree& tree, const std::string& indent) {
  std::vector<std::string> top;
  for (const CommandNode& node : tree.nodes) {
    if (node.path.size() == 1) top.push_back(node.path.front());
  }
  std::string arms = fmt::format("{}'') choices='{}' ;;\n", indent, fmt::join(top, " "));
  for (const CommandNode& node : tree.nodes) {
    const std::string options = fmt::format("options='{}'", fmt::join(all_names(node.spec.options), " "));
    const std::string word = word_answer(node);
    arms += fmt::format("{}{}) {}{}{} ;;\n", indent, node.key(), options, word.empty() ? "" : "; ", word);
  }
  return arms;
}

}  // namespace optrack::cli
