// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace optrack::emulate {

/// Complaints about a request: JSON path to sentences.
using Complaints = std::map<std::string, std::vector<std::string>>;

/// A problem document as eryph sends it. An empty `detail` and no complaints are left out. Source: RFC 9457.
std::string problem_json(int status, std::string_view detail, std::string_view trace_id,
                         const Complaints& complaints = {});

}  // namespace optrack::emulate
