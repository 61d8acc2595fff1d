// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "optrack/error.hpp"
#include "optrack/operation.hpp"

namespace optrack::cli {

/// A finished record that was named by its remote id is asked about again before it is believed:
/// the server may run something new under the old id (a rerun, a restarted server that counts
/// from 1). Such a record is replaced by a fresh one; all others stay as they are, and so does
/// one about which the server no longer tells.
/// \param selectors   As written; only `provider:remote-id` and addresses matter.
/// \param operations  What they named.
Result<std::vector<Operation>> believe(App& app, const std::vector<std::string>& selectors,
                                       std::vector<Operation> operations);

}  // namespace optrack::cli
