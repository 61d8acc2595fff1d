// SPDX-License-Identifier: MIT
#include "support/terminal_run.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace optrack::test {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

void set_size(int terminal, int columns, int rows) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ::ioctl(terminal, TIOCSWINSZ, &size);
}

[[noreturn]] void become(const Program& program, int terminal, int pipe, OnTerminal streams) {
  std::vector<std::string> words = program.arguments;
  std::vector<std::string> variables;
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argv = pointers_to(words);
  const std::vector<char*> envp = pointers_to(variables);
  ::setpgid(0, 0);
  std::signal(SIGTTOU, SIG_IGN);
  ::tcsetpgrp(terminal, ::getpid());
  for (const int number : {SIGTTOU, SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP}) std::signal(number, SIG_DFL);
  ::dup2(terminal, STDIN_FILENO);
  ::dup2(streams.out ? terminal : pipe, STDOUT_FILENO);
  ::dup2(streams.err ? terminal : pipe, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  if (!program.folder.empty() && ::chdir(program.folder.c_str()) != 0) ::_exit(126);
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

/// The shell's part: makes the terminal its own, starts the program in the foreground, ends as that does.
[[noreturn]] void keep(const Program& program, int terminal, int pipe, OnTerminal streams) {
  if (::setsid() < 0 || ::ioctl(terminal, TIOCSCTTY, 0) != 0) ::_exit(126);
  std::signal(SIGHUP, SIG_IGN);
  const pid_t child = ::fork();
  if (child == 0) become(program, terminal, pipe, streams);
  ::setpgid(child, child);
  ::close(terminal);
  ::close(pipe);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

}  // namespace

Program on_xterm(Program program) {
  program.environment["TERM"] = "xterm";
  program.environment["NO_COLOR"] = "1";
  return program;
}

TerminalRun::TerminalRun(const Program& program, int columns, int rows, OnTerminal streams)
    : screen(columns == 0 ? 80 : columns, rows == 0 ? 24 : rows) {
  terminal_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal_ < 0 || ::grantpt(terminal_) != 0 || ::unlockpt(terminal_) != 0)
    throw std::runtime_error("no pseudo terminal");
  const int theirs = ::open(::ptsname(terminal_), O_RDWR | O_NOCTTY | O_CLOEXEC);
  set_size(terminal_, columns, rows);
  int ends[2] = {-1, -1};
  if (theirs < 0 || ::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pseudo terminal not opened");
  pipe_ = ends[0];
  keeper_ = ::fork();
  if (keeper_ < 0) throw std::runtime_error("fork failed");
  if (keeper_ == 0) keep(program, theirs, ends[1], streams);
  ::close(ends[1]);
  const auto end = SteadyClock::now() + std::chrono::seconds{10};
  while ((pid_ = ::tcgetpgrp(terminal_)) <= 0 || pid_ == keeper_) {
    if (SteadyClock::now() > end) throw std::runtime_error("the program did not get its terminal");
    std::this_thread::sleep_for(milliseconds{1});
  }
  ::close(theirs);
}

TerminalRun::~TerminalRun() {
  if (keeper_ > 0) {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    ::waitpid(keeper_, nullptr, 0);
  }
  if (terminal_ >= 0) ::close(terminal_);
  ::close(pipe_);
}

bool TerminalRun::read_once(milliseconds limit) {
  pollfd wanted[] = {{terminal_, POLLIN, 0}, {pipe_, POLLIN, 0}};
  if (::poll(wanted, pipe_ < 0 ? 1 : 2, static_cast<int>(std::max(limit, milliseconds{0}).count())) <= 0) return false;
  char buffer[65'536];
  if (wanted[0].revents != 0) {
    const ssize_t got = ::read(terminal_, buffer, sizeof buffer);
    if (got <= 0) return false;
    raw.append(buffer, static_cast<std::size_t>(got));
    screen.feed({buffer, static_cast<std::size_t>(got)});
  }
  if (pipe_ >= 0 && wanted[1].revents != 0) {
    const ssize_t got = ::read(pipe_, buffer, sizeof buffer);
    if (got > 0) out.append(buffer, static_cast<std::size_t>(got));
    if (got <= 0) ::close(std::exchange(pipe_, -1));
  }
  return true;
}

bool TerminalRun::see(const std::string& text, milliseconds limit) {
  const auto end = SteadyClock::now() + limit;
  const auto shown = [&] {
    const std::vector<std::string> lines = screen.all();
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(text) != line.npos; });
  };
  while (!shown()) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - SteadyClock::now());
    if (left.count() <= 0) return false;
    if (!read_once(std::min(left, milliseconds{100}))) std::this_thread::sleep_for(milliseconds{1});
  }
  return true;
}

void TerminalRun::look(milliseconds time) {
  const auto end = SteadyClock::now() + time;
  while (SteadyClock::now() < end) read_once(std::chrono::ceil<milliseconds>(end - SteadyClock::now()));
}

void TerminalRun::resize(int columns, int rows, bool reflow) {
  while (read_once(milliseconds{0})) {
  }
  screen.resize(columns, rows, reflow);
  set_size(terminal_, columns, rows);
}

void TerminalRun::type(const std::string& keys) const {
  if (::write(terminal_, keys.data(), keys.size()) < 0) throw std::runtime_error("the terminal takes no keys");
}

void TerminalRun::signal(int number) const { ::kill(pid_, number); }

bool TerminalRun::is_stopped(milliseconds limit) {
  const auto end = SteadyClock::now() + limit;
  while (SteadyClock::now() < end) {
    std::ifstream file{"/proc/" + std::to_string(pid_) + "/stat"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (const std::size_t at = text.rfind(") "); at != std::string::npos && text[at + 2] == 'T') return true;
    read_once(milliseconds{20});
  }
  return false;
}

int TerminalRun::end(milliseconds limit) {
  const auto last = SteadyClock::now() + limit;
  int status = 0;
  while (::waitpid(keeper_, &status, WNOHANG) == 0) {
    if (SteadyClock::now() > last) return -1;
    read_once(milliseconds{20});
  }
  while (read_once(milliseconds{0})) {
  }
  keeper_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::size_t TerminalRun::count(const std::string& word) const {
  const std::vector<std::string> lines = screen.all();
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const std::string& line) { return line.find(word) != std::string::npos; }));
}

void TerminalRun::hang_up() {
  ::close(std::exchange(terminal_, -1));
  signal(SIGHUP);
}

std::string TerminalRun::settings() const {
  termios settings{};
  ::tcgetattr(terminal_, &settings);
  return {reinterpret_cast<const char*>(&settings), sizeof settings};
}

}  // namespace optrack::test
