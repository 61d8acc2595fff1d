// SPDX-License-Identifier: MIT
#include "cli/app.hpp"
#include "protocol/protocols.hpp"

namespace optrack::cli {
namespace {

/// `address` up to where the protocol's own path begins: the shortest rest that still names an operation.
std::string base_of(const Protocol& protocol, const std::string& address) {
  const std::size_t host = address.find("://") + 3;
  std::size_t base = std::string::npos;
  for (std::size_t slash = address.find('/', host); slash != std::string::npos; slash = address.find('/', slash + 1)) {
    if (protocol.remote_from(std::string_view{address}.substr(slash))) base = slash;
  }
  return address.substr(0, base);
}

}  // namespace

Result<Provider> App::guest_provider(const std::string& protocol_name, const std::string& address) {
  const Protocol* protocol = find_protocol(protocol_name);
  if (protocol == nullptr) return fail(ErrorKind::usage, "no such protocol: " + protocol_name);
  if (address.find("://") == std::string::npos) {
    return fail(ErrorKind::usage, "'" + address + "' is no http address");
  }
  const std::string base = base_of(*protocol, address);
  for (const ProviderConfig& guest : guests_) {
    if (guest.name == base && guest.protocol == protocol_name) return Provider{guest.name, protocol, &guest};
  }
  ProviderConfig config;
  config.name = base;
  config.url = base;
  config.protocol = protocol_name;
  config.origin = "the address " + base;
  guests_.push_back(std::move(config));
  return Provider{base, protocol, &guests_.back()};
}

}  // namespace optrack::cli
