// SPDX-License-Identifier: MIT
#include "print/live/live_screen.hpp"

#include <doctest/doctest.h>

#include "support/string_output.hpp"
#include "support/vt_screen.hpp"

namespace live_screen_test {

using namespace optrack;
using namespace optrack::live;
using namespace optrack::test;

namespace {

using Lines = std::vector<std::string>;

/// A screen and what a terminal of 20 by 6 makes of it.
struct Fixture {
  explicit Fixture(Terminal terminal = {}) : screen(output, terminal) {}
  void show(const Lines& above, const Lines& block) {
    const std::size_t before = output.text.size();
    screen.show(above, block);
    last = output.text.substr(before);
    seen.feed(last);
  }
  StringOutput output;
  Screen screen;
  VtScreen seen{20, 6};
  std::string last;  ///< Bytes of the last frame.
};

}  // namespace

TEST_CASE("live screen: between frames the cursor is at the block's beginning and the terminal as usual") {
  Fixture fixture;
  fixture.show({"log 1"}, {"head", "  task"});
  CHECK(fixture.seen.screen() == Lines{"log 1", "head", "  task"});
  CHECK(fixture.seen.row() == 1);
  CHECK(fixture.seen.column() == 0);
  CHECK(fixture.seen.is_normal());
}

TEST_CASE("live screen: only lines that changed are rewritten, nothing is written when none did") {
  Fixture fixture;
  fixture.show({}, {"head", "task", "hint"});
  fixture.show({}, {"head", "TASK", "hint"});
  CHECK(fixture.last.find("head") == std::string::npos);
  CHECK(fixture.last.find("TASK") != std::string::npos);
  CHECK(fixture.seen.screen() == Lines{"head", "TASK", "hint"});
  const int writes = fixture.output.writes;
  fixture.show({}, {"head", "TASK", "hint"});
  CHECK(fixture.output.writes == writes);
}

TEST_CASE("live screen: one write per frame, whatever is in it") {
  Fixture fixture;
  fixture.show({"a", "b", "c"}, {"1", "2"});
  CHECK(fixture.output.writes == 1);
}

TEST_CASE("live screen: the block grows and shrinks, also at the bottom of the window, and lines above stay whole") {
  Fixture fixture;
  fixture.show({"1", "2", "3", "4", "5", "6", "7"}, {"head"});
  fixture.show({}, {"head", "a", "b", "c"});
  CHECK(fixture.seen.screen() == Lines{"6", "7", "head", "a", "b", "c"});
  fixture.show({"8 is a line that is longer than the window"}, {"head", "a"});
  CHECK(fixture.seen.all() ==
        Lines{"1", "2", "3", "4", "5", "6", "7", "8 is a line that is longer than the window", "head", "a"});
  fixture.show({}, {});
  CHECK(fixture.seen.all().back() == "8 is a line that is longer than the window");
}

TEST_CASE("live screen: a block as high as the window keeps its place") {
  Fixture fixture;
  const Lines block{"1", "2", "3", "4", "5", "6"};
  fixture.show({"log"}, block);
  CHECK(fixture.seen.screen() == block);
  CHECK(fixture.seen.scrollback() == Lines{"log"});
  fixture.show({"more"}, block);
  CHECK(fixture.seen.scrollback() == Lines{"log", "more"});
  CHECK(fixture.seen.row() == 0);
}

TEST_CASE("live screen: a line that the terminal draws wider than it should does not wrap") {
  Fixture fixture;
  fixture.show({}, {std::string(30, 'x'), "next"});
  CHECK(fixture.seen.screen() == Lines{std::string(20, 'x'), "next"});
  fixture.show({}, {"a", "b"});
  CHECK(fixture.seen.screen() == Lines{"a", "b"});
}

TEST_CASE("live screen: after another size the block is drawn again where it begins now") {
  for (const bool reflow : {true, false}) {
    CAPTURE(reflow);
    Fixture fixture;
    fixture.show({"first"}, {std::string(20, 'a'), std::string(20, 'b')});
    fixture.seen.resize(7, 6, reflow);
    fixture.screen.resized(Terminal{});
    fixture.show({"second"}, {"aaaaaaa", "bbb"});
    CHECK(fixture.seen.all() == Lines{"first", "second", "aaaaaaa", "bbb"});
  }
}

TEST_CASE("live screen: what a terminal has of its own is used only when it is known to") {
  Fixture plain;
  plain.screen.progress(46);
  plain.show({}, {"x"});
  CHECK(plain.last.find("2026") == std::string::npos);
  CHECK(plain.last.find("]9;4") == std::string::npos);
  Terminal able;
  able.synchronized = able.progress = true;
  Fixture modern{able};
  modern.screen.progress(46);
  modern.show({}, {"x"});
  CHECK(modern.seen.progress() == "1;46");
  CHECK(modern.seen.frames() == 1);
  modern.show({}, {"x"});
  CHECK(modern.last.empty());
  modern.screen.progress(std::nullopt);
  modern.show({}, {"x"});
  CHECK(modern.seen.progress().empty());
}

TEST_CASE("live screen: taken away with its printer") {
  StringOutput output;
  VtScreen seen{20, 6};
  {
    Screen screen{output, Terminal{}};
    screen.show({"log"}, {"head", "task"});
  }
  seen.feed(output.text);
  CHECK(seen.screen() == Lines{"log"});
  CHECK(seen.row() == 1);
}

}  // namespace live_screen_test
