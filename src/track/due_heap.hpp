// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "optrack/time.hpp"

namespace optrack {

/// Who has something to do when: due times of many followers, the earliest on top. Each follower has one place in the
/// heap and knows it, so a new time moves it there: O(log n), and no memory for times that are no longer true.
class DueHeap {
 public:
  /// Of so many followers; none has a time yet.
  explicit DueHeap(std::size_t followers = 0) : places_(followers) {}

  /// One follower more, the last.
  void add() { places_.emplace_back(); }

  /// `follower` has something to do at `due`; `nullopt`: nothing any more.
  void set(std::size_t follower, std::optional<Instant> due) {
    Place& place = places_[follower];
    if (!due) return take_out(follower);
    if (place.at == kNowhere) {
      place = {*due, heap_.size()};
      heap_.push_back(follower);
    } else if (place.due == *due) {
      return;
    }
    place.due = *due;
    sink(rise(place.at));
  }

  /// The earliest due time of all.
  [[nodiscard]] std::optional<Instant> next() const {
    if (heap_.empty()) return std::nullopt;
    return places_[heap_.front()].due;
  }

  /// Takes out one follower whose time has come by `now`; its time is then unset.
  [[nodiscard]] std::optional<std::size_t> take(Instant now) {
    if (heap_.empty() || places_[heap_.front()].due > now) return std::nullopt;
    const std::size_t follower = heap_.front();
    take_out(follower);
    return follower;
  }

 private:
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  struct Place {
    Instant due{};
    std::size_t at = kNowhere;  ///< Index in `heap_`.
  };

  /// Whether what stands at `a` comes before what stands at `b`; of equal times the lower number.
  [[nodiscard]] bool before(std::size_t a, std::size_t b) const {
    return std::pair{places_[heap_[a]].due, heap_[a]} < std::pair{places_[heap_[b]].due, heap_[b]};
  }

  void swap(std::size_t a, std::size_t b) {
    std::swap(heap_[a], heap_[b]);
    places_[heap_[a]].at = a;
    places_[heap_[b]].at = b;
  }

  std::size_t rise(std::size_t at) {
    for (std::size_t above = (at - 1) / 2; at > 0 && before(at, above); above = (at - 1) / 2) {
      swap(at, above);
      at = above;
    }
    return at;
  }

  void sink(std::size_t at) {
    for (std::size_t below = 2 * at + 1; below < heap_.size(); below = 2 * at + 1) {
      if (below + 1 < heap_.size() && before(below + 1, below)) ++below;
      if (!before(below, at)) return;
      swap(at, below);
      at = below;
    }
  }

  void take_out(std::size_t follower) {
    const std::size_t at = places_[follower].at;
    if (at == kNowhere) return;
    swap(at, heap_.size() - 1);
    heap_.pop_back();
    places_[follower].at = kNowhere;
    if (at < heap_.size()) sink(rise(at));
  }

  std::vector<Place> places_;
  std::vector<std::size_t> heap_;  ///< Followers that have a time.
};

}  // namespace optrack
