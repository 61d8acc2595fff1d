// SPDX-License-Identifier: MIT
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "protocol/protocols.hpp"
#include "support/doubles.hpp"
#include "support/exchange_driver.hpp"

using namespace optrack;
using test::drive;
using test::Driven;
using test::reply;

namespace {

const std::string kId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";
using Server = std::function<Result<Response>(const Request&)>;

/// What one question to a protocol led to, whichever it was.
struct Asked {
  std::string question;
  std::vector<Request> requests;
  bool ended = false;
  bool ok = false;
  Error error;
};

template <typename T>
Asked told(std::string question, const Driven<T>& driven) {
  return {std::move(question), driven.requests, driven.result.has_value(), driven.ok(), driven.error()};
}

PollContext context() {
  PollContext context;
  context.provider = "here";
  return context;
}

/// Every question a protocol can be asked, each answered by `server`.
std::vector<Asked> ask_everything(const Protocol& protocol, const Server& server) {
  const Remote remote{kId, {}, {}};
  const StartCall call{"some.type", "here", "POST", "/some", {}, "{}", {}, {}};
  std::vector<Asked> all{told("start", drive(protocol.start(call), server)),
                         told("poll", drive(protocol.poll(remote, context()), server)),
                         told("cancel", drive(protocol.cancel(remote, context()), server)),
                         told("list", drive(protocol.list(context(), 10), server)),
                         told("probe", drive(protocol.probe(context()), server))};
  if (protocol.traits(protocol.types().front().name).key_is_id) {
    all.push_back(told("find_by_key", drive(protocol.find_by_key(kId, context()), server)));
  }
  return all;
}

std::string nested(const std::string& open, const std::string& close, std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

/// One document with every member the protocols know, all holding `value`.
std::string all_members(const std::string& value, bool with_identity) {
  std::string text = "{";
  if (with_identity) text += R"("type":"sync","id":")" + kId + R"(","status":"Running","status_code":103,)";
  for (const char* key :
       {"status_message", "resources",   "log_entries", "projects",       "tasks",     "result",     "created",
        "started_at",     "ended_at",    "value",       "latest_version", "error",     "errors",     "detail",
        "title",          "err",         "created_at",  "may_cancel",     "operation", "error_code", "description",
        "auth",           "environment", "class",       "updated_at",     "location"}) {
    text += '"' + std::string{key} + "\":" + value + ",";
  }
  return text + "\"metadata\":" + value + "}";
}

}  // namespace

TEST_CASE("Protocol: a body that is nothing of ours is an error, never a crash") {
  struct Row {
    const char* why;
    std::string body;
  };
  const Row rows[] = {
      {"empty", ""},
      {"blank", " \n"},
      {"HTML", "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"},
      {"cut", R"({"id":")" + kId},
      {"null", "null"},
      {"a number", "1e999"},
      {"a string", "\"ok\""},
      {"an array", "[1,2,3]"},
      {"an empty object", "{}"},
      {"two documents", "{}{}"},
      {"not UTF-8", "{\"id\":\"\xff\xfe\"}"},
      {"NUL", std::string("{\"id\"\0:1}", 9)},
      {"deep arrays", nested("[", "]", 100'000)},
      {"deep objects", nested("{\"metadata\":", "}", 100'000)},
      {"numbers everywhere", all_members("-1e308", false)},
      {"huge numbers everywhere", all_members("99999999999999999999999999", false)},
      {"objects everywhere", all_members("{}", false)},
  };
  for (const Protocol* protocol : protocols()) {
    for (const Row& row : rows) {
      for (const Asked& asked : ask_everything(*protocol, [&](const Request&) { return reply(200, row.body); })) {
        CAPTURE(protocol->name());
        CAPTURE(row.why);
        CAPTURE(asked.question);
        CHECK(asked.ended);
        // Cancelling needs no more than the status.
        if (asked.question == "cancel") continue;
        // An empty list and a description without details are still ones.
        if (asked.ok) CHECK((asked.question == "list" || asked.question == "probe" || asked.question == "start"));
        if (!asked.ok) CHECK(asked.error.kind == ErrorKind::protocol);
        if (!asked.ok) CHECK(!asked.error.message.empty());
        if (!asked.ok) CHECK(asked.error.message.find('\n') == std::string::npos);
      }
    }
  }
}

TEST_CASE("Protocol: a poll tolerates wrong types in every member but identity and status") {
  for (const Protocol* protocol : protocols()) {
    for (const char* value :
         {"null", "true", "-5", "1e308", "\"text\"", "\"0001-01-01T00:00:00Z\"", "[]", "[[],{},7,null]", "{}",
          R"({"a":{"b":[]},"progress":7,"output":{"1":5}})", R"([{"id":5,"timestamp":{},"progress":"x"}])"}) {
      std::string document = all_members(value, true);
      const std::string wrapped = R"({"type":"sync","metadata":)" + document + "}";
      const Server server = [&](const Request&) { return reply(200, protocol->name() == "lxd" ? wrapped : document); };
      const auto seen = drive(protocol->poll({kId, {}, {}}, context()), server);
      CAPTURE(protocol->name());
      CAPTURE(value);
      REQUIRE(seen.result);
      CHECK(seen.error().message == "no error");
      CHECK(seen.value().status == Status::running);
    }
  }
}

TEST_CASE("Protocol: statuses of HTTP mean the same everywhere") {
  struct Row {
    int status;
    ErrorKind want;
  };
  const Row rows[] = {{401, ErrorKind::denied},      {403, ErrorKind::denied},      {404, ErrorKind::not_found},
                      {410, ErrorKind::not_found},   {408, ErrorKind::unreachable}, {429, ErrorKind::unreachable},
                      {500, ErrorKind::unreachable}, {502, ErrorKind::unreachable}, {503, ErrorKind::unreachable},
                      {504, ErrorKind::unreachable}, {400, ErrorKind::conflict},    {409, ErrorKind::conflict},
                      {422, ErrorKind::conflict},    {302, ErrorKind::protocol}};
  for (const Protocol* protocol : protocols()) {
    for (const Row& row : rows) {
      for (const char* body : {"", "<html></html>", R"({"detail":"No.","error":"No."})", "{\"detail\":"}) {
        for (const Asked& asked : ask_everything(*protocol, [&](const Request&) { return reply(row.status, body); })) {
          CAPTURE(protocol->name());
          CAPTURE(row.status);
          CAPTURE(asked.question);
          CHECK(asked.ended);
          // These turn some statuses into answers of their own.
          if (asked.question == "cancel" || (asked.question == "find_by_key" && row.status == 404)) continue;
          CHECK(!asked.ok);
          CHECK(asked.error.kind == row.want);
          CHECK(asked.error.http_status == row.status);
        }
      }
    }
  }
}

TEST_CASE("Protocol: every request names the provider and stays below its address") {
  for (const Protocol* protocol : protocols()) {
    for (const int status : {200, 202, 400, 404, 405, 500}) {
      for (const Asked& asked : ask_everything(*protocol, [&](const Request&) { return reply(status, "{}"); })) {
        CAPTURE(protocol->name());
        CAPTURE(asked.question);
        REQUIRE(!asked.requests.empty());
        for (const Request& request : asked.requests) {
          CHECK(request.provider == "here");
          CHECK(request.target.starts_with('/'));
          CHECK(!request.leave_origin);
        }
      }
    }
  }
}

TEST_CASE("Protocol: what the transport reports is handed on") {
  for (const Protocol* protocol : protocols()) {
    for (const ErrorKind kind : {ErrorKind::unreachable, ErrorKind::timeout, ErrorKind::stopped, ErrorKind::local}) {
      const Server server = [&](const Request&) -> Result<Response> { return fail(kind, "no route"); };
      for (const Asked& asked : ask_everything(*protocol, server)) {
        CAPTURE(protocol->name());
        CAPTURE(asked.question);
        CHECK(asked.ended);
        CHECK(asked.error.kind == kind);
        CHECK(asked.error.message.find("no route") != std::string::npos);
      }
    }
  }
}

TEST_CASE("Protocol: an id can never become another address") {
  for (const Protocol* protocol : protocols()) {
    const std::string plain = drive(protocol->poll({kId, {}, {}}, context()), std::deque<Result<Response>>{}).line(0);
    const std::string before = plain.substr(0, plain.find(kId));
    for (const char* id : {"../../x", "a/b", "a?b=c", "a#b", "a b", "a\r\nX: y", "%2e%2e"}) {
      const std::string line = drive(protocol->poll({id, {}, {}}, context()), std::deque<Result<Response>>{}).line(0);
      CAPTURE(line);
      CHECK(line.starts_with(before));
      const std::string rest = line.substr(before.size(), line.find('?') - before.size());
      CHECK(rest.find_first_of("/# \r\n") == std::string::npos);
      CHECK(rest.find('?') == std::string::npos);
    }
    for (const char* id : {"", ".", ".."}) {
      const auto polled = drive(protocol->poll({id, {}, {}}, context()), std::deque<Result<Response>>{});
      CHECK(polled.requests.empty());
      CHECK(polled.error().kind == ErrorKind::usage);
      CHECK(drive(protocol->cancel({id, {}, {}}, context()), std::deque<Result<Response>>{}).requests.empty());
    }
  }
}

TEST_CASE("Protocol: a cursor of any kind is survived, and found by name") {
  for (const Protocol* protocol : protocols()) {
    CHECK(find_protocol(protocol->name()) == protocol);
    for (const char* cursor :
         {"", "null", "[]", "{}", "{\"logs_after\":7}", R"({"output":{"stdout":-1,"stderr":1e300}})", "cut{"}) {
      PollContext with = context();
      with.cursor.text = cursor;
      const Server server = [](const Request&) { return reply(200, "{}"); };
      CHECK(drive(protocol->poll({kId, {}, {}}, with), server).error().kind == ErrorKind::protocol);
    }
  }
  CHECK(find_protocol("nothing") == nullptr);
}
