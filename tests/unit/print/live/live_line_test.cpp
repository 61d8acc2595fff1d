// SPDX-License-Identifier: MIT
#include "print/live/live_line.hpp"

#include <doctest/doctest.h>

#include "model/text.hpp"

namespace live_line_test {

using namespace optrack;
using namespace optrack::live;

TEST_CASE("live line: knows its width, pads, and is cut with a mark inside any of its pieces") {
  Line line{"ab"};
  line.add("cd", Tone::bad).pad(6).add("世界");
  CHECK(line.width() == 10);
  CHECK(line.text() == "abcd  世界");
  const char* want[] = {"",       "…",       "a…",      "ab…",       "abc…",      "abcd…",
                        "abcd …", "abcd  …", "abcd  …", "abcd  世…", "abcd  世界"};
  for (int columns = 0; columns <= 10; ++columns) {
    CAPTURE(columns);
    Line copy = line;
    copy.cut(columns, true);
    CHECK(copy.text() == want[columns]);
    CHECK(copy.width() == display_width(want[columns]));
  }
  CHECK(Line{"abcdef"}.cut(4, false).text() == "ab..");
  CHECK(Line{"abcdef"}.cut(1, false).text() == ".");
}

TEST_CASE("live line: whatever is added is harmless, colours and links only where the terminal has them") {
  Terminal plain;
  Terminal able;
  able.color = able.links = true;
  Line line;
  line.add("a\x1b[2Jb\r\n").add("bad", Tone::bad).add_link("web", "https://lab.example/web");
  CHECK(line.rendered(plain) == "abbadweb");
  CHECK(line.rendered(able) == "ab\x1b[1;31mbad\x1b[0m\x1b]8;;https://lab.example/web\x1b\\web\x1b]8;;\x1b\\");
}

TEST_CASE("live line: no link leads anywhere but to the web, nor out of its sequence") {
  Terminal able;
  able.links = true;
  for (const char* link : {"", "/v1/catlets/1", "file:///etc/passwd", "javascript:x", "https://x/\x1b\\\x1b[2J",
                           "https://x/ y", "https://x/\xc2\x9d", "https://x/;y"}) {
    CAPTURE(std::string{link});
    CHECK(Line{}.add_link("web", link).rendered(able) == "web");
  }
}

TEST_CASE("live line: bars in eighths of a cell, or in ASCII") {
  CHECK(progress_bar(0.0, 6, true, 0) == "[    ]");
  CHECK(progress_bar(46.0, 6, true, 0) == "[█▊  ]");
  CHECK(progress_bar(100.0, 6, true, 0) == "[████]");
  CHECK(progress_bar(3.2, 6, true, 0) == "[▏   ]");
  CHECK(progress_bar(46.0, 23, false, 0) == "[=========>-----------]");
  CHECK(progress_bar(100.0, 6, false, 0) == "[====]");
  CHECK(progress_bar(-5.0, 6, false, 0) == "[>---]");
  CHECK(progress_bar(1e300, 6, false, 0) == "[====]");
  CHECK(progress_bar(50.0, 0, true, 0) == "[▌]");
}

TEST_CASE("live line: without a percentage something moves to and fro") {
  CHECK(progress_bar(std::nullopt, 8, false, 0) == "[<==>..]");
  CHECK(progress_bar(std::nullopt, 8, false, 2) == "[..<==>]");
  CHECK(progress_bar(std::nullopt, 8, false, 3) == "[.<==>.]");
  CHECK(progress_bar(std::nullopt, 8, false, 4) == "[<==>..]");
  CHECK(progress_bar(std::nullopt, 8, true, 1) == "[ ▐██▌ ]");
  CHECK(progress_bar(std::nullopt, 4, false, -7) == "[..]");
}

}  // namespace live_line_test
