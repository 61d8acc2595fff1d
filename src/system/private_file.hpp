// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// The content of a regular file or pipe of at most `limit` bytes. Failures: `not_found` when it is not there,
/// else `local`; both name the file.
[[nodiscard]] Result<std::string> read_small_file(const std::filesystem::path& file, std::size_t limit = 1024 * 1024);

/// Puts `content` in place of `file` in one step, mode 0600: after a crash the file is the old one or the new one.
/// The folder must exist.
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& file, std::string_view content);

}  // namespace optrack
