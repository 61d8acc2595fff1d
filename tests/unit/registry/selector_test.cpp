// SPDX-License-Identifier: MIT
#include "registry/selector.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace optrack;

namespace selector_test {
using Kind = Selector::Kind;

TEST_CASE("R-2 selector: every form is read as what it is") {
  const struct {
    const char* text;
    Kind kind;
    const char* key;
    const char* rest;
    const char* why;
  } cases[] = {
      {"k3v9", Kind::word, "", "k3v9", "prefix, name or id"},
      {"nightly build", Kind::word, "", "nightly build", "names may hold blanks"},
      {"lab:op-1", Kind::remote, "lab", "op-1", "remote id"},
      {"lab:a:b", Kind::remote, "lab", "a:b", "only the first colon counts"},
      {"gh:runs/12", Kind::remote, "gh", "runs/12", "a remote id may be a path"},
      {"https://h/1.0/operations/x", Kind::url, "", "https://h/1.0/operations/x", "address"},
      {"unix://s/x", Kind::url, "", "unix://s/x", "any scheme"},
      {"@last", Kind::last, "", "", "newest"},
      {"@active", Kind::active, "", "", "not ended"},
      {"@failed", Kind::failed, "", "", "ended failed"},
      {"label:env=prod", Kind::label, "env", "prod", "label"},
      {"label:a=b=c", Kind::label, "a", "b=c", "only the first = counts"},
      {"label:a=", Kind::label, "a", "", "an empty value is a value"},
      {"name:web-*", Kind::name_glob, "", "web-*", "glob"},
      {"name:a:b", Kind::name_glob, "", "a:b", "the rest is the glob"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CAPTURE(c.why);
    const Result<Selector> selector = parse_selector(c.text);
    REQUIRE(selector);
    CHECK(selector->kind == c.kind);
    CHECK(selector->key == c.key);
    CHECK(selector->text == c.rest);
    CHECK(selector->written == c.text);
  }
}

TEST_CASE("R-2 selector: @last counts, children nest") {
  CHECK(parse_selector("@last")->count == 1);
  CHECK(parse_selector("@last:12")->count == 12);
  const Result<Selector> children = parse_selector("children:children:@last:2");
  REQUIRE(children);
  REQUIRE(children->of);
  CHECK(children->of->kind == Kind::children);
  REQUIRE(children->of->of);
  CHECK(children->of->of->count == 2);
}

TEST_CASE("R-2 selector: what cannot be meant is a usage error that says why") {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "children:";
  const struct {
    std::string text;
    const char* part;
  } cases[] = {
      {"", "empty"},
      {"-", "'-'"},
      {"-x", "'-'"},
      {"@", "@last"},
      {"@lats", "did you mean @last"},
      {"@last:", "how many"},
      {"@last:0", "how many"},
      {"@last:-1", "how many"},
      {"@last:2x", "how many"},
      {"@last:99999999999999999999", "how many"},
      {":x", "before ':'"},
      {"lab:", "after ':'"},
      {"label:env", "key=value"},
      {"label:=x", "key=value"},
      {"name:", "after ':'"},
      {"children:", "after ':'"},
      {"children:https://h/x", "not known"},
      {"children:@nope", "@last"},
      {deep + "x", "too many"},
      {std::string(9000, 'x'), "too long"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Result<Selector> selector = parse_selector(c.text);
    REQUIRE(!selector);
    CHECK(selector.error().kind == ErrorKind::usage);
    CHECK(selector.error().message.find(c.part) != std::string::npos);
  }
}

TEST_CASE("R-2 selector: a hostile one is harmless in its error") {
  const Result<Selector> selector = parse_selector("@\x1b[31mred\n");
  REQUIRE(!selector);
  CHECK(selector.error().message.find('\x1b') == std::string::npos);
  CHECK(selector.error().message.find('\n') == std::string::npos);
}

TEST_CASE("selector: words, remote ids and addresses are never empty matches") {
  for (const char* text : {"x", "lab:x", "https://h/x"}) CHECK(!may_select_nothing(*parse_selector(text)));
  for (const char* text : {"@last", "@active", "@failed", "label:a=b", "name:*", "children:x"}) {
    CHECK(may_select_nothing(*parse_selector(text)));
  }
}

TEST_CASE("short tags: as short as tells them apart, at least four") {
  CHECK(unique_prefix_length(std::vector<std::string>{}) == 4);
  CHECK(unique_prefix_length({"k3v9aaaaaa"}) == 4);
  CHECK(unique_prefix_length({"k3v9aaaaaa", "b00daaaaaa"}) == 4);
  CHECK(unique_prefix_length({"k3v9aaaaaa", "b00daaaaaa", "k3v9abaaaa"}) == 6);
  CHECK(unique_prefix_length({"k3v9aaaaaa", "k3v9aaaaaa"}) == 4);
  CHECK(unique_prefix_length({"k3v9aaaaaa", "k3v9aaaaab"}) == 10);
  CHECK(unique_prefix_length({"ab", "ac"}, 1) == 2);
}

}  // namespace selector_test
