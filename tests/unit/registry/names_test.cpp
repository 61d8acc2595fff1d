// SPDX-License-Identifier: MIT
#include "registry/names.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace optrack;

TEST_CASE("R-2 names of operations: nothing that a selector would read as something else") {
  const struct {
    std::string name;
    const char* complaint;  ///< Part of the error; empty: a good name.
    const char* why;
  } cases[] = {
      {"web", "", "plain"},
      {"nightly build 3", "", "blanks"},
      {"größe-✓", "", "UTF-8"},
      {std::string(128, 'x'), "", "longest"},
      {"k3v9", "", "looks like a prefix, which comes after names"},
      {"a-b@c", "", "- and @ inside"},
      {"", "empty", "nothing"},
      {std::string(129, 'x'), "128", "too long"},
      {"a:b", "':'", "provider:remote-id"},
      {"@last", "'@'", "selector"},
      {"-x", "'@' or '-'", "option"},
      {"a\nb", "control", "line break"},
      {"a\x7f", "control", "DEL"},
      {"a\xc2\x9b", "control", "C1"},
      {"\xff", "UTF-8", "no UTF-8"},
      {"0123456789", "id", "ten characters of Crockford base32"},
      {"k3v9abcdef", "id", "a full local id"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CAPTURE(c.why);
    const Result<void> checked = check_operation_name(c.name);
    CHECK(checked.has_value() == std::string{c.complaint}.empty());
    if (checked) continue;
    CHECK(checked.error().kind == ErrorKind::usage);
    CHECK(checked.error().message.find(c.complaint) != std::string::npos);
    CHECK(checked.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("R-2 labels: a key, and UTF-8 on one line") {
  for (const auto& [key, value] : {std::pair{"env", "prod"}, {"a:b-c d", ""}, {"größe", "10 = 2 × 5"}}) {
    const std::string shown = key;
    CAPTURE(shown);
    CHECK(check_label(key, value));
  }
  for (const auto& [key, value] :
       {std::pair{"", "x"}, {"a\nb", "x"}, {"a", "x\x1b[31m"}, {"a\xff", "x"}, {"a", "\xff"}}) {
    const std::string shown = key;
    CAPTURE(shown);
    const Result<void> checked = check_label(key, value);
    REQUIRE(!checked);
    CHECK(checked.error().kind == ErrorKind::usage);
    CHECK(checked.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("X-6 names of contexts") {
  for (const std::string& good :
       {std::string{"default"}, std::string{"a"}, std::string{"0"}, std::string{"a.b_c-d"}, std::string(64, 'x')}) {
    CAPTURE(good);
    CHECK(check_context_name(good));
  }
  for (const std::string& bad :
       {std::string{}, std::string{"A"}, std::string{"-a"}, std::string{".."}, std::string{"a/b"}, std::string{"a b"},
        std::string{"ä"}, std::string{"a\0b", 3}, std::string(65, 'x')}) {
    CAPTURE(bad);
    const Result<void> checked = check_context_name(bad);
    REQUIRE(!checked);
    CHECK(checked.error().kind == ErrorKind::usage);
  }
}
