// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// Where a printer's bytes go: a stream, a file, a string in a test. Used on one thread.
/// After the first failure nothing more is written, and the printer goes on as if it were:
/// a printer in trouble never changes the outcome of a wait.
class Output {
 public:
  virtual ~Output() = default;

  /// Writes all of `bytes` now, or, where it may not wait for the reader, keeps what is not taken at once.
  virtual void write(std::string_view bytes) = 0;

  /// True once the reader went away (EPIPE): nobody will see what is written.
  [[nodiscard]] virtual bool gone() const = 0;

  /// True when nobody would see what is written next, even if nothing has been written since the reader went
  /// away: a wait that has nothing to say asks this. Never true for what is no pipe.
  [[nodiscard]] virtual bool reader_left() const { return gone(); }

  /// Whether `write` may wait for whoever reads: true in the beginning, where it makes a difference. Going back to true
  /// drops what is kept, and all that comes later: nobody reads it.
  virtual void may_wait(bool /*may*/) {}

  /// For an output that keeps what could not be written at once: tries again, for 20 ms at most. True when nothing is
  /// left to be written.
  virtual bool drain() { return true; }

  /// Waits until nothing is left to be written, or until it is useless to wait longer.
  virtual void finish() {}

  /// What went wrong otherwise (disk full, bad descriptor), kind `local`; first failure wins.
  [[nodiscard]] virtual std::optional<Error> trouble() const = 0;
};

}  // namespace optrack
