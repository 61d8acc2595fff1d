// SPDX-License-Identifier: MIT
#include "system/unique_fd.hpp"

#include <unistd.h>

#include <cerrno>

namespace optrack {

void UniqueFd::reset(int descriptor) noexcept {
  const int before = errno;
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = descriptor;
  errno = before;
}

}  // namespace optrack
