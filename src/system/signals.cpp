// SPDX-License-Identifier: MIT
#include "system/signals.hpp"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <utility>

namespace optrack {
namespace {

bool is_ignored(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t taken() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH}) {
    if (!is_ignored(number)) sigaddset(&set, number);
  }
  return set;
}

std::optional<Signal> meaning(std::uint32_t number) {
  switch (number) {
    case SIGINT:
      return Signal::interrupt;
    case SIGTERM:
      return Signal::terminate;
    case SIGHUP:
      return Signal::hangup;
    case SIGTSTP:
      return Signal::suspend;
    case SIGCONT:
      return Signal::resume;
    case SIGWINCH:
      return Signal::window_change;
    default:
      return std::nullopt;
  }
}

}  // namespace

void ignore_failing_writes() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

SystemSignals::SystemSignals() { ignore_failing_writes(); }

SystemSignals::~SystemSignals() {
  if (!descriptor_) return;
  const sigset_t set = taken();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void SystemSignals::take() {
  if (std::exchange(asked_, true)) return;
  const sigset_t set = taken();
  descriptor_.reset(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (descriptor_) pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int SystemSignals::descriptor() {
  take();
  return descriptor_.get();
}

std::optional<Signal> SystemSignals::next() {
  take();
  if (!descriptor_) return std::nullopt;
  signalfd_siginfo info{};
  while (read(descriptor_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (const std::optional<Signal> signal = meaning(info.ssi_signo)) return signal;
  }
  return std::nullopt;
}

void SystemSignals::stop() {
  // The signal's own action, not SIGSTOP: it leaves a process alone that no shell is there to continue.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  pthread_kill(pthread_self(), SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // Who called knows that it goes on: `resume` is for a stop that came unasked (SIGSTOP).
  sigset_t continued;
  sigemptyset(&continued);
  sigaddset(&continued, SIGCONT);
  const timespec at_once{};
  sigtimedwait(&continued, nullptr, &at_once);
}

}  // namespace optrack
