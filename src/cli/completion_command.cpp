// SPDX-License-Identifier: MIT
#include "cli/completion_command.hpp"

#include <filesystem>
#include <memory>
#include <set>

#include "cli/completion_scripts.hpp"
#include "protocol/protocols.hpp"

namespace optrack::cli {

namespace {

/// More would not help anybody at a prompt.
constexpr std::size_t kMostOperations = 200;

std::vector<std::string> selectors(App& app) {
  std::vector<std::string> words{"@last", "@active", "@failed"};
  if (!std::filesystem::exists(app.store_file())) return words;
  auto store = app.store();
  if (!store) return words;
  Query query;
  query.limit = kMostOperations;
  const auto found = (*store)->query(query);
  if (!found) return words;
  for (const Operation& operation : *found) {
    words.push_back(operation.id);
    if (!operation.name.empty() && operation.name.find_first_of(" \t'\"$`\\") == std::string::npos) {
      words.push_back(operation.name);
    }
  }
  return words;
}

std::vector<std::string> types(App& app) {
  std::set<std::string> names;
  const auto gather = [&names](const Protocol& protocol) {
    for (const OperationType& type : protocol.types()) names.insert(type.name);
  };
  const std::vector<Provider> configured = app.providers();
  for (const Provider& provider : configured) gather(*provider.protocol);
  if (configured.empty()) {
    for (const Protocol* protocol : protocols()) gather(*protocol);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> provider_names(App& app) {
  std::vector<std::string> names;
  for (const ProviderConfig& provider : app.configuration().current.providers) names.push_back(provider.name);
  return names;
}

struct CompleteOptions {
  std::string kind, prefix;
};

}  // namespace

std::vector<std::string> candidates(std::string_view kind, std::string_view prefix, App& app) {
  std::vector<std::string> all;
  if (app.configuration().trouble) return all;
  if (kind == "selector") all = selectors(app);
  if (kind == "type") all = types(app);
  if (kind == "provider") all = provider_names(app);
  if (kind == "context") all = context_names(app.configuration());
  std::set<std::string> seen;
  std::vector<std::string> fitting;
  for (std::string& word : all) {
    if (word.starts_with(prefix) && seen.insert(word).second) fitting.push_back(std::move(word));
  }
  return fitting;
}

CommandSpec complete_command() {
  const auto options = std::make_shared<CompleteOptions>();
  CommandSpec spec;
  spec.name = "__complete";
  spec.summary = "Print what may be completed";
  PositionalSpec prefix = positional("PREFIX", "what was typed", options->prefix);
  prefix.required = false;
  spec.positionals = {positional("KIND", "selector, type, provider or context", options->kind), prefix};
  spec.hidden = true;
  spec.survives_broken_configuration = true;
  spec.run = [options](App& app) -> Result<int> {
    std::string text;
    for (const std::string& word : candidates(options->kind, options->prefix, app)) text += word + "\n";
    app.print(text);
    return 0;
  };
  return spec;
}

CommandSpec completion_command() {
  const auto shell = std::make_shared<std::string>();
  CommandSpec spec;
  spec.name = "completion";
  spec.summary = "Print the completion script for a shell";
  spec.description =
      "Completes commands, options and their values, ids and names of operations, types, providers and contexts.";
  spec.examples = {{"source <(optrack completion bash)", "Complete in this bash"},
                   {"optrack completion fish > ~/.config/fish/completions/optrack.fish", "Complete in every fish"}};
  PositionalSpec argument = positional("SHELL", "bash, zsh or fish", *shell);
  argument.choices = {"bash", "zsh", "fish"};
  argument.strict = true;
  spec.positionals = {argument};
  spec.exit_codes = "0 2";
  spec.reads_settings = false;
  spec.run = [shell](App& app) -> Result<int> {
    const CommandTree tree;
    app.print(*shell == "bash"  ? bash_completion(tree)
              : *shell == "zsh" ? zsh_completion(tree)
                                : fish_completion(tree));
    return 0;
  };
  return spec;
}

}  // namespace optrack::cli
