// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "optrack/event.hpp"

namespace optrack {

/// Where a line about an operation belongs.
enum class LinePlace {
  loose,     ///< Stands for itself.
  inside,    ///< What a task that goes on had to say: may be shown with its end.
  task_end,  ///< How a task ended.
};

/// A line as its output takes it.
struct PlacedLine {
  std::string text;
  LinePlace place = LinePlace::loose;
  std::string task = {};  ///< Id; for `inside` and `task_end`.
};

/// What a task had to say, kept together.
struct Fold {
  std::string op;
  std::string title;  ///< How the task ended, or that it goes on; empty where the view does not say that.
  std::vector<std::string> lines;
  WallTime begun{};
  WallTime ended{};
  bool well = true;  ///< False when the task ended badly: then the lines should be seen at once.
};

/// Keeps the lines of tasks that run at the same time until each has ended. They are shown earlier when they are many,
/// when nothing else happens (a heartbeat), when the operation ends, and when the wait does: nothing is lost, and
/// memory stays small however much a task has to say.
class TaskFolds {
 public:
  using Piece = std::variant<std::string, Fold>;
  /// What stands over the lines of a task that are shown before a line says how it ended, and whether it goes well.
  struct Title {
    std::string text;
    bool well = true;
  };
  using Titles = std::function<Title(WallTime now, const std::string& op, const std::string& task)>;

  /// \param folds  False: every line is shown as it comes.
  explicit TaskFolds(bool folds) : folds_(folds) {}

  /// What `event` lets be shown, in order. \param lines  Those that `event` itself makes.
  std::vector<Piece> take(const Event& event, std::vector<PlacedLine> lines, const Titles& titles);
  /// What waited for the rest of this turn.
  std::vector<Piece> pause();

 private:
  struct Held {
    std::vector<std::string> lines;
    std::size_t bytes = 0;
    WallTime begun{};
  };
  using Key = std::pair<std::string, std::string>;  // Operation, task.
  /// A task that had ended when it was first seen: what it had to say comes behind the line that says so.
  struct Ended {
    std::string title;
    WallTime at{};
    bool well = true;
  };
  /// One call of `take`.
  struct Turn {
    const Event& event;
    const Titles& titles;
    std::vector<Piece>& pieces;
  };

  bool take_ended(const Turn& turn, PlacedLine& line);
  void show_ended(std::vector<Piece>& pieces);
  void take(const Turn& turn, PlacedLine line);
  void hold(const Turn& turn, PlacedLine line);
  void close(const Key& key, std::string title, WallTime now, bool well, std::vector<Piece>& pieces);
  void show_unended(const Turn& turn, const Key& key);
  void show_all(const Turn& turn, const std::string& op);

  bool folds_;
  std::map<Key, Held> held_;
  std::map<Key, Ended> ended_;  ///< Whose log entries may follow in this turn.
  std::vector<Key> ended_order_;
  std::size_t bytes_ = 0;  ///< Of all that is held.
};

}  // namespace optrack
