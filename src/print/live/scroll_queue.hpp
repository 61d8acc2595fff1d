// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace optrack::live {

/// Lines that wait to be shown above the live block, in order. Log lines are held within a bound, the oldest given
/// up first and counted: a terminal that does not read, or a history of 100,000 lines, takes no memory.
class ScrollQueue {
 public:
  /// \param most_lines, most_bytes  Of log lines held.
  explicit ScrollQueue(std::size_t most_lines = 2'000, std::size_t most_bytes = 1'048'576)
      : most_lines_(most_lines), most_bytes_(most_bytes) {}

  /// A log line of the operation called `tag`.
  void add_log(std::string line, const std::string& tag);
  /// A line that is never given up.
  void add(std::string line);

  [[nodiscard]] bool empty() const { return lines_.empty(); }
  /// All lines, in front of them a line about those given up ("… 1,234 lines not shown: optrack logs k3v9");
  /// leaves the queue empty.
  std::vector<std::string> take(bool unicode);

 private:
  struct Queued {
    std::string text;
    std::string tag;  ///< Of the operation whose log line it is; empty: no log line.
  };
  void shed();

  std::deque<Queued> lines_;
  std::size_t logs_ = 0;   ///< Log lines among them.
  std::size_t bytes_ = 0;  ///< Their bytes.
  std::size_t shed_ = 0;   ///< Lines given up since they were last told.
  std::string tag_;        ///< Of the operation whose lines were given up; empty with `shed_`: of several.
  std::size_t most_lines_, most_bytes_;
};

}  // namespace optrack::live
