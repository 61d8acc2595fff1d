// SPDX-License-Identifier: MIT
// A tracker that owns its world: clock, registry, transport, signals.
#include <utility>

#include "library/tracker_state.hpp"
#include "model/nearest.hpp"
#include "net/curl_transport.hpp"
#include "protocol/protocols.hpp"
#include "registry/names.hpp"
#include "registry/sqlite_store.hpp"
#include "system/environment.hpp"
#include "system/paths.hpp"
#include "system/signals.hpp"
#include "system/system_clock.hpp"

namespace optrack {
namespace {

Result<Credential> credential_of(const ProviderOptions& options) {
  using Kind = Credential::Kind;
  std::vector<Credential> given;
  if (!options.token_file.empty()) given.push_back({Kind::token_file, options.token_file, {}});
  if (!options.token_env.empty()) given.push_back({Kind::token_variable, options.token_env, {}});
  if (!options.token_command.empty()) given.push_back({Kind::token_command, options.token_command, {}});
  if (!options.user.empty()) given.push_back({Kind::basic, options.user, options.password_file});
  if (given.size() > 1) return fail(ErrorKind::usage, "more than one credential");
  return given.empty() ? Credential{} : std::move(given.front());
}

Result<Endpoint> endpoint_of(const ProviderOptions& options) {
  Result<Endpoint> endpoint = make_endpoint(options.name, options.url);
  if (!endpoint) return endpoint;
  Result<Credential> credential = credential_of(options);
  if (!credential) return fail(std::move(credential).error());
  endpoint->credential = std::move(*credential);
  endpoint->cacert = options.cacert;
  endpoint->client_certificate = options.client_certificate;
  endpoint->client_key = options.client_key;
  if (options.client_certificate.empty() != options.client_key.empty()) {
    return fail(ErrorKind::usage, "client_certificate and client_key belong together");
  }
  return endpoint;
}

Result<KnownProvider> known_provider(const ProviderOptions& options) {
  if (options.name.empty()) return fail(ErrorKind::usage, "it has no name");
  const Protocol* protocol = find_protocol(options.protocol);
  if (protocol != nullptr) return KnownProvider{options.name, protocol};
  std::vector<std::string> names;
  for (const Protocol* each : protocols()) names.emplace_back(each->name());
  return fail(ErrorKind::usage, "no such protocol: '" + options.protocol + "'" + did_you_mean(options.protocol, names));
}

Result<std::filesystem::path> store_file(const TrackerOptions& options) {
  if (Result<void> valid = check_context_name(options.context); !valid) return fail(std::move(valid).error());
  if (options.no_registry) return std::filesystem::path{":memory:"};
  std::filesystem::path folder = options.state_folder;
  if (folder.empty()) {
    Result<std::filesystem::path> usual = state_directory(process_environment());
    if (!usual) return usual;
    folder = std::move(*usual);
  }
  return folder / (options.context + ".db");
}

}  // namespace

Result<Tracker> Tracker::open(const TrackerOptions& options) {
  std::vector<Endpoint> endpoints;
  std::vector<KnownProvider> providers;
  for (const ProviderOptions& each : options.providers) {
    const std::string step = "provider '" + each.name + "'";
    Result<KnownProvider> known = known_provider(each);
    if (!known) return fail(std::move(known).error().during(step));
    Result<Endpoint> endpoint = endpoint_of(each);
    if (!endpoint) return fail(std::move(endpoint).error().during(step));
    providers.push_back(std::move(*known));
    endpoints.push_back(std::move(*endpoint));
  }
  const Result<std::filesystem::path> file = store_file(options);
  if (!file) return fail(file.error());
  ignore_failing_writes();
  OwnedWorld owned;
  owned.clock = std::make_unique<SystemClock>();
  Result<std::unique_ptr<Store>> store = open_sqlite_store(*file, options.context, *owned.clock);
  if (!store) return fail(std::move(store).error());
  owned.store = std::move(*store);
  owned.transport = make_curl_transport({}, endpoints, *owned.clock);
  if (options.take_signals) {
    owned.signals = std::make_unique<SystemSignals>();
  } else {
    owned.signals = std::make_unique<NoSignals>();
  }
  const World world{*owned.clock, *owned.transport, *owned.store, *owned.signals};
  return Tracker{std::make_shared<State>(world, std::move(providers), std::move(owned))};
}

}  // namespace optrack
