// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <sys/types.h>

#include "support/run_program.hpp"
#include "support/vt_screen.hpp"

namespace optrack::test {

/// Which streams of a program are its terminal; the others are pipes.
struct OnTerminal {
  bool out = true;
  bool err = true;
};

/// `program` on a terminal that is not known to understand more than most do, without colours.
Program on_xterm(Program program);

/// A program in the foreground of a terminal of its own, as a shell with job control runs it, with somebody in front
/// who looks (`see`), types, changes the window. Reads only inside its calls: in between the terminal is stopped.
class TerminalRun {
 public:
  /// Starts it. `program.terminal`, `signals` and files are not for here.
  TerminalRun(const Program& program, int columns, int rows, OnTerminal streams = {});
  ~TerminalRun();
  TerminalRun(const TerminalRun&) = delete;
  TerminalRun& operator=(const TerminalRun&) = delete;

  /// Reads until the screen shows `text`; false when it has not within `limit`.
  bool see(const std::string& text, std::chrono::milliseconds limit = std::chrono::seconds{20});
  /// Reads for so long.
  void look(std::chrono::milliseconds time);
  /// Changes the window; the program is told by the system.
  void resize(int columns, int rows, bool reflow = true);
  void type(const std::string& keys) const;
  void signal(int number) const;
  /// Whether it was stopped within `limit`.
  [[nodiscard]] bool is_stopped(std::chrono::milliseconds limit = std::chrono::seconds{10});
  /// Reads until it has ended. \return Its exit code, 128 + signal; -1 when it has not within `limit`.
  int end(std::chrono::milliseconds limit = std::chrono::seconds{20});
  /// Settings of the terminal as bytes, to be compared.
  [[nodiscard]] std::string settings() const;
  /// How many lines ever shown hold `word`.
  [[nodiscard]] std::size_t count(const std::string& word) const;
  /// The terminal goes away, as when its window is closed, and the shell tells what runs in it.
  void hang_up();
  /// Process id.
  [[nodiscard]] pid_t pid() const { return pid_; }

  VtScreen screen;
  std::string raw;  ///< All bytes the terminal got.
  std::string out;  ///< What came through a pipe instead.

 private:
  bool read_once(std::chrono::milliseconds limit);

  int terminal_ = -1;
  int pipe_ = -1;
  pid_t keeper_ = -1;  ///< Plays the shell: so the program may be stopped.
  pid_t pid_ = -1;
};

}  // namespace optrack::test
