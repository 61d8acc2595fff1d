// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/config_write.hpp"
#include "cli/endpoints.hpp"
#include "cli/exit_code.hpp"
#include "cli/json_output.hpp"
#include "cli/parse.hpp"
#include "cli/provider_command.hpp"
#include "model/text.hpp"
#include "print/table.hpp"
#include "protocol/protocols.hpp"
#include "track/ask.hpp"

namespace optrack::cli {

namespace {

/// Where the secret comes from, for people.
std::string credential_text(const ProviderConfig& provider) {
  if (provider.token_file) return "token file " + *provider.token_file;
  if (provider.token_env) return "token in $" + *provider.token_env;
  if (provider.token_command) return "token from: " + *provider.token_command;
  if (provider.user) return "user " + *provider.user + ", password file " + provider.password_file.value_or("");
  return "none";
}

Result<void> check_combination(const ProviderOptions& options) {
  const int credentials = (options.token_file ? 1 : 0) + (options.token_env ? 1 : 0) + (options.token_command ? 1 : 0) +
                          (options.user ? 1 : 0) + (options.no_auth ? 1 : 0);
  if (options.protocol.empty()) return fail(ErrorKind::usage, "--protocol is missing");
  if (options.url.empty()) return fail(ErrorKind::usage, "--url is missing");
  if (credentials > 1) {
    return fail(ErrorKind::usage,
                "only one of --token-file, --token-env, --token-command, --user, --no-auth can be given");
  }
  if (options.user.has_value() != options.password_file.has_value()) {
    return fail(ErrorKind::usage, "--user and --password-file belong together");
  }
  if (find_protocol(options.protocol) == nullptr) {
    return fail(ErrorKind::usage, fmt::format("unknown protocol '{}'", options.protocol));
  }
  return {};
}

Result<void> add_settings(const ProviderOptions& options, const std::filesystem::path& folder, Json& entry) {
  for (const std::string& pair : options.set) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) return fail(ErrorKind::usage, fmt::format("--set: '{}' is not KEY=VALUE", pair));
    const std::string key = pair.substr(0, equals);
    const auto& known = provider_settings();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      return fail(ErrorKind::usage, fmt::format("--set: unknown key '{}'{}", key, did_you_mean(key, known)));
    }
    entry["set"][key] = (folder / pair.substr(equals + 1)).string();
  }
  return {};
}

std::filesystem::path own_file(const App& app) { return context_config_file(app.configuration(), app.context()); }

std::string described(const Provider& provider, const ServerInfo& info) {
  std::string text = fmt::format("{}: answers", provider.name);
  if (!info.text.empty()) return text + ", " + harmless(info.text);
  if (!info.version.empty()) text += ", " + std::string{provider.protocol->name()} + " " + harmless(info.version);
  return text;
}

}  // namespace

Result<Json> provider_entry(const ProviderOptions& options, const std::filesystem::path& folder) {
  if (auto good = check_provider_name(options.name); !good) return fail(std::move(good).error());
  if (auto good = check_combination(options); !good) return fail(std::move(good).error());
  if (auto endpoint = make_endpoint(options.name, options.url); !endpoint) {
    return fail(std::move(endpoint).error().during("--url"));
  }
  Json entry{{"protocol", options.protocol}, {"url", options.url}};
  const auto put = [&entry](const char* key, const std::optional<std::string>& value) {
    if (value) entry[key] = *value;
  };
  const auto put_file = [&](const char* key, const std::optional<std::string>& value) {
    if (value) entry[key] = (folder / *value).string();
  };
  put_file("token_file", options.token_file);
  put("token_env", options.token_env);
  put("token_command", options.token_command);
  put("user", options.user);
  put_file("password_file", options.password_file);
  put_file("cacert", options.cacert);
  if (auto set = add_settings(options, folder, entry); !set) return fail(std::move(set).error());
  return entry;
}

Result<int> run_provider_list(App& app) {
  TextTable table{{"PROVIDER", "", "PROTOCOL", "URL"}};
  Json rows = Json::array();
  const ContextConfig& current = app.configuration().current;
  for (const ProviderConfig& provider : current.providers) {
    const bool chosen =
        current.default_provider ? *current.default_provider == provider.name : current.providers.size() == 1;
    table.add({provider.name, chosen ? "*" : "", provider.protocol, provider.url});
    rows.push_back(
        {{"name", provider.name}, {"default", chosen}, {"protocol", provider.protocol}, {"url", provider.url}});
  }
  if (table.empty() && !wants_json(app))
    app.say(fmt::format("context {} has no provider; add one with: optrack provider add", app.context()));
  return print_answer(app, rows, table.text(app.borders().out_terminal));
}

Result<int> run_provider_add(const ProviderOptions& options, App& app) {
  ProviderOptions whole = options;
  whole.cacert = app.globals().cacert;
  auto entry = provider_entry(whole, app.borders().folder);
  if (!entry) return fail(std::move(entry).error());
  auto changed = change_config_file(own_file(app), [&](Json& root) -> Result<void> {
    if (root.contains("providers") && root["providers"].contains(options.name)) {
      return fail(ErrorKind::usage, fmt::format("context {0} has a provider {1} already; forget it first with: "
                                                "optrack provider rm {1}",
                                                app.context(), options.name));
    }
    root["providers"][options.name] = *entry;
    if (options.make_default) root["default_provider"] = options.name;
    return {};
  });
  if (!changed) return fail(std::move(changed).error());
  app.say(fmt::format("added provider {} to context {}", options.name, app.context()));
  return 0;
}

Result<int> run_provider_show(const ProviderOptions& options, App& app) {
  auto provider = app.provider(options.name);
  if (!provider) return fail(std::move(provider).error());
  const ProviderConfig& config = *provider->config;
  std::string text = fmt::format("name         {}\nprotocol     {}\nurl          {}\ncredentials  {}\n", config.name,
                                 config.protocol, config.url, credential_text(config));
  if (config.cacert) text += fmt::format("cacert       {}\n", *config.cacert);
  for (const auto& [key, value] : config.set) text += fmt::format("set          {}={}\n", key, value);
  text += fmt::format("configured   {}\ntypes        {}\n", config.origin, provider->protocol->types().size());
  app.print(text);
  return 0;
}

Result<int> run_provider_test(const ProviderOptions& options, App& app) {
  auto provider = app.provider(options.name);
  if (!provider) return fail(std::move(provider).error());
  auto transport = app.transport();
  if (!transport) return fail(std::move(transport).error());
  PollContext context;
  context.provider = options.name;
  std::optional<Signal> signal;
  auto info = ask(app.clock(), **transport, app.signals(), provider->protocol->probe(context), options.limit, &signal);
  if (signal) return number(exit_code_for(*signal));
  if (!info) return fail(std::move(info).error().during(options.name));
  Json answer{{"name", provider->name}, {"protocol", provider->protocol->name()}};
  if (!info->version.empty()) answer["version"] = harmless(info->version);
  if (!info->text.empty()) answer["message"] = harmless(info->text);
  return print_answer(app, answer, described(*provider, *info) + "\n");
}

Result<int> run_provider_rm(const ProviderOptions& options, App& app) {
  if (auto there = app.provider(options.name); !there && there.error().kind == ErrorKind::usage) {
    return fail(std::move(there).error());
  }
  auto changed = change_config_file(own_file(app), [&options](Json& root) -> Result<void> {
    root["providers"].erase(options.name);
    if (root.contains("default_provider") && root["default_provider"] == options.name) root.erase("default_provider");
    return {};
  });
  if (!changed) return fail(std::move(changed).error());
  app.say(fmt::format("forgot provider {}; its operations stay in the registry", options.name));
  return 0;
}

}  // namespace optrack::cli
