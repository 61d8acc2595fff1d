// SPDX-License-Identifier: MIT
#include "track/due_heap.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <vector>

using namespace optrack;
using namespace std::chrono_literals;

namespace {

/// The same, slowly: looks at every follower.
struct SlowHeap {
  std::vector<std::optional<Instant>> due;

  [[nodiscard]] std::optional<std::size_t> first() const {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (due[i] && (!first || *due[i] < *due[*first])) first = i;
    }
    return first;
  }
};

}  // namespace

TEST_CASE("due heap: the earliest comes first, a changed time counts once") {
  const Instant start{1h};
  DueHeap heap{3};
  heap.set(0, start + 3s);
  heap.set(1, start + 1s);
  heap.set(2, start + 2s);
  heap.set(1, start + 4s);
  heap.set(1, start + 4s);

  CHECK((heap.next() == start + 2s));
  CHECK(!heap.take(start + 1s));
  CHECK((heap.take(start + 9s) == 2U));
  CHECK((heap.take(start + 9s) == 0U));
  CHECK((heap.take(start + 9s) == 1U));
  CHECK(!heap.take(start + 9s));
  CHECK(!heap.next());
}

TEST_CASE("due heap: an unset follower never comes up") {
  const Instant start{1h};
  DueHeap heap{1};
  heap.set(0, start);
  heap.set(0, std::nullopt);

  CHECK(!heap.next());
  CHECK(!heap.take(start + 1s));
}

TEST_CASE("due heap: whatever is set, unset and taken, the earliest of all comes first") {
  constexpr std::size_t kFollowers = 40;
  std::mt19937 random{7};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  const auto below = [&random](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  DueHeap heap{kFollowers};
  SlowHeap slow{std::vector<std::optional<Instant>>(kFollowers)};

  for (int step = 0; step < 20'000; ++step) {
    const std::size_t follower = below(kFollowers);
    const std::optional<Instant> due =
        below(4) == 0 ? std::nullopt : std::optional{Instant{1h} + Milliseconds{static_cast<std::int64_t>(below(50))}};
    heap.set(follower, due);
    slow.due[follower] = due;
    const auto first = slow.first();
    REQUIRE(heap.next() == (first ? slow.due[*first] : std::nullopt));
    if (below(3) != 0) continue;
    const Instant now = Instant{1h} + Milliseconds{static_cast<std::int64_t>(below(50))};
    const bool comes = first && *slow.due[*first] <= now;
    REQUIRE(heap.take(now) == (comes ? first : std::nullopt));
    if (comes) slow.due[*first].reset();
  }
}
