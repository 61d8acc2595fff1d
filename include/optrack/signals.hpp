// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace optrack {

/// What the outside can say to a running wait; `resume`: it goes on after a stop that nobody asked it for.
enum class Signal { interrupt, terminate, hangup, window_change, suspend, resume };

/// Signals, received through a file descriptor instead of a handler. Used on one thread.
class Signals {
 public:
  virtual ~Signals() = default;

  /// Readable while `next` has something to give; -1 when nothing can ever come.
  [[nodiscard]] virtual int descriptor() = 0;

  /// The next signal that came, in order; `nullopt` when there is none. Never blocks.
  virtual std::optional<Signal> next() = 0;

  /// Does what `suspend` asked for: stops this process, and returns when it is continued. At once where nobody
  /// could continue it.
  virtual void stop() = 0;
};

}  // namespace optrack
