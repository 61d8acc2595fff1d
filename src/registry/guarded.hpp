// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <filesystem>

#include "optrack/error.hpp"
#include "registry/database.hpp"

namespace optrack::registry {

/// Calls `work`, which may throw what SQLiteCpp throws: it ends here, as an error that names `file`.
template <typename Work>
auto guarded(const std::filesystem::path& file, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return fail(trouble(file, exception));
  }
}

}  // namespace optrack::registry
