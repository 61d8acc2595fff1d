// SPDX-License-Identifier: MIT
#include "system/output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>

#include <fmt/format.h>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

void await_writable(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  poll(&waiting, 1, -1);
}

/// False where a closed stream was replaced by something that only looks like one.
bool is_for_writing(int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  return flags >= 0 && (static_cast<unsigned>(flags) & static_cast<unsigned>(O_ACCMODE)) != O_RDONLY;
}

bool is_full(int reason) { return reason == EAGAIN || reason == EWOULDBLOCK; }

}  // namespace

void FdOutput::fail_with(int reason) {
  if (reason == EPIPE) {
    gone_ = true;
  } else if (!trouble_) {
    trouble_ = system_error("write " + name_, reason);
  }
}

void FdOutput::write_all(std::string_view bytes) {
  while (!bytes.empty() && !gone_ && !trouble_) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (is_full(errno)) {
      await_writable(descriptor_);
    } else if (errno != EINTR) {
      fail_with(errno);
    }
  }
}

void FdOutput::write(std::string_view bytes) {
  if (gone_ || trouble_ || given_up_) return;
  if (waits_) return write_all(bytes);
  if (kept_.empty()) bytes.remove_prefix(offer(bytes));
  if (kept_.size() + bytes.size() <= most_) return kept_.add(bytes);
  trouble_ = Error{
      ErrorKind::local,
      fmt::format("write {}: its reader is {} MiB behind, what came later was left out", name_, kept_.size() >> 20U),
      std::nullopt};
}

/// Writes what is taken without waiting. \return So many bytes; all of them when they cannot be written at all.
std::size_t FdOutput::offer(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    // A pipe that is ready takes PIPE_BUF bytes without blocking, as long as nobody else writes to it.
    if (!own_ && !takes_something(0)) break;
    const std::size_t left = bytes.size() - taken;
    const ssize_t written = ::write(own_ ? own_.get() : descriptor_, bytes.data() + taken,
                                    own_ ? left : std::min(left, std::size_t{PIPE_BUF}));
    if (written >= 0) {
      taken += static_cast<std::size_t>(written);
    } else if (is_full(errno)) {
      break;
    } else if (errno != EINTR) {
      fail_with(errno);
      return bytes.size();
    }
  }
  return taken;
}

void FdOutput::may_wait(bool may) {
  if (may) {
    given_up_ = given_up_ || !kept_.empty();
    kept_.clear();
    own_.reset();
  }
  struct stat found {};
  const bool known = fstat(descriptor_, &found) == 0 && is_for_writing(descriptor_);
  waits_ = may || !known || S_ISREG(found.st_mode);
  if (waits_ || !(S_ISFIFO(found.st_mode) || S_ISCHR(found.st_mode))) return;
  own_.reset(open(fmt::format("/proc/self/fd/{}", descriptor_).c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

/// As long as the reader reads, but not for long: the caller has more to do.
bool FdOutput::drain() {
  constexpr std::chrono::milliseconds kLongest{20};
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (!kept_.empty()) {
    const std::size_t taken = offer(kept_.front());
    kept_.take(taken);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (taken == 0 || left.count() <= 0) break;
    if (!kept_.empty() && !takes_something(static_cast<int>(left.count()))) break;
  }
  return kept_.empty();
}

bool FdOutput::takes_something(int milliseconds) const {
  pollfd asked{descriptor_, POLLOUT, 0};
  return poll(&asked, 1, milliseconds) == 1;
}

bool FdOutput::reader_left() const {
  if (gone_) return true;
  pollfd asked{descriptor_, 0, 0};
  return poll(&asked, 1, 0) == 1 && (asked.revents & POLLERR) != 0;
}

}  // namespace optrack
