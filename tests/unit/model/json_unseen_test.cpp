// SPDX-License-Identifier: MIT
#include "model/json_unseen.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("json: what a terminal might obey or nobody sees is written as an escape") {
  struct Row {
    const char* why;
    const char* json;
    const char* want;
  };
  const Row rows[] = {
      {"nothing to do", R"({"a":"b"})", R"({"a":"b"})"},
      {"DEL", "[\"\x7f\"]", R"(["\u007f"])"},
      {"C1: the one-character CSI",
       "[\"a\xc2\x9b"
       "2J\"]",
       R"(["a\u009b2J"])"},
      {"first and last of C1", "[\"\xc2\x80\xc2\x9f\xc2\xa0\"]", "[\"\\u0080\\u009f\xc2\xa0\"]"},
      {"bidi override", "[\"\xe2\x80\xae\"]", R"(["\u202e"])"},
      {"bidi isolates and marks", "[\"\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c\"]", R"(["\u2066\u200f\u061c"])"},
      {"line separator", "[\"\xe2\x80\xa8\"]", R"(["\u2028"])"},
      {"neighbours stay", "[\"\xe2\x80\xa6\xe2\x82\xac\xd8\x9d\"]", "[\"\xe2\x80\xa6\xe2\x82\xac\xd8\x9d\"]"},
      {"cut at the end", "\xe2\x80", "\xe2\x80"},
      {"empty", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(escape_unseen(row.json) == row.want);
  }
}
