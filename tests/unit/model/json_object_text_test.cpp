// SPDX-License-Identifier: MIT
#include "model/json_object_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace optrack;
using namespace std::string_literals;

TEST_CASE("json object text: the same bytes as json_text gives, whatever the text holds") {
  const std::string texts[] = {
      "",
      "plain",
      "exactly8",
      "exactly8exactly8",
      "a quote\" and a \\backslash\\",
      "\"",
      "before\x7f\x01"s,
      "tab\tline\nend\r\b\f",
      "a \"quote\" before \xc3\xbc and \\ behind",
      "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80",
      "no UTF-8 \xff\xc3",
      "C1 \xc2\x9b, bidi \xe2\x80\xae, line \xe2\x80\xa8",
      "NUL \0 inside"s,
      "long enough for several words, and then one \xff of no encoding, and more behind it",
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    std::string written = "before ";
    JsonObjectText object{written};
    object.put("text", std::string_view{text});
    object.put("again", std::string_view{text});
    object.close();
    CHECK(written == "before " + json_text(Json{{"text", text}, {"again", text}}));
  }
}

TEST_CASE("json object text: each byte at each place of a word") {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t at = 0; at < 17; ++at) {
      std::string text(17, 'a');
      text[at] = static_cast<char>(byte);
      std::string written;
      JsonObjectText object{written};
      object.put("t", std::string_view{text});
      object.close();
      CHECK(written == json_text(Json{{"t", text}}));
    }
  }
}

TEST_CASE("json object text: numbers and documents, and an object without members") {
  std::string written;
  JsonObjectText object{written};
  object.put("least", std::int64_t{INT64_MIN});
  object.put("list", Json::array({1, "\x7f", nullptr}));
  object.close();
  CHECK(written == R"({"least":-9223372036854775808,"list":[1,"\u007f",null]})");
  std::string empty;
  JsonObjectText{empty}.close();
  CHECK(empty == "{}");
}
