// SPDX-License-Identifier: MIT
#include "protocol/lxd_output.hpp"

#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "protocol/lxd.hpp"
#include "support/doubles.hpp"
#include "support/exchange_driver.hpp"

using namespace optrack;

namespace lxd_output_test {
using test::drive;
using test::reply;

namespace {

const std::string kId = "1cdbba90-b4e1-48bf-a4c9-dfd5f6684f08";
const std::string kStdout = "/1.0/instances/b1/logs/exec_" + kId + ".stdout";
const std::string kStderr = "/1.0/instances/b1/logs/exec_" + kId + ".stderr";

std::string command(int code, const std::string& metadata, const std::string& instance = "/1.0/instances/b1") {
  return R"({"type":"sync","metadata":{"id":")" + kId +
         R"(","description":"Executing command","status":"x","status_code":)" + std::to_string(code) +
         R"(,"resources":{"instances":[")" + instance + R"("]},"metadata":)" + metadata + "}}";
}

std::string running() { return command(103, "null"); }
std::string ended(int code = 7) {
  return command(
      200, R"({"output":{"1":")" + kStdout + R"(","2":")" + kStderr + R"("},"return":)" + std::to_string(code) + "}");
}

/// Files served by ranges as the real server does.
struct Server {
  std::string operation;
  std::map<std::string, std::string> files;

  Result<Response> operator()(const Request& request) const {
    if (request.target == "/1.0/operations/" + kId) return reply(200, operation);
    const auto file = files.find(request.target);
    if (file == files.end()) return reply(404, R"({"type":"error","error_code":404,"error":"not found"})");
    const std::string range = request.headers.at(0).value;
    const std::size_t from = std::stoul(range.substr(6));
    const std::size_t to = std::stoul(range.substr(range.find('-') + 1));
    const std::string& text = file->second;
    if (from >= text.size()) {
      Response none{416, {{"Content-Range", fmt::format("bytes */{}", text.size())}}, "", text.empty(), ""};
      return none;
    }
    const std::string part = text.substr(from, to - from + 1);
    const std::string where = fmt::format("bytes {}-{}/{}", from, from + part.size() - 1, text.size());
    return Response{206, {{"Content-Range", where}}, part, true, ""};
  }
};

test::Driven<Observation> poll(const Server& server, const JsonText& cursor = {}, bool quiet = false) {
  PollContext context;
  context.provider = "lxd";
  context.cursor = cursor;
  context.quiet = quiet;
  return drive(lxd_protocol().poll({kId, {}, "instances.exec"}, context), server);
}

std::vector<std::string> lines(const Observation& seen) {
  std::vector<std::string> lines;
  for (const LogEntry& entry : seen.logs) lines.push_back(entry.id + " " + entry.message);
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lxd output: read while the command runs, an unfinished line is held back") {
  Server server{running(), {{kStdout, "one\ntwo\nthr"}, {kStderr, "oops\r\n"}}};

  const auto first = poll(server);
  REQUIRE(first.ok());
  CHECK((lines(first.value()) == Lines{"stdout:0 one", "stdout:4 two", "stderr:0 oops"}));
  CHECK(first.value().logs[0].task == "stdout");
  CHECK(first.value().logs[2].level == "info");
  CHECK(first.value().logs_once);
  CHECK(first.requests[1].headers[0] == Header{"Range", "bytes=0-1048575"});
  CHECK(first.requests[1].provider == "lxd");

  server.files[kStdout] += "ee\n";
  const auto second = poll(server, first.value().cursor);
  REQUIRE(second.ok());
  CHECK((lines(second.value()) == Lines{"stdout:8 three"}));
  CHECK(second.value().warnings.empty());

  const auto third = poll(server, second.value().cursor);
  REQUIRE(third.ok());
  CHECK(third.value().logs.empty());
  CHECK(third.value().cursor == second.value().cursor);
}

TEST_CASE("lxd output: after the end everything is read, also the last unfinished line") {
  const Server server{ended(), {{kStdout, "one\n\ntail"}, {kStderr, ""}}};

  const auto seen = poll(server);

  REQUIRE(seen.ok());
  CHECK(seen.value().status == Status::failed);
  CHECK(seen.value().outcome->exit_code == 7);
  CHECK((lines(seen.value()) == Lines{"stdout:0 one", "stdout:4 ", "stdout:5 tail"}));
  CHECK(seen.value().warnings.empty());

  const auto again = poll(server, seen.value().cursor);
  REQUIRE(again.ok());
  CHECK(again.value().logs.empty());
}

TEST_CASE("lxd output: long output comes in bounded pieces, whole at the end") {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += fmt::format("{:>99}\n", i);
  Server server{running(), {{kStdout, text}, {kStderr, ""}}};

  const auto first = poll(server);
  REQUIRE(first.ok());
  CHECK(first.requests.size() == 3);

  server.operation = ended(0);
  const auto rest = poll(server, first.value().cursor);
  REQUIRE(rest.ok());
  CHECK(rest.value().status == Status::completed);
  CHECK(first.value().logs.size() + rest.value().logs.size() == 30'000);
  CHECK(rest.value().logs.back().message == fmt::format("{:>99}", 29'999));
}

TEST_CASE("lxd output: a line longer than a chunk is cut between characters, not waited for") {
  std::string text(lxd::kChunk - 1, 'x');
  text += "ü\n";
  Server server{running(), {{kStdout, text}, {kStderr, ""}}};

  const auto first = poll(server);
  REQUIRE(first.ok());
  REQUIRE(first.value().logs.size() == 1);
  CHECK(first.value().logs[0].message.size() == lxd::kChunk - 1);

  const auto second = poll(server, first.value().cursor);
  REQUIRE(second.value().logs.size() == 1);
  CHECK(second.value().logs[0].message == "ü");
}

TEST_CASE("lxd output: trouble with a file is a warning and never spoils the status") {
  const auto with = [](const Result<Response>& answer, const std::string& operation) {
    const auto server = [=](const Request& request) -> Result<Response> {
      return request.target.find("/logs/") == std::string::npos ? Result<Response>{reply(200, operation)} : answer;
    };
    return drive(lxd_protocol().poll({kId, {}, {}}, {}), server);
  };
  const Result<Response> lost = fail(ErrorKind::unreachable, "connection reset");
  Response elsewhere{206, {{"Content-Range", "bytes 5-6/7"}}, "ab", true, ""};
  struct Row {
    const char* why;
    Result<Response> answer;
    std::string operation;
    std::size_t warnings;
    std::size_t requests;
  };
  const Row rows[] = {
      {"nothing written yet", reply(404, ""), running(), 0, 3},
      {"named but not there", reply(404, ""), ended(), 2, 3},
      {"not allowed", reply(403, ""), running(), 2, 3},
      {"lost while it runs: the next poll asks again", lost, running(), 2, 3},
      {"lost at the end: asked once more", lost, ended(), 2, 5},
      {"another part than asked for", elsewhere, running(), 2, 3},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto seen = with(row.answer, row.operation);
    REQUIRE(seen.ok());
    CHECK(seen.value().warnings.size() == row.warnings);
    CHECK(seen.requests.size() == row.requests);
    CHECK(seen.value().logs.empty());
  }
}

TEST_CASE("lxd output: a server without ranges sends all, known lines are skipped") {
  const auto server = [](const Request& request) -> Result<Response> {
    return reply(200, request.target.find("/logs/") == std::string::npos ? running() : "one\ntwo\n");
  };
  PollContext context;
  context.cursor.text = R"({"output":{"stdout":4,"stderr":8}})";

  const auto seen = drive(lxd_protocol().poll({kId, {}, {}}, context), server);

  REQUIRE(seen.ok());
  CHECK((lines(seen.value()) == Lines{"stdout:4 two"}));
}

TEST_CASE("lxd output: only paths of the server's own API are asked for") {
  struct Row {
    const char* why;
    const char* instance;
    std::size_t requests;
  };
  const Row rows[] = {{"plain", "/1.0/instances/b1", 3},
                      {"another host", "http://evil.example/1.0/instances/b1", 1},
                      {"one level up", "/1.0/../secrets", 1},
                      {"a second request", "/1.0/instances/b1 HTTP/1.1\\r\\nX: y", 1},
                      {"none", "", 1}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(poll({command(103, "null", row.instance), {}}).requests.size() == row.requests);
  }
}

TEST_CASE("lxd output: the project of the instance goes along") {
  const auto seen = poll({command(103, "null", "/1.0/instances/b1?project=x"), {}});
  CHECK(seen.line(1) == "GET " + kStdout + "?project=x");

  const std::string listed =
      command(200, R"({"output":{"1":")" + kStdout + R"("},"return":0})", "/1.0/instances/b1?project=x");
  CHECK(poll({listed, {}}).line(1) == "GET " + kStdout + "?project=x");
}

TEST_CASE("lxd output: left out when nobody reads, without forgetting the place") {
  const JsonText cursor{R"({"output":{"stdout":4,"stderr":0}})"};
  const auto seen = poll({running(), {}}, cursor, true);
  CHECK(seen.requests.size() == 1);
  CHECK(seen.value().cursor == cursor);
}

TEST_CASE("lxd output: an exchange is a value: answered twice it says the same twice") {
  PollContext context;
  const auto first = lxd_protocol().poll({kId, {}, {}}, context).answer(reply(200, running()));
  const Response part{206, {{"Content-Range", "bytes 0-3/4"}}, "one\n", true, ""};

  const auto once = drive(first.answer(part), {reply(404, "")});
  const auto twice = drive(first.answer(part), {reply(404, "")});

  REQUIRE(once.ok());
  REQUIRE(twice.ok());
  CHECK(once.value().logs.size() == 1);
  CHECK(twice.value().logs.size() == 1);
}

}  // namespace lxd_output_test
