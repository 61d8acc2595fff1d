// SPDX-License-Identifier: MIT
#include "print/result_facts.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/text.hpp"
#include "support/hostile_texts.hpp"

using namespace optrack;

namespace {

using Shown = std::vector<std::string>;

Shown shown(const std::string& type, const std::string& document, int columns = 80) {
  return result_lines(Outcome{type, {document}, std::nullopt}, "k3v9", columns, true);
}

}  // namespace

TEST_CASE("T-3 result: a catlet is told by name, id, status, processors and memory, side by side") {
  const std::string id = "bca01134-ae31-4e23-b3d2-88952b331e52";
  CHECK(shown("Catlet", R"({"id":")" + id +
                            R"(","name":"web-01","status":"Running","cpu":{"count":2},"memory":{"startup":2048}})") ==
        Shown{"Catlet  name web-01  id " + id + "  status Running", "  cpus 2  memory 2048 MiB"});
  CHECK(shown("Catlet", R"({"id":"c1","cpu_count":4,"vm":{"path":"x"}})") == Shown{"Catlet  id c1  cpus 4"});
}

TEST_CASE("T-3 result: a configuration, a disk and a nested operation have views of their own") {
  CHECK(shown("CatletConfig", R"({"name":"web","parent":"acme/u/starter","configuration":{"cpu":2}})") ==
        Shown{"CatletConfig  name web  parent acme/u/starter  configuration yes"});
  CHECK(shown("CatletConfig", R"({"name":"web"})") == Shown{"CatletConfig  name web  configuration no"});
  CHECK(shown("VirtualDisk", R"({"name":"sda","size":40,"path":"C:\\sda.vhdx"})") ==
        Shown{"VirtualDisk  name sda  size 40"});
  CHECK(shown("Operation", R"({"operation_id":"5c1f","status":"Running"})") ==
        Shown{"Operation  id 5c1f  status Running"});
}

TEST_CASE("T-3 result: a type without a view is told by its first scalar members, one a line") {
  CHECK(shown("Gene", R"({"name":"acme/food","nothing":null,"size":1e3,"ok":true,"parts":[1,2]})") ==
        Shown{"Gene", "  name acme/food", "  size 1000.0", "  ok true", "  2 more: optrack result k3v9"});
  const Shown many = shown("", R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7})");
  CHECK(many.size() == 7);
  CHECK(many.front() == "result");
  CHECK(many.back() == "  2 more: optrack result k3v9");
  CHECK(shown("Catlet", R"({"vm_id":"7"})") == Shown{"Catlet", "  vm_id 7"});  // a view that finds nothing
  CHECK(shown("", R"("done")") == Shown{"result", "  value done"});
}

TEST_CASE("T-3 result: where there is nothing to tell there is no line") {
  for (const char* nothing : {"", "{}", "null", "[]", R"({"a":{}})", "{broken", "[1,2]"}) {
    CAPTURE(nothing);
    CHECK(shown("Gene", nothing).empty());
    CHECK(shown("Catlet", nothing).empty());
  }
  CHECK(result_lines(Outcome{"exec", {R"({"return":0})"}, 0}, "k3v9", 80, true).empty());  // its exit code is told
}

TEST_CASE("T-3 result: whatever the fields hold, lines are harmless, few, and within the width") {
  for (const std::string& text : test::hostile_texts()) {
    CAPTURE(text);
    const std::string document =
        json_text(Json{{"id", text}, {"name", text + text}, {text, text}, {"status", text}, {"parent", text}});
    for (const char* type : {"Catlet", "CatletConfig", "VirtualDisk", "Operation", "Gene"}) {
      for (const int columns : {1, 20, 40, 80, 500}) {
        for (const bool unicode : {true, false}) {
          const Shown lines = result_lines(Outcome{type, {document}, {}}, "k3v9", columns, unicode);
          CHECK(lines.size() <= 7);
          CHECK(std::all_of(lines.begin(), lines.end(), [&](const std::string& line) {
            return harmless(line) == line && display_width(line) <= static_cast<std::size_t>(std::max(columns, 20));
          }));
        }
      }
    }
  }
  const Outcome hostile{"\x1b[31mType\n", {R"({"a":1})"}, {}};
  CHECK(result_lines(hostile, "k3v9", 80, true).front() == harmless(hostile.type));
}

TEST_CASE("T-3 result: long values are cut, with ASCII marks where nothing else can be shown") {
  const std::string document = json_text(Json{{"name", std::string(100'000, 'x')}});
  const Shown lines = result_lines(Outcome{"Gene", {document}, {}}, "k3v9", 40, false);
  CHECK(lines == Shown{"Gene", "  name " + std::string(31, 'x') + ".."});
  CHECK(shown("Gene", document, 500).back().size() < 250);
}
