// SPDX-License-Identifier: MIT
#include "system/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

void await_writable(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  poll(&waiting, 1, -1);
}

}  // namespace

void FdOutput::write(std::string_view bytes) {
  while (!bytes.empty() && !gone_ && !trouble_) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      await_writable(descriptor_);
    } else if (errno == EPIPE) {
      gone_ = true;
    } else if (errno != EINTR) {
      trouble_ = system_error("write " + name_, errno);
    }
  }
}

bool FdOutput::reader_left() const {
  if (gone_) return true;
  pollfd asked{descriptor_, 0, 0};
  return poll(&asked, 1, 0) == 1 && (asked.revents & POLLERR) != 0;
}

}  // namespace optrack
