// SPDX-License-Identifier: MIT
#include "cli/ops_command.hpp"

#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/help_text.hpp"
#include "cli/json_output.hpp"
#include "cli/parse.hpp"
#include "dispatch/catalogue.hpp"
#include "model/json.hpp"
#include "print/table.hpp"
#include "protocol/protocols.hpp"

namespace optrack::cli {

namespace {

struct OpsOptions {
  std::string type, protocol;
};

std::string_view word(Parameter::Type type) {
  switch (type) {
    case Parameter::Type::string:
      return "string";
    case Parameter::Type::integer:
      return "integer";
    case Parameter::Type::number:
      return "number";
    case Parameter::Type::boolean:
      return "boolean";
    case Parameter::Type::json:
      return "json";
  }
  return "json";
}

std::string explained(const Parameter& parameter) {
  std::string text = parameter.description.empty()
                         ? std::string{word(parameter.type)}
                         : fmt::format("{} ({})", parameter.description, word(parameter.type));
  if (parameter.required) text += ", required";
  if (parameter.secret) text += ", secret";
  if (!parameter.choices.empty()) text += fmt::format(", one of {}", fmt::join(parameter.choices, ", "));
  if (!parameter.default_value.empty()) text += fmt::format(", default {}", parameter.default_value);
  return text;
}

/// Which protocols are of interest: those of the configured providers, else all.
std::set<std::string> scopes(const OpsOptions& options, App& app) {
  if (!options.protocol.empty()) return {options.protocol};
  std::set<std::string> names;
  for (const Provider& provider : app.providers()) names.emplace(provider.protocol->name());
  for (const Protocol* protocol : protocols()) {
    if (app.configuration().current.providers.empty()) names.emplace(protocol->name());
  }
  return names;
}

Result<std::vector<CatalogueEntry>> entries(const OpsOptions& options, App& app) {
  Catalogue catalogue;
  if (auto added = catalogue.add_built_in(protocols()); !added) return fail(std::move(added).error());
  const std::set<std::string> wanted = scopes(options, app);
  std::vector<CatalogueEntry> found;
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (wanted.count(entry.scope) != 0) found.push_back(entry);
  }
  return found;
}

Json parameter_json(const Parameter& parameter) {
  Json json{{"name", parameter.name}, {"type", word(parameter.type)}, {"required", parameter.required}};
  if (!parameter.default_value.empty()) json["default"] = parameter.default_value;
  if (!parameter.choices.empty()) json["choices"] = parameter.choices;
  if (!parameter.description.empty()) json["description"] = parameter.description;
  if (parameter.secret) json["secret"] = true;
  return json;
}

Json type_json(const CatalogueEntry& entry) {
  Json json{{"name", entry.type->name}, {"protocol", entry.scope}, {"summary", entry.type->summary}};
  json["parameters"] = Json::array();
  for (const Parameter& parameter : entry.type->parameters) json["parameters"].push_back(parameter_json(parameter));
  return json;
}

Result<int> run_list(const OpsOptions& options, App& app) {
  auto found = entries(options, app);
  if (!found) return fail(std::move(found).error());
  TextTable table{{"TYPE", "PROTOCOL", "SUMMARY"}};
  Json rows = Json::array();
  for (const CatalogueEntry& entry : *found) {
    table.add({entry.type->name, entry.scope, entry.type->summary});
    rows.push_back(type_json(entry));
  }
  Result<int> code = print_answer(app, rows, table.text(app.borders().out_terminal));
  app.say(fmt::format("{} types; parameters: optrack ops show TYPE", found->size()));
  return code;
}

Result<int> run_show(const OpsOptions& options, App& app) {
  auto found = entries(options, app);
  if (!found) return fail(std::move(found).error());
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : *found) {
    names.push_back(entry.type->name);
    if (entry.type->name != options.type) continue;
    return print_answer(app, type_json(entry),
                        describe_type(*entry.type, entry.scope, app.borders().out_terminal.columns));
  }
  return fail(ErrorKind::usage, fmt::format("unknown type '{}'{}\nsee: optrack ops list", options.type,
                                            did_you_mean(options.type, names)));
}

}  // namespace

std::string describe_type(const OperationType& type, std::string_view protocol, int columns) {
  const int width = columns <= 0 ? 100 : columns;
  std::string text =
      fmt::format("{} ({})\n{}\n\nRequest: {} {}\n", type.name, protocol, type.summary, type.method, type.path);
  if (!type.parameters.empty()) text += "\nParameters:\n";
  std::string required;
  for (const Parameter& parameter : type.parameters) {
    text += fmt::format("  {:<22} {}\n", parameter.name, wrapped(explained(parameter), 25, width));
    if (parameter.required) required += fmt::format(" {}=...", parameter.name);
  }
  return text + fmt::format("\nStart: optrack start {}{}\n", type.name, required);
}

CommandSpec ops_command() {
  const auto options = std::make_shared<OpsOptions>();
  const OptionSpec protocol = text("--protocol", "NAME", "only types of this protocol", options->protocol);
  CommandSpec list, show, spec;
  list.name = "list";
  list.summary = "List what can be started";
  list.options = {protocol};
  list.exit_codes = "0 2 7";
  list.data = show.data = Data::answer;
  list.fields = show.fields = {"name", "protocol", "summary", "parameters"};
  list.run = [options](App& app) { return run_list(*options, app); };
  show.name = "show";
  show.summary = "Show a type with its parameters";
  show.options = {protocol};
  show.positionals = {completing(Completion::type, positional("TYPE", "such as catlets.create", options->type))};
  show.exit_codes = "0 2 7";
  show.run = [options](App& app) { return run_show(*options, app); };
  spec.name = "ops";
  spec.summary = "The catalogue: what can be started, with its parameters";
  spec.description = "Types of the configured providers, or of all protocols where none is configured.";
  spec.examples = {{"optrack ops show instances.exec", "The parameters of one type"}};
  spec.subcommands = {list, show};
  return spec;
}

}  // namespace optrack::cli
