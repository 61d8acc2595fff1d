// SPDX-License-Identifier: MIT
#include "cli/command_tree.hpp"

#include <utility>

#include "cli/commands.hpp"
#include "print/printers.hpp"

namespace optrack::cli {

namespace {

void gather(CommandSpec spec, std::vector<std::string> path, std::vector<CommandNode>& nodes) {
  if (spec.hidden) return;
  path.push_back(spec.name);
  std::vector<CommandSpec> subcommands = spec.subcommands;
  nodes.push_back({path, std::move(spec)});
  for (CommandSpec& sub : subcommands) gather(std::move(sub), path, nodes);
}

}  // namespace

std::string CommandNode::key() const {
  std::string text;
  for (const std::string& word : path) text += "/" + word;
  return text;
}

CommandTree::CommandTree() : global(global_options(globals)) {
  for (const CommandRow& row : commands()) {
    if (!row.hidden) gather(row.make(), {}, nodes);
  }
}

std::vector<std::string> names_of(const OptionSpec& option) {
  std::vector<std::string> names;
  std::string_view rest = option.names;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find(','));
    names.emplace_back(name);
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  return names;
}

std::string_view dynamic_kind(Completion kind) {
  switch (kind) {
    case Completion::selector:
      return "selector";
    case Completion::type:
      return "type";
    case Completion::provider:
      return "provider";
    case Completion::context:
      return "context";
    case Completion::none:
    case Completion::file:
    case Completion::directory:
    case Completion::mode:
      return "";
  }
  return "";
}

std::vector<std::string> output_modes() {
  std::vector<std::string> modes{"auto"};
  for (const PrinterKind& kind : printer_kinds()) {
    const bool needs_value = kind.stream == Stream::file || kind.stream == Stream::command;
    modes.push_back(std::string{kind.name} + (needs_value ? "=" : ""));
  }
  return modes;
}

std::vector<std::string> static_choices(const OptionSpec& option) {
  return option.completion == Completion::mode ? output_modes() : option.choices;
}

}  // namespace optrack::cli
