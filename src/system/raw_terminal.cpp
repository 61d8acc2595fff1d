// SPDX-License-Identifier: MIT
#include "system/raw_terminal.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace optrack {
namespace {

// What a crash has to put back: a signal handler knows nothing but these. One terminal is taken at a time.
std::atomic<int> taken_descriptor{-1};
termios taken_settings;

/// Ends of a process that run no destructor: crashes, `std::terminate`, Ctrl-\.
constexpr std::array kCrashes{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGSYS, SIGTRAP};
std::array<struct sigaction, kCrashes.size()> former_actions;

/// Installed for one signal, which then does what it does without us.
extern "C" void put_back_and_crash(int number) {
  const int descriptor = taken_descriptor.exchange(-1);
  if (descriptor >= 0) tcsetattr(descriptor, TCSANOW, &taken_settings);
  raise(number);
}

void guard(int descriptor, const termios& settings) {
  taken_settings = settings;
  taken_descriptor = descriptor;
  struct sigaction action {};
  action.sa_handler = put_back_and_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  for (std::size_t i = 0; i < kCrashes.size(); ++i) sigaction(kCrashes.at(i), &action, &former_actions.at(i));
}

void unguard() {
  for (std::size_t i = 0; i < kCrashes.size(); ++i) sigaction(kCrashes.at(i), &former_actions.at(i), nullptr);
  taken_descriptor = -1;
}

}  // namespace

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
  guard(descriptor_.get(), settings);
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
  unguard();
  termios settings{};
  std::memcpy(&settings, settings_.data(), sizeof settings);
  if (is_ours()) tcsetattr(descriptor_.get(), TCSANOW, &settings);
  descriptor_.reset();
}

}  // namespace optrack
