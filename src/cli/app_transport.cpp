// SPDX-License-Identifier: MIT
#include <utility>

#include "cli/app.hpp"
#include "cli/endpoints.hpp"

namespace optrack::cli {

Result<Transport*> App::transport() {
  if (transport_) return transport_.get();
  std::vector<Endpoint> endpoints;
  for (const ProviderConfig& provider : configuration_.current.providers) {
    auto endpoint = endpoint_of(provider, configuration_.folder, globals_);
    if (!endpoint) return fail(std::move(endpoint).error());
    endpoints.push_back(*std::move(endpoint));
  }
  for (const ProviderConfig& guest : guests_) {
    auto endpoint = endpoint_of(guest, configuration_.folder, globals_);
    if (!endpoint) return fail(std::move(endpoint).error());
    endpoints.push_back(*std::move(endpoint));
  }
  transport_ = borders_.make_transport(std::move(endpoints));
  return transport_.get();
}

}  // namespace optrack::cli
