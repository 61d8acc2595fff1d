// SPDX-License-Identifier: MIT
#include "support/vt_screen.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace optrack::test;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("terminal model: text wraps, scrolls off and is found again as one line") {
  VtScreen screen{4, 2};
  screen.feed("abcdefghij\r\nk");
  CHECK(screen.screen() == Lines{"ij", "k"});
  CHECK(screen.scrollback() == Lines{"abcdefgh"});
  CHECK(screen.all() == Lines{"abcdefghij", "k"});
}

TEST_CASE("terminal model: without wrapping the last column is written over") {
  VtScreen screen{4, 2};
  screen.feed("\x1b[?7labcdef");
  CHECK(screen.screen() == Lines{"abcf"});
  CHECK_FALSE(screen.is_normal());
  screen.feed("\x1b[?7h");
  CHECK(screen.is_normal());
}

TEST_CASE("terminal model: a wide character takes two cells and never half of the last one") {
  VtScreen screen{3, 2};
  screen.feed("ab世c");
  CHECK(screen.screen() == Lines{"ab", "世c"});
  VtScreen accents{3, 1};
  accents.feed("e\xcc\x81x");
  CHECK(accents.screen() == Lines{"e\xcc\x81x"});
  CHECK(accents.column() == 2);
}

TEST_CASE("terminal model: moves up and down inside the window, erases lines and what is below") {
  VtScreen screen{8, 3};
  screen.feed("one\r\ntwo\r\nthree\x1b[9A\r\x1b[1B\x1b[K2");
  CHECK(screen.screen() == Lines{"one", "2", "three"});
  screen.feed("\r\x1b[J");
  CHECK(screen.screen() == Lines{"one"});
  CHECK(screen.row() == 1);
}

TEST_CASE("terminal model: an exactly full line breaks once") {
  VtScreen screen{3, 3};
  screen.feed("abc\r\ndef");
  CHECK(screen.screen() == Lines{"abc", "def"});
}

TEST_CASE("terminal model: sequences may be split anywhere") {
  const std::string bytes =
      "\x1b[?2026h\x1b[?25l\x1b]8;;https://x.example/\x1b\\世\x1b]8;;\x1b\\\x1b[1;31mx\x1b[0m\x1b[?25h\x1b[?2026l";
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    VtScreen screen{8, 2};
    screen.feed(bytes.substr(0, at));
    screen.feed(bytes.substr(at));
    CHECK(screen.screen() == Lines{"世x"});
    CHECK(screen.is_normal());
    CHECK(screen.frames() == 1);
  }
}

TEST_CASE("terminal model: anything else is refused by name") {
  for (const char* bytes : {"\a", "\t", "\b", "\x7f", "\x1b[2J", "\x1b[H", "\x1b[5m", "\x1b]0;title\x1b\\",
                            "\x1b]52;c;eA==\x1b\\", "\x1bP1\x1b\\",
                            "\x1b"
                            "c",
                            "\xc2\x9bm", "\xff", "\x1b[?1049h", "\x1b[0K", "\x1b[38;5;1m"}) {
    CAPTURE(std::string{bytes});
    VtScreen screen{8, 2};
    CHECK_THROWS_AS(screen.feed(bytes), std::runtime_error);
  }
}

TEST_CASE("terminal model: another width wraps anew or cuts, and the cursor stays with its line") {
  VtScreen flowing{6, 4};
  flowing.feed("log\r\nabcdef\r\nxy\x1b[1A\r");
  flowing.resize(3, 4, true);
  CHECK(flowing.all() == Lines{"log", "abcdef", "xy"});
  CHECK(flowing.row() == 1);
  flowing.feed("\x1b[J");
  CHECK(flowing.all() == Lines{"log"});
  VtScreen cutting{6, 4};
  cutting.feed("log\r\nabcdef\r\nxy\x1b[1A\r");
  cutting.resize(3, 2, false);
  CHECK(cutting.all() == Lines{"log", "abc"});
  CHECK(cutting.row() == 1);
}

TEST_CASE("terminal model: progress is what was said last") {
  VtScreen screen{6, 4};
  screen.feed("\x1b]9;4;1;46\x1b\\");
  CHECK(screen.progress() == "1;46");
  screen.feed("\x1b]9;4;0;0\x1b\\");
  CHECK(screen.progress().empty());
}
