// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "optrack/time.hpp"

namespace optrack {

/// Who has something to do when: due times of many followers. Setting a time anew leaves the
/// old entry behind, which is skipped when it comes up; so no operation costs more than O(log n).
class DueHeap {
 public:
  explicit DueHeap(std::size_t followers) : due_(followers) {}

  /// One follower more, the last.
  void add() { due_.emplace_back(); }

  /// `follower` has something to do at `due`; `nullopt`: nothing any more.
  void set(std::size_t follower, std::optional<Instant> due) {
    if (due_[follower] == due) return;
    due_[follower] = due;
    if (due) heap_.push({*due, follower});
  }

  /// The earliest due time of all.
  [[nodiscard]] std::optional<Instant> next() {
    skip_outdated();
    if (heap_.empty()) return std::nullopt;
    return heap_.top().first;
  }

  /// Takes out one follower whose time has come by `now`; its time is then unset.
  [[nodiscard]] std::optional<std::size_t> take(Instant now) {
    skip_outdated();
    if (heap_.empty() || heap_.top().first > now) return std::nullopt;
    const std::size_t follower = heap_.top().second;
    heap_.pop();
    due_[follower].reset();
    return follower;
  }

 private:
  using Entry = std::pair<Instant, std::size_t>;

  void skip_outdated() {
    while (!heap_.empty() && due_[heap_.top().second] != heap_.top().first) heap_.pop();
  }

  std::vector<std::optional<Instant>> due_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace optrack
