// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/http_server.hpp"
#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What no message may show: how the program is made, and exceptions as they were thrown.
void check_for_people(const std::string& message) {
  CAPTURE(message);
  CHECK(message.starts_with("optrack: "));
  for (const char* raw : {"json.exception", "std::", "terminate called", "what():", "CLI::", "SQLITE_", "CURLE_"}) {
    CHECK_FALSE(holds(message, raw));
  }
}

/// A provider of protocol eryph at `url`, without credentials.
void configure(const Optrack& optrack, const std::string& url) {
  const Json document{{"providers", {{"odd", {{"protocol", "eryph"}, {"url", url}}}}}};
  optrack.home.write("config/optrack/contexts/default.json", document.dump());
}

}  // namespace

TEST_CASE("R-2 bad input: unknown and ambiguous selectors, unknown words, wrong values; nothing is sent") {
  struct Row {
    const char* why;
    std::vector<std::string> words;
    int code;
    const char* message;
  };
  const Row rows[] = {
      {"unknown id", {"wait", "zzzz"}, 5, "zzzz"},
      {"unknown name", {"status", "no-such-name"}, 5, "no-such-name"},
      {"ambiguous name", {"wait", "twin"}, 2, "twin"},
      {"empty match", {"wait", "label:a=b"}, 5, "label:a=b"},
      {"wrong selector", {"wait", "@lst"}, 2, "did you mean @last"},
      {"half a selector", {"show", "label:x"}, 2, "label:key=value"},
      {"no selector", {"wait"}, 2, "SELECTOR is missing"},
      {"unknown command", {"wiat", "x"}, 2, "did you mean wait"},
      {"unknown option", {"wait", "twin", "--tiemout", "5"}, 2, "did you mean --timeout"},
      {"option without value", {"wait", "twin", "--timeout"}, 2, "--timeout needs a value: DURATION"},
      {"no duration", {"wait", "twin", "--timeout", "soon"}, 2, "--timeout: "},
      {"no time", {"wait", "twin-1", "--deadline", "soon"}, 2, "--deadline: "},
      {"no exit code name", {"wait", "twin-1", "--exit-code-map", "cancled=0"}, 2, "did you mean cancelled"},
      {"no exit code number", {"wait", "twin-1", "--exit-code-map", "timeout=256"}, 2, "0 to 255"},
      {"unknown type", {"start", "catlets.craete"}, 2, "did you mean catlets.create"},
      {"unknown provider", {"start", kGoesOn, "--provider", "lba"}, 2, "did you mean lab"},
      {"provider of a remote id", {"wait", "lba:x"}, 2, "did you mean lab"},
      {"unknown field", {"status", "twin-1", "--json", "statsu"}, 2, "did you mean status"},
      {"bad name", {"start", kGoesOn, "--name", "a:b"}, 2, "a:b"},
      {"bad label", {"start", kGoesOn, "--label", "x"}, 2, "KEY=VALUE"},
      {"unknown parent", {"start", kGoesOn, "--parent", "zzzz"}, 5, "--parent: "},
      {"unknown context", {"list", "-C", "No Context"}, 2, "No Context"},
      {"unknown status word", {"list", "--status", "runing"}, 2, "did you mean running"},
      {"bad tail", {"logs", "twin-1", "--tail", "-1"}, 2, "--tail"},
      {"bad body", {"start", kGoesOn, "-f", "body.json"}, 2, "body.json: "},
      {"no body", {"start", kGoesOn, "-f", "none.json"}, 7, "none.json"},
  };
  const Lab lab;
  for (const char* name : {"twin", "twin", "twin-1"}) static_cast<void>(lab.start(kGoesOn, {"--name", name}));
  lab.optrack.home.write("body.json", "{\"a\": 1,,}");
  lab.server->reset_requests();
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Ran ran = lab(row.words);
    CHECK(ran.code == row.code);
    CHECK(ran.out.empty());
    check_for_people(ran.err);
    CHECK_MESSAGE(holds(ran.err, row.message), ran.err);
  }
  CHECK(lab.requests() == 0);
  CHECK(lab.records() == 3);
}

TEST_CASE("R-2 bad input: an ambiguous name lists its candidates") {
  const Lab lab;
  const std::string first = lab.start(kGoesOn, {"--name", "twin"});
  const std::string second = lab.start(kGoesOn, {"--name", "twin"});
  const Ran ran = lab({"cancel", "twin"});
  CHECK(ran.code == 2);
  CHECK(holds(ran.err, first));
  CHECK(holds(ran.err, second));
  CHECK(lab.record(first).at("status") != "cancelled");
}

TEST_CASE("D-7 bad input: all wrong parameters are named at once, before any request") {
  const Lab lab;
  const Ran ran = lab({"start", "catlets.create", "cpu=many", "memry=1", "drives={", "cpu=2"});
  CHECK(ran.code == 2);
  check_for_people(ran.err);
  for (const char* part : {"cpu", "did you mean memory", "drives", "name"})
    CHECK_MESSAGE(holds(ran.err, part), ran.err);
  CHECK(lab.requests() == 0);
  CHECK(lab.records() == 0);
}

TEST_CASE("bad input: broken configuration and scenarios are named with file, line and column") {
  const Lab lab;
  lab.optrack.home.write("config/optrack/contexts/default.json", "{\n  \"providers\": {,}\n}");
  const Ran broken = lab({"list"});
  CHECK(broken.code == 7);
  check_for_people(broken.err);
  CHECK(holds(broken.err, "contexts/default.json:2:17: "));
  lab.optrack.home.write("demo.json", "{\"operations\": {\"catlets.create\": {\n  \"outcome\": \"faild\"}}}");
  const Ran scenario = lab({"emulate", "--scenario", "demo.json", "--config", lab.optrack.home.path() / "other"});
  CHECK(scenario.code == 2);
  check_for_people(scenario.err);
  CHECK(holds(scenario.err, "demo.json:2:14: "));
  CHECK(holds(scenario.err, "did you mean failed"));
}

TEST_CASE("bad input: a token file that cannot be read is 7 and named, nothing is sent or recorded as started") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  std::filesystem::remove(lab.optrack.home.path() / "token");
  lab.server->reset_requests();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"start", kGoesOn, "name=x"}, {"status", id}, {"wait", id}, {"list", "--remote"}}) {
    CAPTURE(words.front());
    const Ran ran = lab(words);
    CHECK(ran.code == 7);
    CHECK(holds(ran.err, (lab.optrack.home.path() / "token").string()));
  }
  CHECK(lab.requests() == 0);
  CHECK(lab.record(id).at("status") != "failed");
}

TEST_CASE("bad input: a wrong token is 4, and no message holds it") {
  const Lab lab;
  lab.optrack.home.write("token", "wrong-secret\n");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"start", kGoesOn, "name=x"},
                                                {"list", "--remote"},
                                                {"track", "lab:00000000-0000-4000-8000-000000000001", "-o", "json"}}) {
    CAPTURE(words.front());
    const Ran ran = lab(words);
    CHECK(ran.code == 4);
    CHECK(holds(ran.err, "401"));
    CHECK_FALSE(holds(ran.err, "wrong-secret"));
  }
}

TEST_CASE("bad input: a start at an address that leads nowhere names the command that tests it") {
  const HttpServer server{[](const HttpServer::Seen&) {
    return HttpServer::Reply{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", HttpServer::Reply::Then::close};
  }};
  const Optrack optrack;
  configure(optrack, server.url());
  const Ran start = optrack({"start", "catlets.create", "name=x"});
  CHECK(start.code == 5);
  CHECK_MESSAGE(holds(start.err, "HTTP 404"), start.err);
  CHECK_MESSAGE(holds(start.err, "optrack provider test odd"), start.err);
}

TEST_CASE("bad input: a server that speaks something else is 6, with what came") {
  struct Row {
    const char* why;
    std::string bytes;
    const char* shown;
  };
  const std::string page = "<html><body><h1>Welcome to the router</h1></body></html>";
  const std::string page_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ";
  const Row rows[] = {
      {"a page", page_head + std::to_string(page.size()) + "\r\n\r\n" + page, "text/html"},
      {"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", ""},
      {"cut JSON", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"id\": ", ""},
      {"other JSON", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]", ""},
      {"nothing", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const HttpServer server{[&](const HttpServer::Seen&) {
      return HttpServer::Reply{row.bytes, HttpServer::Reply::Then::close};
    }};
    const Optrack optrack;
    configure(optrack, server.url());
    const std::string remote = "odd:00000000-0000-4000-8000-000000000001";
    const Ran asked = optrack({"status", remote});
    CHECK(asked.code == 6);
    CHECK_MESSAGE(holds(asked.err, row.shown), asked.err);
    check_for_people(asked.err);
    CHECK(optrack({"wait", remote, "--max-outage", "50ms"}).code == 6);
    CHECK(optrack({"list", "--remote"}).code == 6);
    const Ran start = optrack({"start", "catlets.create", "name=x"});
    CHECK(start.code == 6);
    CHECK(start.out.empty());
    check_for_people(start.err);
  }
}

TEST_CASE("bad input: https to a plain port and a refused connection are 6 within --max-outage, the record stays") {
  const Lab lab;
  for (const std::string& url :
       {"https://127.0.0.1:" + std::to_string(lab.server->port()), std::string{"http://127.0.0.1:1"}}) {
    CAPTURE(url);
    const Optrack optrack;
    configure(optrack, url);
    const Ran ran = optrack({"wait", "odd:00000000-0000-4000-8000-000000000001", "--max-outage", "100ms"});
    CHECK(ran.code == 6);
    CHECK(holds(ran.err, "127.0.0.1"));
    CHECK(optrack({"list", "-o", "id"}).out.size() == 11);
  }
}

TEST_CASE("bad input: what a server refuses is 9 with its words, recorded as failed") {
  const Lab lab;
  REQUIRE(lab({"start", kCompletes, "name=web", "-q"}).code == 0);
  const Ran taken = lab({"start", kCompletes, "name=web"});
  CHECK(taken.code == 9);
  CHECK(taken.out.empty());
  CHECK(taken.err == "optrack: start catlets.create: HTTP 409: The name web is taken in project default\n");
  CHECK(lab.record("@last").at("status") == "failed");
}
