// SPDX-License-Identifier: MIT
#include "system/file_output.hpp"

#include <fcntl.h>

#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {

Result<std::unique_ptr<FileOutput>> open_output(const std::filesystem::path& file) {
  UniqueFd descriptor{::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600)};
  if (descriptor.get() < 0) return fail(system_error("open " + file.string(), errno));
  return std::make_unique<FileOutput>(std::move(descriptor), file.string());
}

}  // namespace optrack
