// SPDX-License-Identifier: MIT
#include "track/due_heap.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::chrono_literals;

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
