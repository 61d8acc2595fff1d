// SPDX-License-Identifier: MIT
#include "system/terminal_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

/// In the background of the terminal that controls this process.
bool in_background(int descriptor) {
  const pid_t foreground = tcgetpgrp(descriptor);
  return foreground > 0 && foreground != getpgrp();
}

}  // namespace

TerminalOutput::TerminalOutput(int descriptor, std::chrono::milliseconds patience)
    : own_(open(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)),
      descriptor_(own_ ? own_.get() : descriptor),
      blocks_(!own_),
      patience_(patience) {}

bool TerminalOutput::is_writable(int milliseconds) const {
  pollfd asked{descriptor_, POLLOUT, 0};
  return poll(&asked, 1, milliseconds) == 1;
}

/// Writes what the terminal takes now. \return Whether it took anything.
bool TerminalOutput::pass_on() {
  constexpr std::size_t kSmall = 64;
  bool took = false;
  while (!waiting_.empty() && !trouble_) {
    if (blocks_ && !is_writable(0)) break;
    const ssize_t written =
        ::write(descriptor_, waiting_.data(), blocks_ ? std::min(kSmall, waiting_.size()) : waiting_.size());
    if (written > 0) {
      waiting_.erase(0, static_cast<std::size_t>(written));
      took = true;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      break;
    } else if (errno != EINTR) {
      trouble_ = system_error("write to the terminal", errno);
    }
  }
  if (trouble_) waiting_.clear();
  return took;
}

void TerminalOutput::write(std::string_view bytes) {
  if (trouble_) return;
  waiting_ += bytes;
  pass_on();
}

bool TerminalOutput::drain() {
  pass_on();
  return waiting_.empty() && !in_background(descriptor_);
}

void TerminalOutput::finish() {
  auto end = std::chrono::steady_clock::now() + patience_;
  while (!waiting_.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    static_cast<void>(is_writable(static_cast<int>(left.count())));
    if (pass_on()) end = std::chrono::steady_clock::now() + patience_;
  }
  waiting_.clear();
}

}  // namespace optrack
