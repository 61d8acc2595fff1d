// SPDX-License-Identifier: MIT
#include "model/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace optrack;

TEST_CASE("parse_json: reads documents and keeps the order of members") {
  const Result<Json> json = parse_json(R"( {"b":[1,-2,3.5,"x",null,true,{}],"a":{"deep":[[]]},"b2":"\u00fc"} )");
  REQUIRE(json.has_value());
  CHECK(json_text(*json) == R"({"b":[1,-2,3.5,"x",null,true,{}],"a":{"deep":[[]]},"b2":"ü"})");
  CHECK(json_text(parse_json("7").value()) == "7");
  CHECK(json_text(parse_json("18446744073709551615").value()) == "18446744073709551615");
}

TEST_CASE("parse_json: errors name the place and not the library") {
  struct Row {
    const char* why;
    std::string text;
    const char* want;
  };
  const Row rows[] = {
      {"empty", "", "not valid JSON at line 1, column 1: there is nothing"},
      {"blanks", " \n ", "not valid JSON at line 2, column 2: there is nothing"},
      {"cut", "{\"a\": 1", "not valid JSON at line 1, column 8: it ends too early"},
      {"html", "<html>", "not valid JSON at line 1, column 1: unexpected '<'"},
      {"second line", "{\n  \"a\": x\n}", "not valid JSON at line 2, column 8: unexpected 'x'"},
      {"two values", "1 2", "not valid JSON at line 1, column 3: unexpected '2'"},
      {"control character", "[\"a\x01\"]", "not valid JSON at line 1, column 4: unexpected byte 0x01"},
      {"no UTF-8", "[\"\xff\"]", "not valid JSON at line 1, column 3: unexpected byte 0xff"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Result<Json> json = parse_json(row.text);
    REQUIRE(!json.has_value());
    CHECK(json.error().kind == ErrorKind::protocol);
    CHECK(json.error().message == row.want);
  }
  CHECK(!parse_json("1e999").has_value());
  CHECK(!parse_json("NaN").has_value());
}

TEST_CASE("parse_json: hostile shapes") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(256)).has_value());
  const Result<Json> deep = parse_json(nested(257));
  REQUIRE(!deep.has_value());
  CHECK(deep.error().message == "JSON is nested deeper than 256 levels");
  CHECK(!parse_json(std::string(1'000'000, '[')).has_value());

  std::string wide = "{";
  for (int i = 0; i < 30'000; ++i) wide += "\"" + std::to_string(i) + "\":0,";
  CHECK(parse_json(wide + "\"last\":1}").value().size() == 30'001);
  CHECK(integer_at(parse_json(R"({"a":1,"a":2})").value(), "a") == 1);
}

TEST_CASE("readers: anything but the wanted type is absence") {
  const Json json = parse_json(R"({"s":"x","n":1.5,"i":3.0,"big":9223372036854775808,"b":true,"z":null,
    "t":"2026-03-01T08:00:05.1234567+00:00","o":{"k":1},"a":[1]})")
                        .value();
  CHECK(string_at(json, "s") == "x");
  CHECK(!string_at(json, "n"));
  CHECK(!string_at(json, "z"));
  CHECK(!string_at(json, "absent"));
  CHECK(number_at(json, "n") == 1.5);
  CHECK(!number_at(json, "s"));
  CHECK(integer_at(json, "i") == 3);
  CHECK(!integer_at(json, "n"));
  CHECK(!integer_at(json, "big"));
  CHECK(bool_at(json, "b") == true);
  CHECK(!bool_at(json, "n"));
  CHECK(format_rfc3339_exact(time_at(json, "t").value()) == "2026-03-01T08:00:05.1234567Z");
  CHECK(!time_at(json, "s"));
  CHECK(object_at(json, "o") != nullptr);
  CHECK(object_at(json, "a") == nullptr);
  CHECK(array_at(json, "a") != nullptr);
  CHECK(member(json, "z") != nullptr);
  CHECK(member(Json::array(), "z") == nullptr);
  CHECK(!string_at(Json("text"), "s"));
}

TEST_CASE("json_text: never throws on text that is no UTF-8") { CHECK(json_text(Json("a\xff")) == "\"a\ufffd\""); }
