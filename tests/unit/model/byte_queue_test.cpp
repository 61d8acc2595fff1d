// SPDX-License-Identifier: MIT
#include "model/byte_queue.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("byte queue: bytes come out in order, however they went in and are taken") {
  ByteQueue queue;
  std::string all;
  std::string taken;
  for (std::size_t i = 0; i < 3'000; ++i) {
    const std::string piece((i * 7) % 301, static_cast<char>('a' + i % 26));
    queue.add(piece);
    all += piece;
    if (i % 3 != 0) continue;
    const std::string_view front = queue.front();
    const std::size_t count = front.size() > 100 ? front.size() - i % 100 : front.size();
    taken += front.substr(0, count);
    queue.take(count);
  }
  while (!queue.empty()) {
    const std::string_view front = queue.front();
    REQUIRE_FALSE(front.empty());
    taken += front;
    queue.take(front.size());
  }
  const bool same = taken == all;
  CHECK(same);
  CHECK(queue.front().empty());
  CHECK(queue.size() == 0);
}

TEST_CASE("byte queue: cleared, it is empty and starts anew") {
  ByteQueue queue;
  queue.add("abc");
  queue.take(1);
  queue.clear();
  CHECK(queue.empty());
  queue.add("xyz");
  CHECK(queue.front() == "xyz");
}
