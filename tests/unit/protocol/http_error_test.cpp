// SPDX-License-Identifier: MIT
#include "protocol/http_error.hpp"

#include <doctest/doctest.h>

#include "model/text.hpp"
#include "support/doubles.hpp"

using namespace optrack;
using test::reply;

TEST_CASE("http error: every status has a kind") {
  struct Row {
    int status;
    ErrorKind want;
  };
  const Row rows[] = {
      {400, ErrorKind::conflict},    {401, ErrorKind::denied},      {403, ErrorKind::denied},
      {404, ErrorKind::not_found},   {405, ErrorKind::protocol},    {408, ErrorKind::unreachable},
      {409, ErrorKind::conflict},    {410, ErrorKind::not_found},   {415, ErrorKind::conflict},
      {422, ErrorKind::conflict},    {429, ErrorKind::unreachable}, {500, ErrorKind::unreachable},
      {503, ErrorKind::unreachable}, {302, ErrorKind::protocol},    {600, ErrorKind::protocol},
      {0, ErrorKind::protocol},      {-1, ErrorKind::protocol},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CHECK(kind_of_status(row.status) == row.want);
    CHECK(http_error(reply(row.status, ""), "x").http_status == row.status);
  }
}

TEST_CASE("http error: the server's own words, whatever it speaks") {
  struct Row {
    const char* why;
    std::string body;
    std::string want;
  };
  const Row rows[] = {
      {"problem", R"({"title":"Conflict","detail":"The name is taken."})", "The name is taken"},
      {"only a title", R"({"title":"Not Found"})", "Not Found"},
      {"only details", R"({"errors":{"$.a":["is bad.","is old"],"$.b":"no"}})", "$.a: is bad; $.a: is old; $.b: no"},
      {"lxd", R"({"type":"error","error":"Operation not found","metadata":null})", "Operation not found"},
      {"nested", R"({"error":{"code":"X","message":"too late"}})", "too late"},
      {"token endpoint", R"({"error":"invalid_client"})", "invalid_client"},
      {"plain text", "upstream timed out\n", "upstream timed out"},
      {"an HTML page says nothing", "\n<!DOCTYPE html><html>...</html>", ""},
      {"cut JSON says nothing", R"({"detail":"The na)", ""},
      {"escapes in the names too", "{\"errors\":{\"a\\u001b[2J\\u009b\":\"x\\r\"}}",
       harmless("a\x1b[2J\xc2\x9b") + ": x"},
      {"wrong types", R"({"detail":5,"title":[],"error":null,"errors":7})", ""},
      {"control sequences are made harmless", "bad\x1b[2J thing\nnext", "bad thing next"},
      {"empty", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(server_words(reply(500, row.body)) == row.want);
  }
}

TEST_CASE("http error: a long text is cut between characters") {
  std::string body;
  while (body.size() < 100'000) body += "ü";
  const std::string words = server_words(reply(500, body));
  CHECK(words.size() == 603);
  CHECK(words.ends_with("ü..."));
}

TEST_CASE("http error: one sentence with the step in front") {
  CHECK(http_error(reply(409, R"({"detail":"Taken."})"), "start x").message == "start x: HTTP 409: Taken");
  CHECK(http_error(reply(503, ""), "start x").message == "start x: HTTP 503");
  CHECK(http_error(reply(302, "<a>"), "poll").message.find("redirect") != std::string::npos);
}
