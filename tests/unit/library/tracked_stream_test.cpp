// SPDX-License-Identifier: MIT
#include "optrack/tracked_stream.hpp"

#include <doctest/doctest.h>

#include <list>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "optrack/tracker.hpp"
#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace tracked_stream_test {

namespace {

struct StreamScene : Scene {
  Tracker tracker{World{clock, transport, *store, signals}, {}};

  [[nodiscard]] Operation record() { return tracker.list()->front(); }
};

/// A range that breaks at its third item.
struct Breaking {
  struct Iterator {
    using value_type = int;
    using difference_type = std::ptrdiff_t;
    using reference = int;
    using pointer = const int*;
    using iterator_category = std::input_iterator_tag;
    int at = 0;
    int operator*() const { return at; }
    Iterator& operator++() {
      if (++at == 2) throw std::runtime_error("connection lost");
      return *this;
    }
    bool operator==(const Iterator& other) const { return at == other.at; }
  };
  [[nodiscard]] static Iterator begin() { return {0}; }
  [[nodiscard]] static Iterator end() { return {10}; }
};

}  // namespace

TEST_CASE("R-23 stream: progress and partial result are recorded while items flow, in few commits") {
  StreamScene scene;
  const std::vector<int> rows(1000, 7);
  auto stream = scene.tracker.stream("load", rows, {.items = "rows", .result_type = "rows"});
  REQUIRE(stream);
  int sum = 0;
  std::string seen_halfway;
  for (const int row : *stream) {
    sum += row;
    scene.clock.advance(5ms);
    if (stream->count() == 500) {
      seen_halfway = scene.record().message + ", " + scene.memory->known(scene.record().id)->outcome->value.text;
    }
  }
  CHECK(sum == 7000);
  CHECK(seen_halfway == "401 of 1000 rows, {\"items\":401}");
  CHECK(scene.record().status == Status::completed);
  CHECK(scene.record().message == "1000 of 1000 rows");
  CHECK(scene.record().progress == 100.0);
  CHECK(scene.record().outcome->value.text == "{\"items\":1000}");
  CHECK(scene.record().outcome->type == "rows");
  CHECK(scene.store->commits < 15);  // 5 s at two a second, and the end
}

TEST_CASE("R-23 stream: an empty range, and one without a size") {
  StreamScene scene;
  auto none = scene.tracker.stream("none", std::vector<int>{});
  REQUIRE(none);
  for (const int item : *none) FAIL(item);
  CHECK(scene.tracker.find("none")->value().status == Status::completed);

  std::istringstream words("a b c");
  struct Words {
    std::istringstream& in;
    [[nodiscard]] std::istream_iterator<std::string> begin() const { return std::istream_iterator<std::string>{in}; }
    [[nodiscard]] static std::istream_iterator<std::string> end() { return {}; }
  };
  std::uint64_t asked = 0;
  auto stream = scene.tracker.stream("words", Words{words}, {.items = "words", .partial = [&](std::uint64_t count) {
                                                               asked = count;
                                                               return JsonText{"[]"};
                                                             }});
  REQUIRE(stream);
  std::string all;
  for (const std::string& word : *stream) all += word;
  CHECK(all == "abc");
  CHECK(asked == 3);
  CHECK(scene.tracker.find("words")->value().message == "3 words");
  CHECK(scene.tracker.find("words")->value().outcome->value.text == "[]");
}

TEST_CASE("R-23 stream: fails with the range, and with the loop") {
  StreamScene scene;
  const auto broken = [&] {
    auto stream = scene.tracker.stream("broken", Breaking{});
    REQUIRE(stream);
    for (const int item : *stream) (void)item;
  };
  CHECK_THROWS_WITH(broken(), "connection lost");
  CHECK(scene.tracker.find("broken")->value().status == Status::failed);
  CHECK(scene.tracker.find("broken")->value().message == "connection lost");
  CHECK(scene.tracker.find("broken")->value().outcome->value.text == "{\"items\":2}");

  const auto thrown = [&] {
    auto stream = scene.tracker.stream("thrown", std::list<int>{1, 2, 3});
    REQUIRE(stream);
    for (const int item : *stream) {
      if (item == 2) throw std::runtime_error("bad row");
    }
  };
  CHECK_THROWS_WITH(thrown(), "bad row");
  CHECK(scene.tracker.find("thrown")->value().status == Status::failed);
  CHECK(scene.tracker.find("thrown")->value().message == "left by an exception after 1 of 3 items");
}

TEST_CASE("R-23 stream: left early it is cancelled, unless it was finished") {
  StreamScene scene;
  for (const bool finished : {false, true}) {
    auto stream = scene.tracker.stream(finished ? "found" : "left", std::list<int>{1, 2, 3});
    REQUIRE(stream);
    for (const int item : *stream) {
      if (item == 2) {
        if (finished) stream->finish();
        break;
      }
    }
  }
  CHECK(scene.tracker.find("left")->value().status == Status::cancelled);
  CHECK(scene.tracker.find("left")->value().message == "left after 1 of 3 items");
  CHECK(scene.tracker.find("found")->value().status == Status::completed);
}

TEST_CASE("R-23 stream: a cancellation stops it between two items") {
  StreamScene scene;
  CancelHandle handle;
  REQUIRE(scene.tracker.cancel_when(sources::manual(handle)));
  std::uint64_t items = 0;
  const auto work = [&] {
    auto stream = scene.tracker.stream("load", std::list<int>{1, 2, 3});
    REQUIRE(stream);
    for (const int item : *stream) {
      ++items;
      if (item == 2) handle.request("enough");
    }
  };
  CHECK_THROWS_AS(work(), Cancelled);
  CHECK(items == 2);
  CHECK(scene.tracker.find("load")->value().status == Status::cancelled);
  CHECK(scene.tracker.find("load")->value().message == "enough");
}

}  // namespace tracked_stream_test
