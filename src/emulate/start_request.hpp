// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "emulate/problem.hpp"
#include "optrack/json_text.hpp"

namespace optrack::emulate {

/// The body of a request that starts an operation, checked.
struct StartRequest {
  std::string correlation_id;  ///< Lower case; empty when absent, null or all zeros.
  std::string name;            ///< Of the configuration; "catlet" when it has none.
  JsonText configuration;
  Complaints complaints;  ///< Not empty: to be answered with 400.
};

/// Reads the body of a start of `type` ("catlets.create", "catlets.stop", …), hostile or not.
StartRequest read_start_request(std::string_view type, std::string_view body);

/// True when a start of `type` carries a JSON body.
bool has_body(std::string_view type);

}  // namespace optrack::emulate
