// SPDX-License-Identifier: MIT
#include "model/json_view.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace optrack;

namespace {

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

TEST_CASE("read_json: accepts what parse_json accepts, with the same value") {
  const std::string texts[] = {
      R"( {"b":[1,-2,3.5,"x",null,true,{}],"a":{"deep":[[]]},"b2":"\u00fc"} )",
      "7",
      "\"text\"",
      "18446744073709551615",
      "123456789012345678901234567890",
      "\xef\xbb\xbf{\"a\":1}",
      R"(["\ud83d\ude00"])",
      R"({"twice":1,"twice":2})",
      R"(["a\u0000b"])",
      nested(kDeepestJson),
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Result<JsonDocument> document = read_json(text);
    REQUIRE(document.has_value());
    CHECK(json_text(json_of(document->root())) == json_text(parse_json(text).value()));
  }
}

TEST_CASE("read_json: refuses what parse_json refuses, in the same words") {
  const std::string texts[] = {
      "",
      " \n ",
      "{\"a\": 1",
      "<html>",
      "{\n  \"a\": x\n}",
      "1 2",
      "[\"a\x01\"]",
      "[\"\xff\"]",
      R"(["\udc00"])",
      R"(["\ud800"])",
      R"(["\uD800x"])",
      nested(kDeepestJson + 1),
      "[1e999]",
      "[01]",
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Result<JsonDocument> document = read_json(text);
    REQUIRE(!document.has_value());
    CHECK(document.error().kind == ErrorKind::protocol);
    CHECK(document.error().message == parse_json(text).error().message);
  }
}

TEST_CASE("json view: readers take absence, another type and no object alike") {
  const JsonDocument document =
      read_json(R"({"s":"x","n":2,"f":2.5,"t":"2025-06-01T10:00:00Z","o":{"k":"v"},"a":[1,{"k":"w"}],"z":null})")
          .value();
  const JsonView root = document.root();
  CHECK(string_at(root, "s") == "x");
  CHECK(number_at(root, "n") == 2.0);
  CHECK(number_at(root, "f") == 2.5);
  CHECK(time_at(root, "t") == parse_rfc3339("2025-06-01T10:00:00Z"));
  CHECK(string_at(object_at(root, "o").value(), "k") == "v");
  CHECK(string_at(items_at(root, "a").value().at(1), "k") == "w");
  for (const char* key : {"n", "z", "none"}) {
    CAPTURE(key);
    CHECK(!string_at(root, key));
    CHECK(!time_at(root, key));
    CHECK(!object_at(root, key));
    CHECK(!items_at(root, key));
  }
  CHECK(!number_at(root, "s"));
  CHECK(!string_at(items_at(root, "a").value().at(0), "k"));
}

TEST_CASE("json view: two documents at once do not disturb each other") {
  const JsonDocument first = read_json(R"({"who":"first"})").value();
  {
    const JsonDocument second = read_json(R"({"who":"second"})").value();
    CHECK(string_at(second.root(), "who") == "second");
  }
  const JsonDocument third = read_json(R"({"who":"third"})").value();
  CHECK(string_at(first.root(), "who") == "first");
  CHECK(string_at(third.root(), "who") == "third");
}
