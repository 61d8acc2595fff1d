// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "cli/app.hpp"
#include "net/endpoint.hpp"

namespace optrack::cli {

/// Where the transport finds a configured provider. Relative files are below `folder` (that of configuration);
/// `globals` add --cacert and --insecure. Errors are `local` and name the place in the file.
[[nodiscard]] Result<Endpoint> endpoint_of(const ProviderConfig& provider, const std::filesystem::path& folder,
                                           const Globals& globals);

/// Keys that --set and "set" know.
const std::vector<std::string>& provider_settings();

}  // namespace optrack::cli
