// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/json_text.hpp"
#include "optrack/protocol.hpp"

namespace optrack {

/// What a person gave to start an operation.
struct StartArguments {
  /// `name=value` each. Values are what is meant: a caller that offers `name=@file` has already put
  /// the content in, and so it has for parameters of place `raw` (whose value is the whole body).
  std::vector<std::string> parameters;
  JsonText body;         ///< Body document to start from (`-f`); parameters win over it. May be empty.
  std::string key;       ///< Idempotency key; empty: none. Left out where the API has no place for one.
  std::string provider;  ///< Goes into the call unchanged.
};

/// Checks all arguments against the declared parameters and makes the request (D-7).
/// \return One `usage` error that names every problem: unknown parameter (with the nearest name), missing,
///         given twice, wrong type, no such choice, empty path part. A missing parameter counts as
///         given when the body document has a value at its place.
[[nodiscard]] Result<StartCall> make_start_call(const OperationType& type, const StartArguments& arguments);

/// The request for people (`--dry-run`): method and target, headers, body; secrets as `***`.
std::string describe(const StartCall& call);

}  // namespace optrack
