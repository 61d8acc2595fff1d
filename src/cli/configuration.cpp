// SPDX-License-Identifier: MIT
#include "cli/configuration.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/config_document.hpp"
#include "cli/parse.hpp"
#include "registry/names.hpp"
#include "system/paths.hpp"
#include "system/private_file.hpp"

namespace optrack::cli {

namespace {

using KnownNames = std::function<std::vector<std::string>()>;
namespace fs = std::filesystem;

/// A scalar as a person would write it on the command line; `nullopt` for anything else.
std::optional<std::string> scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  return std::nullopt;
}

/// What a missing object is read as.
const Json& or_empty(const Json* object) {
  static const Json kEmpty = Json::object();
  return object == nullptr ? kEmpty : *object;
}

Result<Setting> read_setting(const ConfigDocument& document, const JsonPath& path, const Json& value) {
  Setting setting;
  setting.origin = document.place(path);
  const auto take = [&setting](const Json& one) {
    auto word = scalar(one);
    if (!word) return false;
    setting.values.push_back(*std::move(word));
    return true;
  };
  const bool good = value.is_array() ? std::all_of(value.begin(), value.end(), take) : take(value);
  if (good) return setting;
  return fail(document.error(path, path.back() + ": expected a string, a number, true, false, or an array of them"));
}

Result<SettingMap> read_settings(const ConfigDocument& document, const KnownNames& known) {
  auto object = document.object({"settings"});
  if (!object) return fail(object.error());
  SettingMap settings;
  if (*object == nullptr || (*object)->empty()) return settings;
  if (auto checked = document.only({"settings"}, known()); !checked) return fail(checked.error());
  for (const auto& [key, value] : (*object)->items()) {
    auto setting = read_setting(document, {"settings", key}, value);
    if (!setting) return fail(setting.error());
    settings.emplace(key, *std::move(setting));
  }
  return settings;
}

/// Reads string members into their places; the first error wins.
Result<void> read_texts(const ConfigDocument& document, const JsonPath& path,
                        const std::vector<std::pair<const char*, std::optional<std::string>*>>& members) {
  for (const auto& [key, target] : members) {
    JsonPath at = path;
    at.emplace_back(key);
    auto value = document.text(at);
    if (!value) return fail(value.error());
    *target = *std::move(value);
  }
  return {};
}

Result<void> check_credentials(const ConfigDocument& document, const JsonPath& path, const ProviderConfig& provider) {
  const int tokens = (provider.token_file ? 1 : 0) + (provider.token_env ? 1 : 0) + (provider.token_command ? 1 : 0) +
                     (provider.user ? 1 : 0);
  if (tokens > 1) {
    return fail(document.error(path, "expected only one of token_file, token_env, token_command, user"));
  }
  if (provider.user.has_value() != provider.password_file.has_value()) {
    return fail(document.error(path, "user and password_file belong together"));
  }
  return {};
}

Result<ProviderConfig> read_provider(const ConfigDocument& document, const std::string& name) {
  const JsonPath path{"providers", name};
  if (const auto named = check_provider_name(name); !named) return fail(document.error(path, named.error().message));
  auto object = document.object(path);
  if (!object) return fail(object.error());
  static const std::vector<std::string> kKeys{"protocol", "url",           "token_file", "token_env", "token_command",
                                              "user",     "password_file", "cacert",     "set"};
  if (auto checked = document.only(path, kKeys); !checked) return fail(checked.error());
  ProviderConfig provider;
  std::optional<std::string> protocol, url;
  auto read = read_texts(document, path,
                         {{"protocol", &protocol},
                          {"url", &url},
                          {"token_file", &provider.token_file},
                          {"token_env", &provider.token_env},
                          {"token_command", &provider.token_command},
                          {"user", &provider.user},
                          {"password_file", &provider.password_file},
                          {"cacert", &provider.cacert}});
  if (!read) return fail(read.error());
  if (!protocol || !url) {
    return fail(document.error(path, fmt::format("provider {} needs {}", name, protocol ? "url" : "protocol")));
  }
  if (auto checked = check_credentials(document, path, provider); !checked) return fail(checked.error());
  auto extra = document.object({"providers", name, "set"});
  if (!extra) return fail(extra.error());
  for (const auto& [key, value] : or_empty(*extra).items()) {
    auto word = scalar(value);
    if (!word) return fail(document.error({"providers", name, "set", key}, key + ": expected a string or a number"));
    provider.set.emplace(key, *std::move(word));
  }
  provider.name = name;
  provider.protocol = *std::move(protocol);
  provider.url = *std::move(url);
  provider.origin = document.place(path);
  return provider;
}

Result<std::string> read_if_there(const fs::path& file) {
  auto text = read_small_file(file);
  if (!text && text.error().kind == ErrorKind::not_found) return std::string{};
  return text;
}

/// The context a `.optrack.json` here or above names. Anything else in such a file is ignored with a warning:
/// whoever can put a file into a folder must not configure optrack.
Result<std::optional<ContextChoice>> project_context(const fs::path& start, std::vector<std::string>& warnings) {
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    const fs::path file = folder / ".optrack.json";
    auto text = read_small_file(file);
    if (text) {
      auto document = ConfigDocument::parse(*text, file.string());
      if (!document) return fail(document.error());
      if (const auto only = document->only({}, {"context"}); !only) {
        warnings.push_back(only.error().message + "; ignored, a project file may only hold \"context\"");
      }
      auto name = document->text({"context"});
      if (!name) return fail(name.error());
      if (!*name) return std::optional<ContextChoice>{};
      if (const auto good = check_context_name(**name); !good)
        return fail(document->error({"context"}, good.error().message));
      return std::optional<ContextChoice>{ContextChoice{**name, file.string()}};
    }
    if (text.error().kind != ErrorKind::not_found) return fail(text.error());
    if (folder == folder.root_path()) break;
  }
  return std::optional<ContextChoice>{};
}

Result<ContextChoice> choose_context(const ConfigurationSources& sources, const GlobalConfig& global,
                                     const std::string& global_file, std::vector<std::string>& warnings) {
  if (sources.context) return ContextChoice{*sources.context, "--context"};
  if (auto name = non_empty(sources.environment, "OPTRACK_CONTEXT")) return ContextChoice{*name, "OPTRACK_CONTEXT"};
  auto project = project_context(sources.folder, warnings);
  if (!project) return fail(project.error());
  if (*project) return **std::move(project);
  if (global.context) return ContextChoice{*global.context, global_file};
  return ContextChoice{};
}

Result<void> find_folders(const ConfigurationSources& sources, Configuration& configuration) {
  const auto choose = [&](const std::optional<std::string>& option, const char* variable,
                          Result<fs::path> (*standard)(const Environment&)) -> Result<fs::path> {
    if (option) return sources.folder / *option;
    if (auto value = non_empty(sources.environment, variable)) return sources.folder / *value;
    return standard(sources.environment);
  };
  auto folder = choose(sources.config, "OPTRACK_CONFIG", config_directory);
  if (!folder) return fail(folder.error());
  auto state = choose(sources.state_dir, "OPTRACK_STATE_DIR", state_directory);
  if (!state) return fail(state.error());
  configuration.folder = *std::move(folder);
  configuration.state_folder = *std::move(state);
  return {};
}

}  // namespace

Result<GlobalConfig> parse_global_config(std::string_view text, const std::string& name, const KnownNames& known) {
  auto document = ConfigDocument::parse(text, name);
  if (!document) return fail(document.error());
  if (auto checked = document->only({}, {"context", "settings"}); !checked) return fail(checked.error());
  GlobalConfig config;
  auto context = document->text({"context"});
  if (!context) return fail(context.error());
  if (*context) {
    if (const auto good = check_context_name(**context); !good) {
      return fail(document->error({"context"}, good.error().message));
    }
  }
  config.context = *std::move(context);
  auto settings = read_settings(*document, known);
  if (!settings) return fail(settings.error());
  config.settings = *std::move(settings);
  return config;
}

Result<ContextConfig> parse_context_config(std::string_view text, const std::string& name, const KnownNames& known) {
  auto document = ConfigDocument::parse(text, name);
  if (!document) return fail(document.error());
  if (auto good = document->only({}, {"description", "default_provider", "settings", "providers"}); !good) {
    return fail(good.error());
  }
  ContextConfig config;
  std::optional<std::string> description;
  auto read =
      read_texts(*document, {}, {{"description", &description}, {"default_provider", &config.default_provider}});
  if (!read) return fail(read.error());
  config.description = description.value_or("");
  auto settings = read_settings(*document, known);
  if (!settings) return fail(settings.error());
  config.settings = *std::move(settings);
  auto providers = document->object({"providers"});
  if (!providers) return fail(providers.error());
  for (const auto& [key, ignored] : or_empty(*providers).items()) {
    auto provider = read_provider(*document, key);
    if (!provider) return fail(provider.error());
    config.providers.push_back(*std::move(provider));
  }
  const auto is_default = [&config](const ProviderConfig& provider) {
    return provider.name == *config.default_provider;
  };
  if (config.default_provider && std::none_of(config.providers.begin(), config.providers.end(), is_default)) {
    return fail(document->error({"default_provider"}, "no provider is called " + *config.default_provider));
  }
  return config;
}

Result<Configuration> locate_configuration(const ConfigurationSources& sources) {
  Configuration configuration;
  if (auto found = find_folders(sources, configuration); !found) return fail(found.error());
  return configuration;
}

Result<Configuration> load_configuration(const ConfigurationSources& sources) {
  auto located = locate_configuration(sources);
  if (!located) return located;
  Configuration configuration = *std::move(located);
  const std::string global_file = global_config_file(configuration).string();
  auto text = read_if_there(global_file);
  if (!text) return fail(text.error());
  auto global = parse_global_config(*text, global_file, sources.known_settings);
  if (!global) return fail(global.error());
  configuration.global = *std::move(global);
  auto choice = choose_context(sources, configuration.global, global_file, configuration.warnings);
  if (!choice) return fail(choice.error());
  configuration.context = *std::move(choice);
  if (auto good = check_context_name(configuration.context.name); !good) {
    return fail(std::move(good).error().during(configuration.context.origin));
  }
  const std::string context_file = context_config_file(configuration, configuration.context.name).string();
  auto context_text = read_if_there(context_file);
  if (!context_text) return fail(context_text.error());
  auto current = parse_context_config(*context_text, context_file, sources.known_settings);
  if (!current) return fail(current.error());
  configuration.current = *std::move(current);
  return configuration;
}

fs::path global_config_file(const Configuration& configuration) { return configuration.folder / "config.json"; }

fs::path context_config_file(const Configuration& configuration, std::string_view context) {
  return configuration.folder / "contexts" / (std::string{context} + ".json");
}

fs::path store_file(const Configuration& configuration, std::string_view context) {
  return configuration.state_folder / (std::string{context} + ".db");
}

std::vector<std::string> context_names(const Configuration& configuration) {
  std::set<std::string> names{"default"};
  const auto gather = [&names](const fs::path& folder, const char* extension) {
    std::error_code ignored;
    for (fs::directory_iterator it{folder, ignored}, end; it != end; it.increment(ignored)) {
      const std::string name = it->path().stem().string();
      if (it->path().extension() == extension && check_context_name(name)) names.insert(name);
    }
  };
  gather(configuration.folder / "contexts", ".json");
  gather(configuration.state_folder, ".db");
  return {names.begin(), names.end()};
}

Result<void> check_provider_name(std::string_view name) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto good = [&](char c) { return letter_or_digit(c) || c == '.' || c == '_' || c == '-'; };
  if (!name.empty() && name.size() <= 64 && letter_or_digit(name.front()) &&
      std::all_of(name.begin(), name.end(), good)) {
    return {};
  }
  return fail(
      ErrorKind::usage,
      fmt::format("'{}' is no provider name: up to 64 letters, digits, . _ -, beginning with a letter or digit", name));
}

}  // namespace optrack::cli
