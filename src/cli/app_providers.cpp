// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/app.hpp"
#include "cli/parse.hpp"
#include "protocol/protocols.hpp"

namespace optrack::cli {

namespace {

std::vector<std::string> names_of(const std::vector<ProviderConfig>& providers) {
  std::vector<std::string> names;
  for (const ProviderConfig& provider : providers) names.push_back(provider.name);
  return names;
}

}  // namespace

Result<Provider> App::provider(std::string_view name) {
  for (const ProviderConfig& config : configuration_.current.providers) {
    if (config.name != name) continue;
    const Protocol* protocol = find_protocol(config.protocol);
    if (protocol != nullptr) return Provider{config.name, protocol, &config};
    std::vector<std::string> known;
    for (const Protocol* each : protocols()) known.emplace_back(each->name());
    return fail(ErrorKind::local, fmt::format("{}: unknown protocol '{}'{}", config.origin, config.protocol,
                                              did_you_mean(config.protocol, known)));
  }
  return fail(ErrorKind::usage,
              fmt::format("context {} has no provider '{}'{}; add it with: optrack provider add", context(), name,
                          did_you_mean(name, names_of(configuration_.current.providers))));
}

Result<Provider> App::default_provider() {
  const ContextConfig& current = configuration_.current;
  if (current.default_provider) return provider(*current.default_provider);
  if (current.providers.size() == 1) return provider(current.providers.front().name);
  if (current.providers.empty()) {
    return fail(ErrorKind::usage, fmt::format("context {} has no provider; add one with: optrack provider add NAME "
                                              "--protocol PROTOCOL --url URL",
                                              context()));
  }
  return fail(ErrorKind::usage,
              fmt::format("context {} has several providers and no default; name one with --provider", context()));
}

std::vector<Provider> App::providers() {
  std::vector<Provider> found;
  for (const ProviderConfig& config : configuration_.current.providers) {
    if (auto one = provider(config.name)) found.push_back(*std::move(one));
  }
  return found;
}

}  // namespace optrack::cli
