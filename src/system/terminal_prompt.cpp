// SPDX-License-Identifier: MIT
#include "system/terminal_prompt.hpp"

namespace optrack {

bool TerminalPrompt::ask() {
  close();
  asks_ = terminal_.take();
  if (!asks_) return false;
  terminal_.forget_keys();  // keys from before the question are no answer to it
  if (speaks_) terminal_.say("\r\ninterrupted: d = detach (default), c = cancel, w = go on waiting ");
  return true;
}

std::optional<InterruptPrompt::Choice> TerminalPrompt::choice() {
  if (!asks_) return std::nullopt;
  while (const auto key = terminal_.key()) {
    switch (*key) {
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
  if (asks_ && speaks_) terminal_.say("\r\n");
  asks_ = false;
  terminal_.release();
}

}  // namespace optrack
