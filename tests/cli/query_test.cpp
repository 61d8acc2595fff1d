// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace query_test {

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> ids_of(const Ran& ran) { return lines_of(ran.out); }

}  // namespace

TEST_CASE("R-2 selectors: every way to name operations finds the same ones") {
  const Lab lab;
  const std::string parent = lab.start(kGoesOn, {"--name", "top"});
  const std::string child = lab.start(kGoesOn, {"--name", "build-1", "--label", "team=a", "--parent", "top"});
  const std::string remote = lab.record(child).at("remote_id").get<std::string>();
  const std::string url = lab.server->base_url() + "/v1/operations/" + remote;
  for (const std::string& selector :
       {child, child.substr(0, 6), std::string{"build-1"}, std::string{"@last"}, std::string{"label:team=a"},
        std::string{"name:build-*"}, std::string{"children:top"}, "lab:" + remote, url}) {
    CAPTURE(selector);
    const Ran ran = lab({"status", selector, "-o", "id"});
    CHECK(ran.code == 8);
    CHECK(ids_of(ran) == std::vector{child});
  }
  CHECK(ids_of(lab({"status", "@active", "-o", "id"})).size() == 2);
  CHECK(ids_of(lab({"status", "@last:2", "-o", "id"})).size() == 2);
  CHECK(ids_of(lab({"status", "-", "-o", "id"}, "top\n\n build-1 \n")) == std::vector{parent, child});
  CHECK(lab({"status", "@failed"}).code == 5);
  CHECK(lab({"status", "@failed", "--allow-empty"}).code == 0);
  CHECK(lab({"wait", "@failed", "--allow-empty"}).code == 0);
  CHECK(lab.records() == 2);
}

TEST_CASE("X-1 contexts share nothing") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn, {"--name", "web"});
  lab.optrack.home.write("config/optrack/contexts/other.json",
                         lab.optrack.home.read("config/optrack/contexts/default.json"));
  CHECK(lab({"status", "web", "-C", "other"}).code == 5);
  CHECK(lab({"list", "-C", "other", "-o", "id"}).out.empty());
  const Ran started = lab({"start", kGoesOn, "name=x", "-C", "other"});
  CHECK(holds(started.err, "optrack -C other wait "));
  CHECK(lab({"list", "-o", "id"}).out == id + "\n");
}

TEST_CASE("R-1 --no-registry leaves no trace and names operations by their remote id") {
  const Lab lab;
  const Ran started = lab({"start", kGoesOn, "name=x", "--no-registry"});
  CHECK(started.code == 0);
  CHECK(started.out.starts_with("lab:"));
  const std::string remote = started.out.substr(0, started.out.size() - 1);
  CHECK(holds(started.err, "optrack wait " + remote));
  const Ran waited = lab({"wait", remote, "--no-registry", "--timeout", "100ms"});
  CHECK(waited.code == 124);
  CHECK(holds(waited.err, "go on with: optrack wait " + remote));
  CHECK_FALSE(std::filesystem::exists(lab.optrack.home.path() / "state"));
}

TEST_CASE("track: an address without a provider is asked in --protocol, without credentials") {
  const Lab lab;
  const std::string remote = lab.foreign(kGoesOn);
  const std::string url = lab.server->base_url() + "/v1/operations/" + remote;
  lab.optrack.home.write("config/optrack/contexts/default.json", "{}");
  CHECK(lab({"track", url}).code == 2);
  const Ran denied = lab({"track", url, "--protocol", "eryph"});
  CHECK(denied.code == 4);
  CHECK(denied.out.empty());
  CHECK(lab.records() == 0);
}

TEST_CASE("D-13 start: a dry run shows the request with secrets masked, sends and records nothing") {
  const Lab lab;
  const Ran ran =
      lab({"start", "catlets.create", "name=web", "cpu=2", R"(variables=[{"name":"p","value":"hush"}])", "--dry-run"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("POST /v1/catlets\n"));
  CHECK(holds(ran.out, "\"web\""));
  CHECK(holds(ran.out, "***"));
  CHECK_FALSE(holds(ran.out + ran.err, "hush"));
  CHECK_FALSE(holds(ran.out + ran.err, "the-secret-token"));
  CHECK(lab.requests() == 0);
  CHECK(lab.records() == 0);
}

TEST_CASE("D-12 start: the same key starts once; a body comes from stdin; --after waits for success") {
  const Lab lab;
  const std::string key = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
  const Ran first = lab({"start", kGoesOn, "-f", "-", "--idempotency-key", key}, R"({"configuration":{"name":"x"}})");
  const Ran second = lab({"start", kGoesOn, "name=x", "--idempotency-key", key});
  CHECK(first.code == 0);
  CHECK(first.out == second.out);
  CHECK(second.err.starts_with("already started "));
  CHECK(lab.server->count(emulate::RequestKind::start) == 1);
  const std::string failing = lab.start(kFails);
  CHECK(lab({"start", kGoesOn, "name=y", "--after", failing, "-q"}).code == 1);
  CHECK(lab.records() == 2);
}

TEST_CASE("T-9 logs, show and result: of an operation that ended, also when nobody watched") {
  const Lab lab;
  const std::string id = lab({"start", kCompletes, "name=web", "-q"}).out.substr(0, 10);
  CHECK(lab({"result", lab.start(kGoesOn)}).code == 8);
  REQUIRE(lab({"wait", id, "-q"}).code == 0);
  lab.server->stop();
  CHECK(normal(lab({"logs", id}).out) ==
        "TIME Create catlet web | Creating web\nTIME Copy volume | Part 1 of 3\nTIME Copy volume | Part 2 of 3\n"
        "TIME Copy volume | Part 3 of 3\nTIME Create catlet web | Created web\n");
  CHECK(normal(lab({"logs", id, "--tail", "1"}).out) == "TIME Create catlet web | Created web\n");
  CHECK(lines_of(lab({"logs", id, "--task", "Copy*"}).out).size() == 3);
  CHECK(normal(lab({"logs", id, "--task", "Copy*", "--tail", "2"}).out) ==
        "TIME Copy volume | Part 2 of 3\nTIME Copy volume | Part 3 of 3\n");  // the last ones of these, not of all
  CHECK(normal(lab({"logs", id, "--grep", "(?i)PART [12]", "--tail", "1"}).out) == "TIME Copy volume | Part 2 of 3\n");
  const Ran wrong = lab({"logs", id, "--grep", "(a"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("--grep: '(a' is no regular expression: missing )") != std::string::npos);
  CHECK(lab({"logs", id, "--level", "error"}).out.empty());
  CHECK(lines_of(lab({"logs", id, "--since", "-5m", "--offline"}).out).size() == 5);
  CHECK(Json::parse(lab({"result", id}).out).at("name") == "web");
  const Json shown = Json::parse(lab({"show", id, "--json", "all"}).out);
  CHECK(shown.at("tasks").size() == 2);
  CHECK(shown.at("log_tail").size() == 5);
  CHECK(holds(lab({"show", id}).out, "Copy volume"));
}

TEST_CASE("R-9 list: filters; --remote asks the server") {
  const Lab lab;
  const std::string one = lab.start(kGoesOn, {"--name", "a-1", "--label", "k=v"});
  const std::string two = lab.start(kFails, {"--name", "a-2"});
  REQUIRE(lab({"wait", two, "-q"}).code == 1);
  CHECK(lab({"list", "--active", "-o", "id"}).out == one + "\n");
  CHECK(lab({"list", "--status", "failed", "-o", "id"}).out == two + "\n");
  CHECK(lab({"list", "--type", kFails, "-o", "id"}).out == two + "\n");
  CHECK(lab({"list", "--label", "k=v", "-o", "id"}).out == one + "\n");
  CHECK(ids_of(lab({"list", "--name", "a-*", "-o", "id"})) == std::vector{two, one});
  CHECK(lab({"list", "-n", "1", "-o", "id"}).out == two + "\n");
  CHECK(Json::parse(lab({"list", "--remote", "--json", "remote_id,status"}).out).size() == 2);
  CHECK(lab({"list", "--status", "lost"}).code == 0);
}

TEST_CASE("R-10 cancel: outcomes, several only with -y, a dry run asks nobody; rm: not what is active") {
  const Lab lab;
  const std::string one = lab.start(kGoesOn, {"--name", "b-1"});
  const std::string two = lab.start(kGoesOn, {"--name", "b-2"});
  CHECK(lab({"cancel", "name:b-*"}).code == 2);
  CHECK(lab({"cancel", "@active", one, two}).code == 2);
  CHECK(lab({"cancel", "name:b-*", "--dry-run"}).code == 0);
  CHECK(lab({"rm", one}).code == 2);
  CHECK(lab.server->count(emulate::RequestKind::cancel) == 0);
  const Ran both = lab({"cancel", "name:b-*", "-y", "--json", "id,outcome", "--message", "wrong branch"});
  CHECK(both.code == 0);
  for (const Json& row : Json::parse(both.out)) CHECK(row.at("outcome") == "requested");
  CHECK(lab({"wait", one, two, "-q"}).code == 3);
  CHECK(lab.record(one).at("cancel_message") == "wrong branch");
  CHECK(Json::parse(lab({"cancel", one, "--json", "all"}).out).at(0).at("outcome") == "already_final");
  CHECK(lab({"rm", one}).code == 0);
  CHECK(lab({"status", one}).code == 5);
  const Lab refusing{"refused"};
  CHECK(refusing({"cancel", refusing.start(kGoesOn)}).code == 9);
}

}  // namespace query_test
