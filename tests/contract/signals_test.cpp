// SPDX-License-Identifier: MIT
#include "optrack/signals.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "support/doubles.hpp"
#include "system/signals.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace signals_test {

namespace {

struct Scripted {
  test::VirtualClock clock;
  test::ScriptedSignals signals{clock};
  void raise(Signal signal) { signals.at(clock.now(), signal); }
};

struct Real {
  SystemSignals signals;
  static void raise(Signal signal) {
    const int number = signal == Signal::interrupt ? SIGINT : signal == Signal::terminate ? SIGTERM : SIGWINCH;
    kill(getpid(), number);
  }
};

bool is_readable(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  return poll(&waiting, 1, 0) == 1;
}

/// A child that does `what`, stopping itself on the way, stops, and says when it is continued that all was as it should
/// be.
void check_stop_and_continue(bool (*what)(SystemSignals&)) {
  const pid_t child = fork();
  if (child == 0) {
    SystemSignals signals;
    static_cast<void>(signals.descriptor());
    _exit(what(signals) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, WUNTRACED) == child);
  CHECK(WIFSTOPPED(status));

  kill(child, SIGCONT);

  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE_TEMPLATE("Signals: gives each signal that came once, then nothing", S, Real, Scripted) {
  S source;
  CHECK_FALSE(source.signals.next().has_value());

  source.raise(Signal::terminate);
  CHECK(source.signals.next() == Signal::terminate);
  CHECK_FALSE(source.signals.next().has_value());

  source.raise(Signal::interrupt);
  CHECK(source.signals.next() == Signal::interrupt);
  source.raise(Signal::window_change);
  CHECK(source.signals.next() == Signal::window_change);
  CHECK_FALSE(source.signals.next().has_value());
}

TEST_CASE("SystemSignals: the descriptor is readable while there is a signal") {
  SystemSignals signals;
  CHECK_FALSE(is_readable(signals.descriptor()));

  kill(getpid(), SIGINT);

  CHECK(is_readable(signals.descriptor()));
  CHECK(signals.next() == Signal::interrupt);
  CHECK_FALSE(is_readable(signals.descriptor()));
}

TEST_CASE("SystemSignals: stops when told to, and returns when it is continued") {
  check_stop_and_continue([](SystemSignals& signals) {
    setpgid(0, 0);  // with a parent in another group of the session: somebody could continue it
    kill(getpid(), SIGTSTP);
    const bool told = signals.next() == Signal::suspend;
    signals.stop();
    return told && !signals.next();
  });
}

TEST_CASE("SystemSignals: tells that the process goes on after a stop that nobody asked it for") {
  check_stop_and_continue([](SystemSignals& signals) {
    kill(getpid(), SIGSTOP);
    return signals.next() == Signal::resume && !signals.next();
  });
}

TEST_CASE("SystemSignals: until somebody asks, signals do what they always do") {
  const SystemSignals signals;

  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);

  CHECK(sigismember(&blocked, SIGINT) == 0);
}

TEST_CASE("SystemSignals: what was ignored at the start stays ignored") {
  std::signal(SIGHUP, SIG_IGN);
  {
    SystemSignals signals;
    static_cast<void>(signals.descriptor());
    kill(getpid(), SIGHUP);
    CHECK_FALSE(signals.next().has_value());
  }
  std::signal(SIGHUP, SIG_DFL);
}

}  // namespace signals_test
