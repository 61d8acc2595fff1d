// SPDX-License-Identifier: MIT
#include <string>

#include <doctest/doctest.h>

#include "model/text.hpp"

using namespace optrack;
using namespace std::string_literals;

namespace {

struct Row {
  const char* why;
  std::string text;
  std::string want;
};

/// What a terminal might act on; nothing of it may be left.
bool has_controls(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

void check(const Row& row) {
  CAPTURE(row.why);
  const std::string got = harmless(row.text);
  CHECK(got == row.want);
  CHECK(!has_controls(got));
  CHECK(is_utf8(got));
  CHECK(harmless(got) == got);
}

}  // namespace

TEST_CASE("harmless: whole control sequences are left out") {
  const Row rows[] = {
      {"colour", "\x1b[1;31mred\x1b[0m", "red"},
      {"clear screen", "a\x1b[2J\x1b[Hb", "ab"},
      {"private mode", "\x1b[?1049hx", "x"},
      {"intermediate bytes", "\x1b[ qx", "x"},
      {"title by OSC 0, BEL", "\x1b]0;owned\ax", "x"},
      {"link by OSC 8, ST", "\x1b]8;;http://evil/\x1b\\text\x1b]8;;\x1b\\", "text"},
      {"clipboard by OSC 52", "\x1b]52;c;cm0gLXJmIC8=\ax", "x"},
      {"DCS", "\x1bP$q\"p\x1b\\x", "x"},
      {"APC, PM, SOS", "\x1b_a\x1b\\\x1b^b\x1b\\\x1bXc\x1b\\x", "x"},
      {"charset", "\x1b(0x", "x"},
      {"reset",
       "\x1b"
       "cx",
       "x"},
      {"C1 CSI in UTF-8",
       "\xc2\x9b"
       "31mx",
       "x"},
      {"C1 OSC and C1 ST in UTF-8",
       "\xc2\x9d"
       "0;t\xc2\x9cx",
       "x"},
      {"C1 DCS in UTF-8 ended by BEL", "\xc2\x90q\ax", "x"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("harmless: beginnings without an end become visible") {
  const Row rows[] = {
      {"lone escape", "a\x1b", "a\u241b"},
      {"cut CSI", "a\x1b[31", "a\u241b[31"},
      {"second half of it", "mred", "mred"},
      {"CSI broken by a letter beyond ASCII", "\x1b[3\u00fc", "\u241b[3\u00fc"},
      {"cut OSC keeps its text", "\x1b]0;title", "\u241b]0;title"},
      {"OSC broken by another escape", "\x1b]0;t\x1b[31mx", "\u241b]0;tx"},
      {"OSC broken by a line break", "\x1b]0;t\nx\a", "\u241b]0;t x\u2407"},
      {"escape before a control", "\x1b\x01", "\u241b\u2401"},
      {"cut C1 CSI",
       "\xc2\x9b"
       "31",
       "\ufffd31"},
      {"raw C1 byte is no UTF-8",
       "\x9b"
       "31mx",
       "\ufffd31mx"},
      {"raw C1 OSC byte",
       "\x9d"
       "0;t\ax",
       "\ufffd0;t\u2407x"},
      {"lone ST in C1", "\xc2\x9cx", "\ufffdx"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("harmless: single characters") {
  const Row rows[] = {
      {"clean", "GET /v1/catlets 200 ~ OK {}", "GET /v1/catlets 200 ~ OK {}"},
      {"tab", "a\tb", "a b"},
      {"line breaks", "a\nb\r\nc\vd\fe", "a b c d e"},
      {"line break at the end", "a\r\n", "a"},
      {"only a line break", "\n", ""},
      {"carriage return inside", "50%\r100%", "50%\u240d100%"},
      {"backspace, bell, NUL, DEL", "a\b\a\0\x7f"s, "a\u2408\u2407\u2400\u2421"},
      {"NEL",
       "a\xc2\x85"
       "b",
       "a b"},
      {"U+2028 and U+2029", "a\u2028b\u2029c", "a b c"},
      {"bidi override", "a\u202eexe.txt\u202c", "a\ufffdexe.txt\ufffd"},
      {"bidi isolate", "\u2066a\u2069", "\ufffda\ufffd"},
      {"bare direction marks", "1\u200e2\u200f3\u061c", "123"},
      {"latin 1", "gr\xfc\xdf", "gr\ufffd\ufffd"},
      {"overlong slash", "\xc0\xaf", "\ufffd\ufffd"},
      {"overlong escape", "\xc0\x9b[31m", "\ufffd\ufffd[31m"},
      {"surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
      {"beyond U+10FFFF", "\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},
      {"cut character", "a\xe2\x82", "a\ufffd\ufffd"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("harmless: writing of all peoples stays") {
  const std::string texts[] = {"",        "\u65e5\u672c\u8a9e",       "\U0001f468\u200d\U0001f469\u200d\U0001f467",
                               "e\u0301", "\u05e9\u05dc\u05d5\u05dd", "\u00a0\u00ad\u20ac"};
  for (const std::string& text : texts) check({"kept", text, text});
}

TEST_CASE("harmless: a control character is found at every place of a word") {
  for (std::size_t at = 0; at < 20; ++at) {
    for (const char c : {'\0', '\x1f', '\x7f', '\x80', '\xff'}) {
      CAPTURE(at);
      std::string text(20, '~');
      text[at] = c;
      CHECK(harmless(text) != text);
      CHECK(!has_controls(harmless(text)));
    }
  }
}

TEST_CASE("harmless: a text of nothing but beginnings costs linear time") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "\x1b]";
  CHECK(harmless(text).size() == 4U * 100'000);
  text.clear();
  for (int i = 0; i < 100'000; ++i) text += "\xc2\x9d";
  CHECK(harmless(text).size() == 3U * 100'000);
}
