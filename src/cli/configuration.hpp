// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "system/environment.hpp"

namespace optrack::cli {

/// The value of one option from outside the command line, and where it stands.
struct Setting {
  std::vector<std::string> values;  ///< Several only for repeatable options.
  std::string origin;               ///< "OPTRACK_TIMEOUT", "/home/a/.config/optrack/config.json:3:16"
};
using SettingMap = std::map<std::string, Setting, std::less<>>;  ///< By `setting_key`.

/// A provider as configured. Holds references to secrets, never a secret.
struct ProviderConfig {
  std::string name;
  std::string protocol;
  std::string url;  ///< "https://host/base", or "unix:/path/socket".
  std::optional<std::string> token_file, token_env, token_command;
  std::optional<std::string> user, password_file;
  std::optional<std::string> cacert;
  std::map<std::string, std::string> set;  ///< Protocol-specific values.
  std::string origin;                      ///< File, line and column.
};

/// config.json
struct GlobalConfig {
  std::optional<std::string> context;  ///< Chosen by `context use`.
  SettingMap settings;
};

/// contexts/<name>.json
struct ContextConfig {
  std::string description;
  std::optional<std::string> default_provider;
  SettingMap settings;
  std::vector<ProviderConfig> providers;  ///< In file order.
};

/// Which context is meant, and why.
struct ContextChoice {
  std::string name = "default";
  std::string origin = "default";  ///< "--context", "OPTRACK_CONTEXT", a file, "default".
};

/// All that was configured for this run.
struct Configuration {
  std::filesystem::path folder;        ///< Of configuration.
  std::filesystem::path state_folder;  ///< Of registries.
  ContextChoice context;
  GlobalConfig global;
  ContextConfig current;  ///< Of `context`; empty when it has no file.
  std::vector<std::string> warnings;
  std::optional<Error> trouble;  ///< Why the rest is empty; only for commands that survive it.
};

/// What decides where configuration is read.
struct ConfigurationSources {
  Environment environment;
  std::filesystem::path folder;          ///< Working directory: where `.optrack.json` is looked for, upwards.
  std::optional<std::string> context;    ///< -C
  std::optional<std::string> config;     ///< --config
  std::optional<std::string> state_dir;  ///< --state-dir
  /// Keys that `settings` may hold; asked only when there is a key.
  std::function<std::vector<std::string>()> known_settings;
};

/// Reads all configuration. Files that do not exist are empty. Errors are `local` (usage for a bad context
/// name on the command line) and name file, line, column and what was expected.
[[nodiscard]] Result<Configuration> load_configuration(const ConfigurationSources& sources);

/// Only the folders of `load_configuration`; reads no file.
[[nodiscard]] Result<Configuration> locate_configuration(const ConfigurationSources& sources);

/// The same in parts, for commands that look at other contexts and for tests. `name` is the file as errors call it.
[[nodiscard]] Result<GlobalConfig> parse_global_config(std::string_view text, const std::string& name,
                                                       const std::function<std::vector<std::string>()>& known_settings);
[[nodiscard]] Result<ContextConfig> parse_context_config(
    std::string_view text, const std::string& name, const std::function<std::vector<std::string>()>& known_settings);

/// Where things are.
std::filesystem::path global_config_file(const Configuration& configuration);
std::filesystem::path context_config_file(const Configuration& configuration, std::string_view context);
std::filesystem::path store_file(const Configuration& configuration, std::string_view context);

/// Names of all contexts that have a configuration file or a registry, and `default`; sorted.
std::vector<std::string> context_names(const Configuration& configuration);

/// Letters, digits, `.`, `_`, `-`; begins with a letter or digit; at most 64. `usage` error otherwise.
[[nodiscard]] Result<void> check_provider_name(std::string_view name);

}  // namespace optrack::cli
