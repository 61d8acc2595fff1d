// SPDX-License-Identifier: MIT
#include "cli/help_command.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/app.hpp"
#include "cli/commands.hpp"
#include "cli/help_text.hpp"
#include "cli/help_topics.hpp"
#include "cli/parse.hpp"

namespace optrack::cli {

namespace {

Result<std::string> help_for_command(const CommandRow& row, const std::vector<std::string>& words, int columns) {
  CommandSpec spec = row.make();
  std::vector<std::string> path{std::string{row.name}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto sub = std::find_if(spec.subcommands.begin(), spec.subcommands.end(),
                                  [&](const CommandSpec& each) { return each.name == words[i]; });
    if (sub == spec.subcommands.end()) {
      return fail(ErrorKind::usage, fmt::format("unknown command '{}'\n{}", fmt::join(words, " "), see_help(path)));
    }
    CommandSpec chosen = *sub;
    spec = std::move(chosen);
    path.push_back(words[i]);
  }
  Globals globals;
  return help_text(spec, path, global_options(globals), columns);
}

}  // namespace

Result<std::string> help_for(const std::vector<std::string>& words, int columns) {
  if (words.empty()) return overview_text(columns);
  if (const CommandRow* row = find_command(words.front())) return help_for_command(*row, words, columns);
  if (const HelpTopic* topic = find_topic(words.front())) return topic->text(columns);
  std::vector<std::string> choices = command_names();
  for (const HelpTopic& topic : help_topics()) choices.emplace_back(topic.name);
  return fail(ErrorKind::usage,
              fmt::format("no help on '{}'{}\nsee: optrack help", words.front(), did_you_mean(words.front(), choices)));
}

CommandSpec help_command() {
  const auto words = std::make_shared<std::vector<std::string>>();
  CommandSpec spec;
  spec.name = "help";
  spec.summary = "Explain a command or a topic";
  spec.description = "Without an argument: lists the commands. Topics: " + topic_names() + ".";
  spec.examples = {{"optrack help wait", "The same as 'optrack wait --help'"},
                   {"optrack help exit-codes", "What the exit codes mean"}};
  PositionalSpec topic = positionals("TOPIC", "a command, or a topic", *words, false);
  for (const HelpTopic& each : help_topics()) topic.choices.emplace_back(each.name);
  for (std::string& name : command_names()) topic.choices.push_back(std::move(name));
  spec.positionals = {std::move(topic)};
  spec.exit_codes = "0 2";
  spec.reads_settings = false;
  spec.run = [words](App& app) -> Result<int> {
    auto text = help_for(*words, app.borders().out_terminal.columns);
    if (!text) return fail(std::move(text).error());
    app.print(*text);
    return 0;
  };
  return spec;
}

}  // namespace optrack::cli
