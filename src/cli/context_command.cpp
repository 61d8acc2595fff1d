// SPDX-License-Identifier: MIT
#include "cli/context_command.hpp"

#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/app.hpp"
#include "cli/config_write.hpp"
#include "cli/json_output.hpp"
#include "cli/parse.hpp"
#include "cli/setting_keys.hpp"
#include "print/table.hpp"
#include "registry/names.hpp"
#include "system/private_file.hpp"

namespace optrack::cli {

namespace {

struct ContextOptions {
  std::string name, description, provider;
  bool create = false;
};

bool exists(const App& app, const std::string& name) {
  const std::vector<std::string> names = context_names(app.configuration());
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The configuration of any context; a broken file of another context is not this command's trouble.
ContextConfig config_of(const App& app, const std::string& name) {
  if (name == app.context()) return app.configuration().current;
  const auto file = context_config_file(app.configuration(), name);
  const auto text = read_small_file(file);
  if (!text) return {};
  auto config = parse_context_config(*text, file.string(), known_setting_keys);
  return config ? *std::move(config) : ContextConfig{"(broken configuration)", {}, {}, {}};
}

Result<int> list_contexts(App& app) {
  TextTable table{{"CONTEXT", "", "PROVIDERS", "DESCRIPTION"}};
  Json rows = Json::array();
  for (const std::string& name : context_names(app.configuration())) {
    const ContextConfig config = config_of(app, name);
    const bool current = name == app.context();
    table.add({name, current ? "*" : "", std::to_string(config.providers.size()), config.description});
    rows.push_back({{"name", name},
                    {"current", current},
                    {"providers", config.providers.size()},
                    {"description", config.description}});
  }
  return print_answer(app, rows, table.text(app.borders().out_terminal));
}

Result<int> run_show(const ContextOptions& options, App& app) {
  const std::string name = options.name.empty() ? app.context() : options.name;
  if (!exists(app, name)) {
    return fail(ErrorKind::not_found, fmt::format("no context is called '{}'{}", name,
                                                  did_you_mean(name, context_names(app.configuration()))));
  }
  const ContextConfig config = config_of(app, name);
  std::string text = fmt::format("name           {}\n", name);
  if (name == app.context()) text += fmt::format("chosen by      {}\n", app.configuration().context.origin);
  if (!config.description.empty()) text += fmt::format("description    {}\n", config.description);
  text += fmt::format("configuration  {}\n", context_config_file(app.configuration(), name).string());
  text += fmt::format("registry       {}\n", store_file(app.configuration(), name).string());
  for (const ProviderConfig& provider : config.providers) {
    const bool chosen = config.default_provider == provider.name;
    text += fmt::format("provider       {} ({}, {}){}\n", provider.name, provider.protocol, provider.url,
                        chosen ? " default" : "");
  }
  app.print(text);
  return 0;
}

Result<void> create(const ContextOptions& options, App& app) {
  if (auto good = check_context_name(options.name); !good) return good;
  return change_config_file(context_config_file(app.configuration(), options.name),
                            [&options](Json& root) -> Result<void> {
                              if (!options.description.empty()) root["description"] = options.description;
                              return {};
                            });
}

Result<int> run_create(const ContextOptions& options, App& app) {
  if (std::filesystem::exists(context_config_file(app.configuration(), options.name))) {
    return fail(ErrorKind::usage, fmt::format("context {} exists already", options.name));
  }
  if (auto made = create(options, app); !made) return fail(std::move(made).error());
  app.say(fmt::format("created context {}", options.name));
  return 0;
}

Result<int> run_use(const ContextOptions& options, App& app) {
  if (!exists(app, options.name)) {
    if (!options.create) {
      return fail(ErrorKind::not_found,
                  fmt::format("no context is called '{}'{}; make it with: optrack context create {}", options.name,
                              did_you_mean(options.name, context_names(app.configuration())), options.name));
    }
    if (auto made = create(options, app); !made) return fail(std::move(made).error());
  }
  auto used = change_config_file(global_config_file(app.configuration()), [&options](Json& root) -> Result<void> {
    root["context"] = options.name;
    return {};
  });
  if (!used) return fail(std::move(used).error());
  app.say(fmt::format("using context {}", options.name));
  const std::string& origin = app.configuration().context.origin;
  if (origin != "default" && origin != global_config_file(app.configuration()).string()) {
    app.warn(fmt::format("here {} still chooses context {}", origin, app.context()));
  }
  return 0;
}

using ContextValues = std::shared_ptr<ContextOptions>;

CommandSpec use_command(const ContextValues& options) {
  CommandSpec spec = named_command("use", "Choose the context for later commands", "0 2 5 7",
                                   [options](App& app) { return run_use(*options, app); });
  spec.description = "Writes the name into config.json. -C, OPTRACK_CONTEXT and .optrack.json win over it.";
  spec.options = {flag("--create", "make the context when it is not there", options->create)};
  spec.positionals = {completing(Completion::context, positional("NAME", "name of the context", options->name))};
  return spec;
}

CommandSpec create_command(const ContextValues& options) {
  CommandSpec spec =
      named_command("create", "Make a context", "0 2 7", [options](App& app) { return run_create(*options, app); });
  spec.options = {text("--description", "TEXT", "what it is for", options->description)};
  spec.positionals = {positional("NAME", "a-z 0-9 . _ -, beginning with a letter or digit", options->name)};
  return spec;
}

CommandSpec show_command(const ContextValues& options) {
  CommandSpec spec =
      named_command("show", "Show one context", "0 5 7", [options](App& app) { return run_show(*options, app); });
  PositionalSpec name = positional("NAME", "name of the context; the current one when left out", options->name);
  name.required = false;
  spec.positionals = {completing(Completion::context, std::move(name))};
  return spec;
}

}  // namespace

CommandSpec context_command() {
  const ContextValues options = std::make_shared<ContextOptions>();
  CommandSpec list = named_command("list", "List contexts; * marks the current one", "0 2 7", list_contexts);
  list.data = Data::answer;
  list.fields = {"name", "current", "providers", "description"};
  CommandSpec spec;
  spec.name = "context";
  spec.summary = "List, make and choose contexts";
  spec.description =
      "A context is a registry of its own with its own providers and settings. Two contexts share nothing.";
  spec.examples = {{"optrack context use dev --create", "Make the context dev and use it from now on"},
                   {"optrack -C prod list", "Use another one for a single command"}};
  spec.subcommands = {std::move(list), use_command(options), show_command(options), create_command(options)};
  return spec;
}

}  // namespace optrack::cli
