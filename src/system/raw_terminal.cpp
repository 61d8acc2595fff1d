// SPDX-License-Identifier: MIT
#include "system/raw_terminal.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>

namespace optrack {

bool RawTerminal::is_ours() const { return descriptor_ && tcgetpgrp(descriptor_.get()) == getpgrp(); }

bool RawTerminal::take() {
  if (descriptor_) return is_ours();
  descriptor_.reset(open(device_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  termios settings{};
  if (!is_ours() || tcgetattr(descriptor_.get(), &settings) != 0) {
    descriptor_.reset();
    return false;
  }
  settings_.assign(reinterpret_cast<const char*>(&settings), sizeof settings);
  settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  tcsetattr(descriptor_.get(), TCSANOW, &settings);
  return true;
}

std::optional<char> RawTerminal::key() {
  char key = 0;
  if (!is_ours() || read(descriptor_.get(), &key, 1) != 1) return std::nullopt;
  return key;
}

void RawTerminal::forget_keys() const { tcflush(descriptor_.get(), TCIFLUSH); }

void RawTerminal::say(const char* text) const {
  // A terminal that takes nothing now (Ctrl-S) must not stop the wait: the descriptor does not block.
  const ssize_t ignored = write(descriptor_.get(), text, std::strlen(text));
  static_cast<void>(ignored);
}

void RawTerminal::release() {
  if (!descriptor_) return;
  termios settings{};
  std::memcpy(&settings, settings_.data(), sizeof settings);
  if (is_ours()) tcsetattr(descriptor_.get(), TCSANOW, &settings);
  descriptor_.reset();
}

}  // namespace optrack
