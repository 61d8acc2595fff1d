// SPDX-License-Identifier: MIT
#include "cli/endpoints.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/parse.hpp"

namespace optrack::cli {

namespace {

/// `file` as written, below the folder of configuration unless it is absolute.
std::string below(const std::filesystem::path& folder, const std::string& file) { return (folder / file).string(); }

Credential credential_of(const ProviderConfig& provider, const std::filesystem::path& folder) {
  using Kind = Credential::Kind;
  if (provider.token_file) return {Kind::token_file, below(folder, *provider.token_file), {}};
  if (provider.token_env) return {Kind::token_variable, *provider.token_env, {}};
  if (provider.token_command) return {Kind::token_command, *provider.token_command, {}};
  if (provider.user) return {Kind::basic, *provider.user, below(folder, provider.password_file.value_or(""))};
  return {};
}

Result<void> apply_setting(Endpoint& endpoint, const std::string& key, const std::string& file) {
  if (key == "client_certificate") {
    endpoint.client_certificate = file;
  } else if (key == "client_key") {
    endpoint.client_key = file;
  } else {
    return fail(ErrorKind::local, fmt::format("unknown setting '{}'{}", key, did_you_mean(key, provider_settings())));
  }
  return {};
}

}  // namespace

const std::vector<std::string>& provider_settings() {
  static const std::vector<std::string> kKeys{"client_certificate", "client_key"};
  return kKeys;
}

Result<Endpoint> endpoint_of(const ProviderConfig& provider, const std::filesystem::path& folder,
                             const Globals& globals) {
  const auto here = [&provider](Error error) {
    error.kind = ErrorKind::local;
    return fail(std::move(error).during(provider.origin));
  };
  auto endpoint = make_endpoint(provider.name, provider.url);
  if (!endpoint) return here(std::move(endpoint).error());
  endpoint->credential = credential_of(provider, folder);
  if (provider.cacert) endpoint->cacert = below(folder, *provider.cacert);
  if (globals.cacert) endpoint->cacert = *globals.cacert;
  endpoint->insecure = globals.insecure;
  for (const auto& [key, value] : provider.set) {
    if (auto set = apply_setting(*endpoint, key, below(folder, value)); !set) return here(std::move(set).error());
  }
  if (endpoint->client_certificate.empty() != endpoint->client_key.empty()) {
    return here({ErrorKind::local, "client_certificate and client_key belong together", std::nullopt});
  }
  return endpoint;
}

}  // namespace optrack::cli
