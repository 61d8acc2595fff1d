// SPDX-License-Identifier: MIT
#include "cli/finding.hpp"

#include <optional>

#include "protocol/protocols.hpp"

namespace optrack::cli {
namespace {

bool is_address(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

/// The part of `address` below `base`; nullopt when it is not below it.
std::optional<std::string> below(const std::string& address, std::string base) {
  while (base.ends_with('/')) base.pop_back();
  if (!address.starts_with(base)) return std::nullopt;
  std::string rest = address.substr(base.size());
  if (!rest.starts_with('/')) return std::nullopt;
  return rest;
}

Result<RemoteChoice> remote_of(const Provider& provider, const std::string& text, const std::string& written) {
  const std::optional<Remote> remote = provider.protocol->remote_from(text);
  if (!remote) {
    return fail(ErrorKind::usage, "'" + written + "' does not name an operation of " + provider.name + " (protocol " +
                                      std::string{provider.protocol->name()} + ")");
  }
  return RemoteChoice{provider, *remote};
}

Result<RemoteChoice> by_address(App& app, const std::string& address, const std::string& protocol) {
  std::optional<Provider> best;
  std::string rest;
  for (const Provider& provider : app.providers()) {
    const auto part = below(address, provider.config->url);
    if (part && (!best || provider.config->url.size() > best->config->url.size())) {
      best = provider;
      rest = *part;
    }
  }
  if (best) return remote_of(*best, rest, address);
  if (protocol.empty()) {
    return fail(ErrorKind::usage, "no provider has a base address that '" + address +
                                      "' begins with; add one with optrack provider add, or name the --protocol");
  }
  const Result<Provider> guest = app.guest_provider(protocol, address);
  if (!guest) return fail(guest.error());
  return remote_of(*guest, below(address, guest->config->url).value_or(address), address);
}

}  // namespace

Result<RemoteChoice> choose_remote(App& app, const std::string& text, const std::string& protocol) {
  if (is_address(text)) return by_address(app, text, protocol);
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
    return fail(ErrorKind::usage, "'" + text + "' is neither PROVIDER:REMOTE-ID nor an http address");
  }
  const Result<Provider> provider = app.provider(text.substr(0, colon));
  if (!provider) return fail(provider.error());
  return remote_of(*provider, text.substr(colon + 1), text);
}

}  // namespace optrack::cli
