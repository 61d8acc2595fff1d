// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "cli/live_keys.hpp"
#include "optrack/wait.hpp"
#include "print/tty_printer.hpp"
#include "system/raw_terminal.hpp"
#include "system/terminal_prompt.hpp"

namespace optrack::cli {

/// The person at the terminal during a wait: asked what an interruption means, and with `--keys` listened to. The live
/// view shows the questions where there is one. Puts the terminal back when destroyed.
class AtTerminal final : public InterruptPrompt {
 public:
  /// \param view       Not owned, must outlive this; nullptr: questions are written to the terminal.
  /// \param with_keys  Keys are read, as long as there is a view.
  AtTerminal(LiveView* view, bool with_keys);

  /// What `WaitOptions::wishes` may be; nullptr: keys are not read.
  [[nodiscard]] Wishes* wishes() { return keys_ ? &*keys_ : nullptr; }

  bool ask() override;
  std::optional<Choice> choice() override { return prompt_.choice(); }
  void close() override;

 private:
  LiveView* view_;
  TerminalPrompt prompt_;
  RawTerminal terminal_{"/dev/tty"};
  std::optional<LiveKeys> keys_;
};

}  // namespace optrack::cli
