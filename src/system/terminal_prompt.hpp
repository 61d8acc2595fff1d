// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/wait.hpp"
#include "system/raw_terminal.hpp"

namespace optrack {

/// Asks at the controlling terminal (`/dev/tty`), whatever stdin, stdout and stderr are: one line, answered by one key
/// without Enter: d or Enter detaches, c cancels, w goes on waiting; other keys are ignored. Asks nobody where there is
/// no terminal or this process is in its background. Puts the terminal back when closed or destroyed.
class TerminalPrompt final : public InterruptPrompt {
 public:
  /// \param speaks    Writes the question; false where a view shows it.
  /// \param terminal  A device to use instead.
  explicit TerminalPrompt(bool speaks = true, std::string terminal = "/dev/tty")
      : terminal_(std::move(terminal)), speaks_(speaks) {}
  ~TerminalPrompt() override { close(); }
  TerminalPrompt(const TerminalPrompt&) = delete;
  TerminalPrompt& operator=(const TerminalPrompt&) = delete;

  bool ask() override;
  std::optional<Choice> choice() override;
  void close() override;

 private:
  RawTerminal terminal_;
  bool speaks_;
  bool asks_ = false;
};

}  // namespace optrack
