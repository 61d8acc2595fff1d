// SPDX-License-Identifier: MIT
#include "print/live/scroll_queue.hpp"

#include <doctest/doctest.h>

namespace scroll_queue_test {

using namespace optrack::live;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("scroll queue: lines come out in the order in which they went in") {
  ScrollQueue queue;
  queue.add_log("a", "k3v9");
  queue.add("b");
  queue.add_log("c", "k3v9");
  CHECK(queue.take(true) == Lines{"a", "b", "c"});
  CHECK(queue.empty());
  CHECK(queue.take(true).empty());
}

TEST_CASE("scroll queue: beyond its bound the oldest log lines are counted instead, other lines stay") {
  ScrollQueue queue{2, 1'000};
  queue.add("begun");
  for (int i = 0; i < 1'236; ++i) queue.add_log(std::to_string(i), "k3v9");
  queue.add("failed");
  CHECK(queue.take(true) == Lines{"… 1,234 lines not shown: optrack logs k3v9", "begun", "1234", "1235", "failed"});
  queue.add_log("next", "k3v9");
  CHECK(queue.take(true) == Lines{"next"});
}

TEST_CASE("scroll queue: bounded in bytes too, and says whose lines are missing only when it is one's") {
  ScrollQueue queue{100, 10};
  queue.add_log("12345678", "k3v9");
  queue.add_log("12345678", "b00d");
  queue.add_log("12345678", "k3v9");
  CHECK(queue.take(false) == Lines{".. 2 lines not shown: optrack logs ID", "12345678"});
}

}  // namespace scroll_queue_test
