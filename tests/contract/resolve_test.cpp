// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "registry/selector.hpp"
#include "support/stores.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

struct Row {
  const char* id;
  const char* name;
  Status status;
  const char* remote;
  const char* parent;
};

/// Each a minute newer than the one before it.
void fill(Store& store, std::initializer_list<Row> rows) {
  WallTime created{1000h};
  for (const Row& row : rows) {
    Operation one = some_operation(row.id);
    one.name = row.name;
    one.status = row.status;
    one.remote.id = row.remote;
    one.parent = row.parent;
    one.created = created += 1min;
    REQUIRE(store.add(one, {}));
  }
}

void fill_ordinary(Store& store) {
  fill(store, {{"aaaa000001", "old", Status::completed, "r1", ""},
               {"aaaa000002", "old", Status::failed, "r2", ""},
               {"bbbb000003", "busy", Status::completed, "r3", "aaaa000001"},
               {"bbbb000004", "busy", Status::running, "r3", "aaaa000001"},
               {"bbbb000005", "busy", Status::failed, "r3", "bbbb000004"},
               {"cccc000006", "twins", Status::running, "r4", ""},
               {"cccc000007", "twins", Status::pending, "r4", ""},
               {"dddd000008", "aaaa", Status::completed, "r5", ""}});
}

/// Last digits of the ids selected, or the kind and text of the error.
std::string chosen(Store& store, const std::string& text) {
  const Result<Selected> selected = resolve(text, store);
  if (!selected) return std::string{to_string(selected.error().kind)} + ": " + selected.error().message;
  std::string digits;
  for (const Operation& one : selected->operations) digits += one.id.back();
  if (selected->unknown) digits += "unknown " + selected->unknown->provider + " " + selected->unknown->remote_id;
  return digits + selected->url;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("R-2 resolve: every form finds what it says") {
  MemoryStore f;
  fill_ordinary(*f.store);
  const struct {
    const char* text;
    const char* want;
    const char* why;
  } cases[] = {
      {"aaaa000001", "1", "id"},
      {"AAAA000001", "1", "an id in capitals"},
      {"old", "2", "name, none active: the newest"},
      {"busy", "4", "name, one active wins over newer ones"},
      {"aaaa", "8", "name before prefix"},
      {"aaaa00000", "usage", "several have the prefix"},
      {"dddd", "8", "unique prefix"},
      {"DDDD0", "8", "prefix in capitals"},
      {"ddd", "not_found", "three characters are no prefix"},
      {"lab:r1", "1", "remote id"},
      {"lab:r3", "4", "of several records the active one"},
      {"lab:r4", "7", "of several active ones the newest"},
      {"lab:r9", "unknown lab r9", "the registry does not know it"},
      {"lax:r1", "unknown lax r1", "another provider"},
      {"https://h/op/1", "https://h/op/1", "address"},
      {"@last", "8", "the newest"},
      {"@last:2", "87", "the two newest"},
      {"@last:99", "87654321", "no more than there are"},
      {"@active", "764", "not ended"},
      {"@failed", "52", "ended failed"},
      {"name:b*", "543", "glob"},
      {"label:env=prod", "87654321", "label"},
      {"children:aaaa000001", "43", "children"},
      {"children:busy", "5", "children of a name"},
      {"children:children:aaaa000001", "5", "grandchildren"},
      {"children:@active", "5", "children of several"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CAPTURE(c.why);
    const std::string got = chosen(*f.store, c.text);
    CHECK(got.substr(0, got.find(": ")) == std::string{c.want}.substr(0, std::string{c.want}.find(": ")));
  }
}

TEST_CASE("R-2 resolve: an ambiguous one lists its candidates") {
  MemoryStore f;
  fill_ordinary(*f.store);
  const std::string twins = chosen(*f.store, "twins");
  CHECK(holds(twins, "usage: 'twins' is ambiguous"));
  CHECK(holds(twins, "cccc000006  twins  instances.exec  running"));
  CHECK(holds(twins, "cccc000007  twins  instances.exec  pending"));
  CHECK(holds(chosen(*f.store, "bbbb"), "bbbb000003"));
}

TEST_CASE("R-2 resolve: many candidates are counted, not all listed") {
  MemoryStore f;
  for (int i = 0; i < 25; ++i) REQUIRE(f.store->add(some_operation("eeee0000" + std::to_string(10 + i)), {}));
  const std::string text = chosen(*f.store, "eeee");
  CHECK(holds(text, "and 15 more"));
}

TEST_CASE("R-2 resolve: what is not there says what to do") {
  MemoryStore f;
  fill_ordinary(*f.store);
  const std::string text = chosen(*f.store, "buzy");
  CHECK(holds(text, "not_found: no such operation: buzy"));
  CHECK(holds(text, "did you mean busy"));
  CHECK(holds(text, "optrack list"));
  for (const char* empty : {"label:env=dev", "name:zz*", "children:dddd", "label:nope=x"}) {
    CAPTURE(empty);
    CHECK(holds(chosen(*f.store, empty), "not_found: nothing matches"));
  }
  CHECK(holds(chosen(*f.store, "children:zzzz"), "not_found"));
}

TEST_CASE("R-2 resolve: in an empty registry") {
  MemoryStore f;
  for (const char* text : {"@last", "@active", "@failed", "web", "name:*"}) {
    CAPTURE(text);
    CHECK(holds(chosen(*f.store, text), "not_found"));
  }
  CHECK(chosen(*f.store, "lab:x") == "unknown lab x");
}

TEST_CASE("R-2 resolve: candidates cannot write to the terminal") {
  MemoryStore f;
  fill(*f.store,
       {{"aaaa000001", "a\x1b[2Jb", Status::running, "r1", ""}, {"aaaa000002", "x", Status::running, "r2", ""}});
  CHECK(!holds(chosen(*f.store, "aaaa"), "\x1b"));
}

TEST_CASE("short tags: unique in the whole registry") {
  MemoryStore f;
  fill(*f.store, {{"aaaa000001", "", Status::running, "r1", ""},
                  {"aaaa0b0002", "", Status::running, "r2", ""},
                  {"cccc000003", "", Status::running, "r3", ""}});
  CHECK(*unique_prefix_length(*f.store, "cccc000003") == 4);
  CHECK(*unique_prefix_length(*f.store, "aaaa000001") == 6);
  CHECK(*unique_prefix_length(*f.store, "cccc000003", 6) == 6);
}
