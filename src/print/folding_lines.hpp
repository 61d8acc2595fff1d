// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "print/plain_lines.hpp"

namespace optrack {

/// Lines that a CI system shows as one, until somebody opens them: what a task had to say.
struct Fold {
  std::string op;
  StyledLine title;  ///< How the task ended, or that it goes on.
  std::vector<StyledLine> lines;
  WallTime begun{};
  WallTime ended{};
  bool well = true;  ///< False when the task ended badly: then the lines should be seen at once.
};

/// The plain view for CI systems. Tasks run at the same time and CI systems know one open fold only, so that the lines
/// of a task are kept until it has ended. They are shown earlier, under a title that says so, when they are many, when
/// nothing else happens (a heartbeat), when the operation ends, and when the wait does: nothing is lost, and memory
/// stays small however much a task has to say.
class FoldingLines {
 public:
  using Piece = std::variant<StyledLine, Fold>;

  explicit FoldingLines(const PrinterOptions& options) : lines_(options) {}

  /// What `event` lets be shown, in order.
  std::vector<Piece> tell(const Event& event);
  /// As `PlainLines::pause`.
  std::vector<Piece> pause();

  [[nodiscard]] PlainLines& lines() { return lines_; }

 private:
  struct Held {
    std::vector<StyledLine> lines;
    std::size_t bytes = 0;
    WallTime begun{};
  };
  using Key = std::pair<std::string, std::string>;  // Operation, task.
  /// A task that had ended when it was first seen: what it had to say comes behind the line that says so.
  struct Ended {
    StyledLine title;
    WallTime at{};
    bool well = true;
  };

  bool take_ended(const Event& event, PlainLine& line);
  void show_ended(std::vector<Piece>& pieces);
  void take(const Event& event, PlainLine line, std::vector<Piece>& pieces);
  void hold(const Event& event, PlainLine line, std::vector<Piece>& pieces);
  void close(const Key& key, StyledLine title, WallTime now, bool well, std::vector<Piece>& pieces);
  void show_unended(const Key& key, WallTime now, std::vector<Piece>& pieces);
  void show_all(const std::string& op, WallTime now, std::vector<Piece>& pieces);

  PlainLines lines_;
  std::map<Key, Held> held_;
  std::map<Key, Ended> ended_;  ///< Whose log entries may follow in this turn.
  std::vector<Key> ended_order_;
  std::size_t bytes_ = 0;  ///< Of all that is held.
};

}  // namespace optrack
