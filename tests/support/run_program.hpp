// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace optrack::test {

/// A folder of its own below the system's temporary folder, removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file, making the folders above it.
  std::filesystem::path write(const std::filesystem::path& name, std::string_view content) const;
  /// Content of a file; "" when it cannot be read.
  [[nodiscard]] std::string read(const std::filesystem::path& name) const;

 private:
  std::filesystem::path path_;
};

/// A signal, sent once the output (stdout or stderr) has shown `after`; or keys, typed into the terminal then.
struct SignalStep {
  int signal = 0;
  std::string after;
  std::string keys = {};  ///< Not empty: instead of the signal; needs `Program::terminal`.
};

/// How to run a program.
struct Program {
  std::vector<std::string> arguments;              ///< The program first.
  std::map<std::string, std::string> environment;  ///< All of it: nothing is inherited.
  std::string input;                               ///< Bytes on stdin, then its end.
  std::filesystem::path folder;                    ///< Working directory; empty: that of the test.
  std::string out_file;                            ///< stdout goes to this file ("/dev/full") instead; "-": closed.
  int send_signal = 0;                             ///< Sent once stdout has shown `signal_after`; 0: none.
  std::string signal_after;
  std::size_t file_limit = 0;       ///< Largest file it may write, in bytes: a disk that gets full. 0: no limit.
  std::vector<SignalStep> signals;  ///< Further ones, one after the other, each looking from the last one's place on.
  std::optional<int> terminal;      ///< stderr is a terminal with so many columns (0: it does not say).
  bool owns_terminal = false;       ///< That is the program's /dev/tty too, and sends it signals: Ctrl-C.
  std::chrono::milliseconds limit{20'000};  ///< Then it is killed and `timed_out` is set.
  std::function<bool()> kill_when = {};     ///< Asked every few milliseconds: the same, as soon as it is true.
};

struct Ran {
  int code = -1;  ///< Exit code; 128 + signal when a signal ended it.
  std::string out, err;
  bool timed_out = false;
};

/// What `execve` takes: valid as long as `texts` is neither changed nor gone.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

/// Runs a program to its end. Throws std::runtime_error when it cannot be started. Events that it printed and that
/// break their schema fail the test, whatever it is about.
Ran run(const Program& program);

/// The optrack under test with its configuration and registry below `home`.
class Optrack {
 public:
  Optrack();
  /// Runs `optrack arguments…`.
  [[nodiscard]] Ran operator()(std::vector<std::string> arguments, std::string input = {}) const;
  /// What `operator()` would run, to be changed.
  [[nodiscard]] Program program(std::vector<std::string> arguments) const;

  TempFolder home;
  std::map<std::string, std::string> environment;  ///< HOME, XDG folders below `home`, TZ=UTC, LANG=C.UTF-8, PATH.
};

}  // namespace optrack::test
