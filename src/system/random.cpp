// SPDX-License-Identifier: MIT
#include "system/random.hpp"

#include <sys/random.h>

#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {

Result<void> fill_random(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error("read random bytes", errno));
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

}  // namespace optrack
