// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "model/json.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// The text of a configuration file after `change`; `text` may be empty (`{}`).
/// Error `local` for a text that has comments, which would be lost: it holds the changed JSON, to be pasted.
/// \param name  The file as errors call it.
[[nodiscard]] Result<std::string> changed_config(std::string_view text, const std::string& name,
                                                 const std::function<Result<void>(Json& root)>& change);

/// Changes a configuration file in one step, mode 0600, making missing folders with mode 0700. The file need
/// not exist.
[[nodiscard]] Result<void> change_config_file(const std::filesystem::path& file,
                                              const std::function<Result<void>(Json& root)>& change);

}  // namespace optrack::cli
