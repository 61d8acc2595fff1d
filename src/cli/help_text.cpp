// SPDX-License-Identifier: MIT
#include "cli/help_text.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"

namespace optrack::cli {

namespace {

constexpr int kOptionColumn = 30;  ///< Where explanations begin.

int usable(int columns) { return columns <= 0 ? 80 : std::clamp(columns, 40, 100); }

/// One entry of a list: heading at 2, explanation in a column of its own, below when the heading is long.
std::string entry(const std::string& heading, const std::string& help, int columns, int column) {
  std::string line = "  " + heading;
  if (columns < 60) column = 6;
  const int used = static_cast<int>(line.size());
  if (used + 2 > column) {
    line += "\n" + std::string(static_cast<std::size_t>(column), ' ');
  } else {
    line += std::string(static_cast<std::size_t>(column - used), ' ');
  }
  return line + wrapped(help, column, columns) + "\n";
}

std::string options_text(const std::vector<OptionSpec>& options, int columns) {
  std::vector<std::string> groups;
  for (const OptionSpec& option : options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) groups.push_back(option.group);
  }
  std::string text;
  for (const std::string& group : groups) {
    text += "\n" + group + ":\n";
    for (const OptionSpec& option : options) {
      if (option.group == group) text += entry(option_heading(option), option_help(option), columns, kOptionColumn);
    }
  }
  return text;
}

std::string arguments_text(const CommandSpec& command, int columns) {
  if (command.positionals.empty()) return "";
  std::string text = "\nArguments:\n";
  for (const PositionalSpec& argument : command.positionals) {
    text += entry(argument.name, argument.help, columns, kOptionColumn);
  }
  return text;
}

std::string subcommands_text(const CommandSpec& command, int columns) {
  if (command.subcommands.empty()) return "";
  std::string text = "\nCommands:\n";
  for (const CommandSpec& sub : command.subcommands) {
    if (!sub.hidden) text += entry(sub.name, sub.summary, columns, 16);
  }
  return text;
}

std::string fields_text(const CommandSpec& command, int columns) {
  if (command.fields.empty()) return "";
  return "\nJSON fields:\n  " + wrapped(fmt::format("{}", fmt::join(command.fields, ", ")), 2, columns) + "\n";
}

std::string examples_text(const CommandSpec& command, int columns) {
  if (command.examples.empty()) return "";
  std::string text = "\nExamples:\n";
  for (const Example& example : command.examples) {
    text += "  " + example.command + "\n      " + wrapped(example.explanation, 6, columns) + "\n";
  }
  return text;
}

}  // namespace

std::string wrapped(std::string_view text, int indent, int columns) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string out, line;
  const auto room = static_cast<std::size_t>(std::max(20, columns - indent));
  const auto end_line = [&] {
    out += line;
    line.clear();
  };
  std::istringstream paragraphs{std::string{text}};
  bool first = true;
  for (std::string paragraph; std::getline(paragraphs, paragraph); first = false) {
    if (!first) {
      end_line();
      out += '\n';
      if (!paragraph.empty()) out += margin;
    }
    std::istringstream words{paragraph};
    for (std::string word; words >> word;) {
      if (!line.empty() && line.size() + 1 + word.size() > room) {
        end_line();
        out += "\n" + margin;
      }
      line += (line.empty() ? "" : " ") + word;
    }
  }
  end_line();
  return out;
}

std::string option_heading(const OptionSpec& option) {
  std::string names = option.names;
  if (const auto comma = names.find(','); comma != std::string::npos) names.insert(comma + 1, " ");
  const bool no_short = names.starts_with("--");
  return (no_short ? "    " : "") + names + (option.metavar.empty() ? "" : " " + option.metavar);
}

std::string option_help(const OptionSpec& option) {
  if (option.metavar.empty() || option.default_value.empty()) return option.help;
  return fmt::format("{} (default: {})", option.help, option.default_value);
}

std::string usage_line(const CommandSpec& command, const std::vector<std::string>& path) {
  std::string line = "optrack";
  for (const std::string& word : path) line += " " + word;
  if (!command.subcommands.empty()) return line + " COMMAND";
  if (!command.options.empty()) line += " [OPTION]...";
  for (const PositionalSpec& argument : command.positionals) {
    const std::string name = argument.name + (argument.repeatable ? "..." : "");
    line += argument.required ? " " + name : " [" + name + "]";
  }
  return line;
}

std::string help_text(const CommandSpec& command, const std::vector<std::string>& path,
                      const std::vector<OptionSpec>& globals, int columns) {
  columns = usable(columns);
  std::string text = "Usage: " + usage_line(command, path) + "\n\n";
  text += wrapped(command.summary + ".", 0, columns) + "\n";
  if (!command.description.empty()) text += "\n" + wrapped(command.description, 0, columns) + "\n";
  text += subcommands_text(command, columns) + arguments_text(command, columns);
  text += options_text(command.options, columns) + options_text(globals, columns);
  text += fields_text(command, columns) + examples_text(command, columns);
  if (command.subcommands.empty()) {
    const std::string codes = command.exit_codes.empty() ? "0 2 7" : command.exit_codes;
    text += fmt::format("\nExit codes: {} (optrack help exit-codes)\n", codes);
  }
  return text;
}

std::string overview_text(int columns) {
  columns = usable(columns);
  std::string text =
      "optrack starts long-running operations on remote systems and waits for them.\n\n"
      "Usage: optrack [OPTION]... COMMAND [ARGUMENT]...\n\nCommands:\n";
  for (const CommandRow& row : commands()) {
    if (!row.hidden) text += entry(std::string{row.name}, std::string{row.summary}, columns, 16);
  }
  return text + "\nMore: optrack COMMAND --help, optrack help exit-codes, optrack help selectors\n";
}

}  // namespace optrack::cli
