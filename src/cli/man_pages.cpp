// SPDX-License-Identifier: MIT
#include "cli/man_pages.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/exit_code.hpp"
#include "cli/help_text.hpp"
#include "cli/help_topics.hpp"
#include "optrack/version.hpp"

namespace optrack::cli {

namespace {

std::string heading(const std::string& name) {
  std::string title = name;
  for (char& letter : title) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return fmt::format(
      ".\\\" Made from the command definitions by: optrack __generate man\n.TH {} 1 \"\" \"optrack {}\" "
      "\"User Commands\"\n",
      roff(title), kVersion);
}

std::string paragraphs(const std::string& text) {
  std::string out;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) out += line.empty() ? ".PP\n" : roff(line) + "\n";
  return out;
}

/// Text whose line breaks matter.
std::string verbatim(const std::string& text) {
  std::string out = ".nf\n";
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) out += roff(line) + "\n";
  return out + ".fi\n";
}

std::string entry(const std::string& term, const std::string& text) {
  return ".TP\n.B " + roff(term) + "\n" + roff(text) + "\n";
}

std::string option_entry(const OptionSpec& option) {
  std::string names;
  for (const std::string& name : names_of(option))
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  if (!option.metavar.empty()) names += " \\fI" + roff(option.metavar) + "\\fR";
  return ".TP\n" + names + "\n" + roff(option_help(option)) + "\n";
}

std::string options(const std::vector<OptionSpec>& all) {
  std::vector<std::string> groups;
  for (const OptionSpec& option : all) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) groups.push_back(option.group);
  }
  std::string text;
  for (const std::string& group : groups) {
    if (groups.size() > 1) text += ".SS " + roff(group) + "\n";
    for (const OptionSpec& option : all) {
      if (option.group == group) text += option_entry(option);
    }
  }
  return text;
}

std::string body(const CommandSpec& spec) {
  std::string text;
  for (const PositionalSpec& argument : spec.positionals) text += entry(argument.name, argument.help);
  text += options(spec.options);
  if (!spec.fields.empty()) text += entry("--json FIELDS", fmt::format("some of {}", fmt::join(spec.fields, ", ")));
  return text;
}

std::string examples(const CommandSpec& spec) {
  if (spec.examples.empty()) return "";
  std::string text = ".SH EXAMPLES\n";
  for (const Example& example : spec.examples) text += entry(example.command, example.explanation + ".");
  return text;
}

std::string exit_status() {
  std::string text = ".SH EXIT STATUS\n";
  for (const ExitCodeRow& row : exit_codes()) {
    text += entry(std::to_string(number(row.code)), fmt::format("{}: {}.", row.name, row.meaning));
  }
  return text;
}

bool is_below(const CommandNode& node, const CommandNode& command) {
  return node.path.size() > 1 && node.path.front() == command.path.front();
}

}  // namespace

std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char letter : text) {
    if (letter == '\\') {
      out += "\\e";
    } else if (letter == '-') {
      out += "\\-";
    } else if (letter == '\'') {
      out += "\\(aq";
    } else if (letter == '"') {
      out += "\\(dq";
    } else if (letter == '~') {
      out += "\\(ti";
    } else if (letter == '^') {
      out += "\\(ha";
    } else {
      out += letter;
    }
  }
  return out;
}

std::string main_man_page(const CommandTree& tree) {
  std::string text =
      heading("optrack") + ".SH NAME\noptrack \\- start long\\-running remote operations and wait for them\n";
  text += ".SH SYNOPSIS\n.B optrack\n[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n";
  text +=
      ".SH DESCRIPTION\n"
      "Starts long\\-running operations on remote systems, shows what happens while they run, and ends with an exit\n"
      "code that says how they ended. Everything is remembered in a registry, so that a wait can be left and\n"
      "continued.\n.SH COMMANDS\n";
  for (const CommandNode& node : tree.nodes) {
    if (node.path.size() == 1) text += entry(node.path.front(), node.spec.summary + ".");
  }
  text += ".SH GLOBAL OPTIONS\n" + options(tree.global) + entry("-h, --help", "explain a command");
  text += exit_status();
  for (const HelpTopic& topic : help_topics()) {
    if (topic.name == "exit-codes") continue;
    std::string title{topic.name};
    for (char& letter : title) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    text += ".SH " + title + "\n" + verbatim(topic.text(100));
  }
  return text;
}

std::string command_man_page(const CommandTree& tree, const CommandNode& command) {
  const std::string name = "optrack-" + command.path.front();
  const CommandSpec& spec = command.spec;
  std::string text = heading(name) + fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(spec.summary));
  text += ".SH SYNOPSIS\n" + roff(usage_line(spec, command.path)) + "\n";
  text += ".SH DESCRIPTION\n" + roff(spec.summary) + ".\n";
  if (!spec.description.empty()) text += ".PP\n" + paragraphs(spec.description);
  const std::string own = body(spec);
  if (!own.empty()) text += ".SH OPTIONS\n" + own;
  for (const CommandNode& node : tree.nodes) {
    if (!is_below(node, command)) continue;
    text += fmt::format(".SH {}\n{}.\n.PP\n{}\n", roff(fmt::format("{}", fmt::join(node.path, " "))),
                        roff(node.spec.summary), roff(usage_line(node.spec, node.path)));
    if (!node.spec.description.empty()) text += ".PP\n" + paragraphs(node.spec.description);
    text += body(node.spec);
  }
  text += examples(spec);
  if (spec.subcommands.empty()) {
    text +=
        ".SH EXIT STATUS\n" + roff(spec.exit_codes.empty() ? "0 2 7" : spec.exit_codes) + "; see\n.BR optrack (1).\n";
  }
  return text + ".SH SEE ALSO\n.BR optrack (1)\n";
}

}  // namespace optrack::cli
