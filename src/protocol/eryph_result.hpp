// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/json.hpp"
#include "optrack/operation.hpp"

namespace optrack::eryph {

/// The result of a finished operation (T-3), from its `result` member, an object. Its document:
/// - `CatletConfig`: name and parent out of the configuration where it has them, then `configuration`;
/// - `Catlet`: `{"id"}`, to be completed by `catlet_outcome`;
/// - `SshChannel`: the token is a secret and comes as `***`;
/// - every other type: its members as they came, without `result_type`.
Outcome read_result(const Json& result);

/// The id in a `Catlet` outcome; empty when there is none.
std::string catlet_id(const Outcome& outcome);

/// The outcome for a catlet's whole document: id, name and status first, then cpu count and memory where the server
/// tells.
Outcome catlet_outcome(const Json& catlet);

}  // namespace optrack::eryph
