// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"

namespace optrack {

/// A program to run beside a wait.
struct ChildProgram {
  std::vector<std::string> arguments;  ///< The program, searched in PATH, and its arguments; never a shell line that
                                       ///< has data in it.
  std::map<std::string, std::string> variables = {};  ///< Added to our environment, from which other variables of the
                                                      ///< same prefix `OPTRACK_EVENT_` are left out.
  bool to_stdout = false;                             ///< What it prints goes to our stdout; else to our stderr.
};

/// How a child is told to end.
enum class ChildStop { ask, kill };

/// Programs that run beside this one, each with a pipe to its stdin. Nothing here blocks, and nobody is told when
/// something happens: who has children looks after them. Used on one thread.
class Children {
 public:
  /// Names a child; never reused.
  using Id = std::uint64_t;

  virtual ~Children() = default;

  /// Starts `program` in a process group of its own. Errors: `not_found` (no such program), `local`.
  [[nodiscard]] virtual Result<Id> start(const ChildProgram& program) = 0;

  /// Gives `bytes` to its stdin, as far as there is room. \return How many it took; `nullopt` when it does not read
  /// any more, its input was ended, or it is not known.
  virtual std::optional<std::size_t> write(Id child, std::string_view bytes) = 0;

  /// Its stdin ends behind what was written.
  virtual void end_input(Id child) = 0;

  /// Exit status once it has ended, 128 + signal when a signal did that; then the id is forgotten. `nullopt` while it
  /// runs, and for an id that is not known.
  virtual std::optional<int> ended(Id child) = 0;

  /// Tells the child and all it has started to end.
  virtual void stop(Id child, ChildStop how) = 0;
};

}  // namespace optrack
