// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// Whether a person may give an operation this name: 1 to 128 bytes of UTF-8 without control
/// characters and `:`, not beginning with `@` or `-`, and not looking like a full local id, so
/// that a selector never means two things. Error `usage` says what is wrong.
[[nodiscard]] Result<void> check_operation_name(std::string_view name);

/// Whether an operation may have the label `key`=`value`: the key is not empty, both are UTF-8 without control
/// characters, so that a line that shows them stays one line. Error `usage` says what is wrong.
[[nodiscard]] Result<void> check_label(std::string_view key, std::string_view value);

/// Whether a context may have this name: `[a-z0-9][a-z0-9._-]{0,63}`. It becomes part of
/// a file name. Error `usage` says what is allowed.
[[nodiscard]] Result<void> check_context_name(std::string_view name);

}  // namespace optrack
