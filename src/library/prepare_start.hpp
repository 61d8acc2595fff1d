// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/json_text.hpp"
#include "optrack/protocol.hpp"

namespace optrack {

/// What somebody gave to start something.
struct StartWish {
  std::string provider;
  std::string type;                     ///< `domain.verb`.
  std::vector<std::string> parameters;  ///< `name=value` each; of place `raw` the name of a file.
  JsonText body;                        ///< May be empty.
  std::string key;                      ///< Empty: a fresh one where the API takes keys.
};

/// Everything about a start that can be known before the first request.
struct PreparedStart {
  const OperationType* type = nullptr;  ///< Never nullptr in a result.
  StartCall call;
  std::string default_name;  ///< The name of the thing it makes, where it may be one of an operation; else empty.
};

/// The built-in type `name` of `protocol`; `usage` error with the nearest names.
[[nodiscard]] Result<const OperationType*> find_type(const Protocol& protocol, std::string_view name);

/// Checks all of `wish`, reads the files it names and makes the request. Errors: `usage` that names everything wrong,
/// `local` for a file.
[[nodiscard]] Result<PreparedStart> prepare_start(const Protocol& protocol, const StartWish& wish);

}  // namespace optrack
