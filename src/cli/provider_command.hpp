// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "model/json.hpp"

namespace optrack::cli {

/// What `optrack provider …` was told.
struct ProviderOptions {
  std::string name;
  std::string protocol, url;
  bool make_default = false;
  bool no_auth = false;
  std::optional<std::string> token_file, token_env, token_command, user, password_file, cacert;
  std::vector<std::string> set;  ///< KEY=VALUE
  Milliseconds limit{10'000};    ///< Of `provider test`.
};

/// `optrack provider list|add|show|test|rm`
CommandSpec provider_command();

/// The provider's entry in configuration. Error `usage` for options that do not fit together, an unknown protocol or
/// setting, or an address that is none. Relative files become absolute below `folder`.
[[nodiscard]] Result<Json> provider_entry(const ProviderOptions& options, const std::filesystem::path& folder);

Result<int> run_provider_list(App& app);
Result<int> run_provider_add(const ProviderOptions& options, App& app);
Result<int> run_provider_show(const ProviderOptions& options, App& app);
Result<int> run_provider_test(const ProviderOptions& options, App& app);
Result<int> run_provider_rm(const ProviderOptions& options, App& app);

}  // namespace optrack::cli
