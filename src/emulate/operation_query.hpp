// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulate/fault.hpp"
#include "emulate/timeline.hpp"

namespace optrack::emulate {

/// What `expand` and `log_time_stamp` ask for. Unknown expand words are ignored.
/// \return `usage` when the time cannot be read.
[[nodiscard]] Result<OperationView> read_view(const std::map<std::string, std::string>& query);

/// Lets a fault distort what is shown; faults that do other things change nothing.
void distort(OperationView& view, const Fault& fault);

}  // namespace optrack::emulate
