// SPDX-License-Identifier: MIT
#include "system/terminal_prompt.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>

namespace optrack {

void TerminalPrompt::say(const char* text) const {
  // A terminal that takes nothing now (Ctrl-S) must not stop the wait: the descriptor does not block.
  const ssize_t ignored = write(descriptor_.get(), text, std::strlen(text));
  static_cast<void>(ignored);
}

bool TerminalPrompt::ask() {
  close();
  descriptor_.reset(open(terminal_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  termios settings{};
  const bool ours = descriptor_ && tcgetpgrp(descriptor_.get()) == getpgrp();
  if (!ours || tcgetattr(descriptor_.get(), &settings) != 0) {
    descriptor_.reset();
    return false;
  }
  settings_.assign(reinterpret_cast<const char*>(&settings), sizeof settings);
  settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  tcsetattr(descriptor_.get(), TCSANOW, &settings);
  tcflush(descriptor_.get(), TCIFLUSH);  // keys from before the question are no answer to it
  say("\r\ninterrupted: d = detach (default), c = cancel, w = go on waiting ");
  return true;
}

std::optional<InterruptPrompt::Choice> TerminalPrompt::choice() {
  char key = 0;
  while (descriptor_ && read(descriptor_.get(), &key, 1) == 1) {
    switch (key) {
      case 'd':
      case 'D':
      case '\r':
      case '\n':
        return Choice::detach;
      case 'c':
      case 'C':
        return Choice::cancel;
      case 'w':
      case 'W':
        return Choice::go_on;
      default:
        break;
    }
  }
  return std::nullopt;
}

void TerminalPrompt::close() {
  if (!descriptor_) return;
  termios settings{};
  std::memcpy(&settings, settings_.data(), sizeof settings);
  say("\r\n");
  tcsetattr(descriptor_.get(), TCSANOW, &settings);
  descriptor_.reset();
}

}  // namespace optrack
