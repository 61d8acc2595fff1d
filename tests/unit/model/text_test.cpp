// SPDX-License-Identifier: MIT
#include "model/text.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace std::string_literals;

TEST_CASE("is_utf8: RFC 3629 and nothing else") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain text that is longer than eight bytes"));
  CHECK(is_utf8("gr\u00fc\u00dfe \u65e5\u672c \U0001f680"));
  CHECK(is_utf8("\0\x7f"s));
  CHECK(!is_utf8("latin \xfc"));
  CHECK(!is_utf8("overlong \xc0\xaf"));
  CHECK(!is_utf8("surrogate \xed\xa0\x80"));
  CHECK(!is_utf8("beyond \xf4\x90\x80\x80"));
  CHECK(!is_utf8("cut \xe2\x82"));
}

TEST_CASE("display_width: cells, never fewer than a terminal takes") {
  CHECK(display_width("") == 0);
  CHECK(display_width("plain ascii text") == 16);
  CHECK(display_width("\u65e5\u672c") == 4);
  CHECK(display_width("e\u0301tude") == 5);
  CHECK(display_width("xe\u0301") == 2);
  CHECK(display_width("\U0001f680") == 2);
  CHECK(display_width("\u2764\ufe0f") == 2);
  CHECK(display_width("\xff\xfe") == 2);
}

TEST_CASE("fit: cuts to cells and never inside a character") {
  struct Row {
    const char* why;
    const char* text;
    int columns;
    bool unicode;
    const char* want;
  };
  const Row rows[] = {
      {"fits exactly", "hello", 5, true, "hello"},
      {"cut", "hello!", 5, true, "hell\u2026"},
      {"cut in ascii", "hello!", 5, false, "hel.."},
      {"unknown width", "hello!", 0, true, "hello!"},
      {"one column", "hello", 1, true, "\u2026"},
      {"one column in ascii", "hello", 1, false, "."},
      {"wide character in the last column", "abc\u65e5", 4, true, "abc\u2026"},
      {"wide character across the mark", "ab\u65e5\u672c", 4, true, "ab\u2026"},
      {"accent stays with its letter", "abe\u0301xy", 4, true, "abe\u0301\u2026"},
      {"joined emoji is dropped whole", "a\U0001f468\u200d\U0001f469z", 4, true, "a\u2026"},
      {"empty", "", 3, true, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string got = fit(row.text, row.columns, row.unicode);
    CHECK(got == row.want);
    if (row.columns > 0) CHECK(display_width(got) <= static_cast<std::size_t>(row.columns));
  }
}

TEST_CASE("glob_match: whole text, by characters, case-sensitive") {
  struct Row {
    const char* pattern;
    const char* text;
    bool want;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"web-*", "web-01", true},
      {"web-*", "Web-01", false},
      {"*-01", "web-01", true},
      {"w*b*1", "web-01", true},
      {"w*b*2", "web-01", false},
      {"?", "\u65e5", true},
      {"?", "", false},
      {"a?c", "abc", true},
      {"[abc]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[!a-c]x", "dx", true},
      {"[^a]x", "ax", false},
      {"[]]x", "]x", true},
      {"[a-]x", "-x", true},
      {"[a", "[a", true},
      {"a*", "b", false},
      {"**a", "xxa", true},
      {"*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.text);
    CHECK(glob_match(row.pattern, row.text) == row.want);
  }
}

TEST_CASE("base64: the test vectors of RFC 4648") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\x00"s) == "//4A");
  for (const std::string& bytes : {""s, "f"s, "fo"s, "foo"s, "\xff\xfe\x00"s})
    CHECK(base64_decode(base64(bytes)) == bytes);
  for (const char* text : {"Z", "Zg=", "Z===", "Zg=a", "Zh==", "Zg=\n", "Z!==", "=Zg=", "Zg==Zg=="})
    CHECK(!base64_decode(text));
}
