// SPDX-License-Identifier: MIT
#include "optrack/transport.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "net/curl_transport.hpp"
#include "support/doubles.hpp"
#include "support/http_server.hpp"
#include "system/system_clock.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace transport_test {

namespace {

/// libcurl against a server on loopback.
struct Real {
  SystemClock clock;
  test::HttpServer server{[](const test::HttpServer::Seen& seen) -> test::HttpServer::Reply {
    if (seen.target == "/silent") return {};
    return test::http_reply(seen.target == "/missing" ? 404 : 200, seen.method + seen.body);
  }};
  std::unique_ptr<Transport> made = make_curl_transport({}, {make_endpoint("p", server.url()).value()}, clock);
  Transport& transport = *made;
};

/// The double that all unit tests rely on.
struct Scripted {
  test::VirtualClock clock;
  test::ScriptedTransport transport{clock};
  Scripted() {
    transport.otherwise([](const Request& request) -> Result<Response> {
      if (request.provider != "p") return fail(ErrorKind::usage, "no such provider");
      return test::reply(request.target == "/missing" ? 404 : 200, request.method + request.body);
    });
  }
};

struct Answers {
  std::vector<Result<Response>> all;
  Transport::Done keep() {
    return [this](Result<Response> result) { all.push_back(std::move(result)); };
  }
};

template <typename World>
void wait_for(World& world, const Answers& answers, std::size_t count) {
  const Instant limit = world.clock.now() + 10s;
  while (answers.all.size() < count && world.clock.now() < limit) world.transport.wait(limit);
  REQUIRE(answers.all.size() == count);
}

Request get(std::string target) { return {.provider = "p", .target = std::move(target)}; }

}  // namespace

TEST_CASE_TEMPLATE("Transport: each request is answered once", W, Real, Scripted) {
  W world;
  Answers answers;

  const Ticket first = world.transport.send(get("/a"), answers.keep());
  const Ticket second = world.transport.send(get("/b"), answers.keep());
  CHECK(first != second);
  CHECK(answers.all.empty());

  wait_for(world, answers, 2);
  world.transport.wait(world.clock.now() + 20ms);
  CHECK(answers.all.size() == 2);
  CHECK(answers.all[0]->status == 200);
}

TEST_CASE_TEMPLATE("Transport: an error status is an answer", W, Real, Scripted) {
  W world;
  Answers answers;

  world.transport.send(get("/missing"), answers.keep());
  wait_for(world, answers, 1);

  REQUIRE(answers.all[0].has_value());
  CHECK(answers.all[0]->status == 404);
  CHECK(answers.all[0]->complete);
}

TEST_CASE_TEMPLATE("Transport: methods and bodies arrive", W, Real, Scripted) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "GET"}) {
    W world;
    Answers answers;
    world.transport.send({.provider = "p", .method = method, .target = "/x", .body = "{\"a\":1}"}, answers.keep());
    wait_for(world, answers, 1);
    CHECK(answers.all[0]->body == std::string{method} + "{\"a\":1}");
  }
}

TEST_CASE_TEMPLATE("Transport: a cancelled request is never answered, unknown tickets are ignored", W, Real, Scripted) {
  W world;
  Answers answers;

  world.transport.cancel(12345);
  const Ticket ticket = world.transport.send(get("/a"), answers.keep());
  world.transport.cancel(ticket);
  world.transport.cancel(ticket);
  const Ticket under_way = world.transport.send(get("/a"), answers.keep());
  world.transport.wait(world.clock.now());
  world.transport.cancel(under_way);

  world.transport.wait(world.clock.now() + 30ms);
  CHECK(answers.all.empty());
}

TEST_CASE_TEMPLATE("Transport: a callback may send and cancel", W, Real, Scripted) {
  W world;
  Answers answers;
  std::vector<Ticket> others;
  int called = 0;
  // Whichever is answered first takes back the others and asks anew.
  const auto done = [&](const Result<Response>&) {
    ++called;
    for (const Ticket other : others) world.transport.cancel(other);
    world.transport.send(get("/again"), answers.keep());
  };
  for (int request = 0; request < 5; ++request) others.push_back(world.transport.send(get("/a"), done));

  wait_for(world, answers, 1);
  world.transport.wait(world.clock.now() + 30ms);
  CHECK(called == 1);
  CHECK(answers.all.size() == 1);
}

TEST_CASE_TEMPLATE("Transport: wait comes back at its time, and at once for the past", W, Real, Scripted) {
  W world;
  const Instant begin = world.clock.now();

  world.transport.wait(begin + 40ms);
  CHECK(world.clock.now() >= begin + 40ms);
  CHECK(world.clock.now() < begin + 2s);

  const Instant then = world.clock.now();
  world.transport.wait(then - 1h);
  CHECK(world.clock.now() < then + 1s);
}

TEST_CASE_TEMPLATE("Transport: an unknown provider is an error in the callback, not in send", W, Real, Scripted) {
  W world;
  Answers answers;

  world.transport.send({.provider = "nobody", .target = "/a"}, answers.keep());
  CHECK(answers.all.empty());
  wait_for(world, answers, 1);

  REQUIRE_FALSE(answers.all[0].has_value());
  CHECK(answers.all[0].error().kind == ErrorKind::usage);
}

}  // namespace transport_test
