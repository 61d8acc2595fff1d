// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/event_stream.hpp"
#include "support/lab.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace label_test {

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string selected(const Lab& lab, const std::string& selector) {
  return lab({"status", selector, "--offline", "--allow-empty", "-o", "id"}).out;
}

}  // namespace

TEST_CASE("R-2 label: sets, changes and takes away, and selectors and records see it at once") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn, {"--name", "web", "--label", "env=test", "--label", "old=x"});
  const std::string other = lab.start(kGoesOn, {"--name", "db", "--label", "env=test"});

  const Ran set = lab({"label", "web", "env=prod", "team=a", "old-"});
  CHECK(set.code == 0);
  CHECK(set.out.empty());
  CHECK(normal(set.err, {id}) == "ID labels: env=prod, team=a, old removed\n");
  CHECK(lab.record(id).at("labels") == Json{{"env", "prod"}, {"team", "a"}});
  CHECK(selected(lab, "label:env=prod") == id + "\n");
  CHECK(selected(lab, "label:env=test") == other + "\n");
  CHECK(selected(lab, "label:old=x").empty());
  CHECK(lab({"list", "--label", "team=a", "-o", "id"}).out == id + "\n");

  CHECK(normal(lab({"label", "web", "env=prod"}).err, {id}) == "ID labels: as they were\n");
  CHECK(lab({"label", "@active", "env=all", "-q"}).err.empty());
  CHECK(lab.record(other).at("labels") == Json{{"env", "all"}});
  CHECK(lab({"label", "web", "db", "env=two", "--json", "labels"}).out ==
        "[\n  {\n    \"labels\": {\n      \"env\": \"two\",\n      \"team\": \"a\"\n    }\n  },\n"
        "  {\n    \"labels\": {\n      \"env\": \"two\"\n    }\n  }\n]\n");
}

TEST_CASE("R-20 label: a running wait shows it under its number, without a gap") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Ran waited;
  Ran followed;
  std::thread waiting([&] { waited = lab({"wait", id, "-o", "ndjson"}); });
  REQUIRE(within(20s, [&] { return !lab({"logs", id}).out.empty(); }));
  std::thread following([&] { followed = lab({"wait", id, "-o", "ndjson"}); });
  const Ran labelled = lab({"label", id, "env=prod", "old-", "--json", "id,labels"});
  CHECK(lab({"label", id, "env=live"}).code == 0);
  CHECK(lab({"cancel", id}).code == 0);
  waiting.join();
  following.join();

  CHECK(holds(labelled.out, "\"env\": \"prod\""));
  for (const Ran& ran : {waited, followed}) {
    const EventStream stream{ran.out};
    CHECK_MESSAGE(ran.code == 3, ran.err);
    CHECK_MESSAGE(stream.invalid_lines().empty(), fmt::format("{}", fmt::join(stream.invalid_lines(), "\n")));
    CHECK_MESSAGE(broken_rules(stream, id, false).empty(), ran.out);
    const std::vector<Json> labels = stream.of_type("label");
    REQUIRE(labels.size() == 2);
    CHECK(labels[0].at("labels") == Json{{"env", "prod"}});
    CHECK_FALSE(labels[0].contains("removed"));  // it was not there
    CHECK(labels[1].at("labels") == Json{{"env", "live"}});
    CHECK(string_at(labels[0], "by").value_or("").find('@') != std::string::npos);
  }
  CHECK(EventStream{waited.out}.journalled(id) == EventStream{followed.out}.journalled(id));
  CHECK(holds(lab({"wait", id}).err, " labels: env=prod\n"));
}

TEST_CASE("R-2 label: after the end it changes the record, and the result stays the last event") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  Lab::settle();
  const Ran before = lab({"wait", id, "-o", "ndjson"});
  CHECK(lab({"label", id, "seen=yes"}).code == 0);
  CHECK(EventStream{lab({"wait", id, "-o", "ndjson"}).out}.journalled(id) == EventStream{before.out}.journalled(id));
  CHECK(selected(lab, "label:seen=yes") == id + "\n");
}

TEST_CASE("label: exit codes") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn, {"--name", "web"});
  const struct {
    std::vector<std::string> arguments;
    int code;
    const char* part;
  } rows[] = {
      {{"nothing", "env=prod"}, 5, "no such operation"},
      {{"label:env=none", "env=prod"}, 5, "nothing matches"},
      {{"label:env=none", "env=prod", "--allow-empty"}, 0, ""},
      {{"lab:4711", "env=prod"}, 5, "optrack track lab:4711"},
      {{"web"}, 2, "is missing: a label to set"},
      {{"web", "db"}, 2, "no label to change"},
      {{"web", "=prod"}, 2, "must not be empty"},
      {{"web", "env=\x1b[31mred"}, 2, "control characters"},
      {{"web", "env=prod", "env-"}, 2, "both set and taken away"},
      {{}, 2, "SELECTOR is missing"},
      {{"web", "env=prod", "-o", "html"}, 2, "cannot be shown"},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments{"label"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    CAPTURE(fmt::format("{}", fmt::join(arguments, " ")));
    const Ran ran = lab(arguments);
    CHECK(ran.code == row.code);
    CHECK_MESSAGE(holds(ran.err, row.part), ran.err);
  }
  CHECK_FALSE(lab.record(id).contains("labels"));
  CHECK(lab({"start", kGoesOn, "name=x", "--label", "=prod"}).code == 2);
}

}  // namespace label_test
