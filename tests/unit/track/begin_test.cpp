// SPDX-License-Identifier: MIT
#include "track/begin.hpp"

#include <doctest/doctest.h>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace begin_test {

namespace {

Begun begin(Scene& scene, const std::string& method, const std::string& key, const BeginTerms& terms = {}) {
  Operation operation;
  operation.id = "op";
  operation.key = key;
  operation.created = scene.clock.wall();
  const World world{scene.clock, scene.transport, *scene.store, scene.signals};
  return begin_operation(world, scene.sink, scene.protocol, {"a.b", "lab", method, "/ops", {}, "", key}, operation,
                         terms);
}

Error not_sent(ErrorKind kind = ErrorKind::unreachable) { return {kind, "connection refused", {}, true}; }
Error cut_off() { return {ErrorKind::unreachable, "connection reset", {}}; }

}  // namespace

TEST_CASE("D-12 begin: recorded before it is sent, looked up before it is repeated") {
  Scene scene;
  scene.protocol.with.key_is_id = true;
  scene.transport.expect("POST", "/ops", fail(cut_off()));
  scene.transport.expect("GET", "/keys/k1", reply(200, "running"));

  const Begun begun = begin(scene, "POST", "k1");

  CHECK(begun.kind == Begun::Kind::started);
  CHECK(begun.operation.remote.id == "k1");
  CHECK(scene.transport.complaints() == "");
}

TEST_CASE("D-12 begin: without a clear answer the start is looked up again and again, never sent again") {
  struct Row {
    const char* why;
    std::vector<int> look_ups;  ///< HTTP status of each.
    Begun::Kind kind;
    const char* journal;
  };
  const Row rows[] = {{"trouble of the look-up passes", {500, 500, 200}, Begun::Kind::started, "operation status"},
                      {"nobody says: a later wait finds out", {500, 502, 503}, Begun::Kind::pending, "operation"}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.protocol.with.key_is_id = true;
    scene.transport.expect("POST", "/ops", fail(ErrorKind::unreachable, "connection reset"));
    for (const int status : row.look_ups) scene.transport.expect("GET", "/keys/k1", reply(status, "running"));

    const Begun begun = begin(scene, "POST", "k1");

    CHECK((begun.kind == row.kind));
    CHECK(scene.transport.complaints() == "");
    CHECK(scene.journal("op") == row.journal);
  }
}

TEST_CASE("begin: a POST without key is never silently repeated") {
  Scene scene;
  scene.transport.expect("POST", "/ops", fail(cut_off()));

  const Begun begun = begin(scene, "POST", "");

  CHECK(begun.kind == Begun::Kind::lost);
  CHECK(scene.transport.requests().size() == 1);
  CHECK(scene.journal("op") == "operation status result");
}

TEST_CASE("begin: what never left this machine is not lost, and may be sent again") {
  struct Row {
    const char* why;
    const char* method;
    Error error;
    std::size_t requests;
  };
  const Row rows[] = {{"refused connection", "POST", not_sent(), 4},
                      {"no time to connect", "POST", not_sent(ErrorKind::timeout), 4},
                      {"wrong certificate, no such host", "PUT", not_sent(ErrorKind::protocol), 1}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.transport.otherwise([&row](const Request&) { return fail(row.error); });
    const Begun begun = begin(scene, row.method, "");
    CHECK(begun.kind == Begun::Kind::refused);
    CHECK(begun.operation.status == Status::failed);
    CHECK(begun.operation.message == "nothing was sent: connection refused");
    CHECK(begun.error->kind == row.error.kind);
    CHECK(scene.transport.requests().size() == row.requests);
  }
}

TEST_CASE("begin: an earlier try that may have come is not forgotten") {
  struct Row {
    const char* why;
    std::vector<Result<Response>> answers;
    Begun::Kind want;
  };
  const Row rows[] = {
      {"reset, then nobody there", {fail(cut_off()), fail(not_sent()), fail(not_sent())}, Begun::Kind::lost},
      {"reset, then a conflict", {fail(cut_off()), reply(409, "")}, Begun::Kind::lost},
      {"nobody there, then started", {fail(not_sent()), reply(200, "running")}, Begun::Kind::started},
      {"nobody there, then a conflict", {fail(not_sent()), reply(409, "")}, Begun::Kind::refused},
      {"busy all the time", {reply(429, ""), reply(429, ""), reply(429, "")}, Begun::Kind::refused},
      {"redirected", {fail(Error{ErrorKind::protocol, "redirects", 307})}, Begun::Kind::refused},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    for (const Result<Response>& answer : row.answers) scene.transport.expect("PUT", "/ops", answer);
    BeginTerms terms;
    terms.tries = 3;
    CHECK(begin(scene, "PUT", "", terms).kind == row.want);
    CHECK(scene.transport.complaints() == "");
  }
}

TEST_CASE("D-12 begin: with a key the last try is looked up too") {
  struct Row {
    const char* why;
    Result<Response> lookup;
    Begun::Kind want;
  };
  const Row rows[] = {{"it came", reply(200, "running"), Begun::Kind::started},
                      {"not yet; a later wait looks again", reply(404, ""), Begun::Kind::pending},
                      {"nobody tells", fail(cut_off()), Begun::Kind::pending}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Scene scene;
    scene.protocol.with.key_is_id = true;
    scene.transport.expect("POST", "/ops", fail(cut_off()));
    scene.transport.expect("GET", "/keys/k1", row.lookup);
    BeginTerms terms;
    terms.tries = 1;
    CHECK(begin(scene, "POST", "k1", terms).kind == row.want);
    CHECK(scene.transport.complaints() == "");
  }
}

TEST_CASE("begin: a server that wants to be left alone for hours has refused") {
  Scene scene;
  scene.transport.otherwise([](const Request&) { return reply(429, "", {{"Retry-After", "36000"}}); });

  CHECK(begin(scene, "POST", "").kind == Begun::Kind::refused);
  CHECK(scene.clock.now() - scene.begun < 61s);
}

TEST_CASE("begin: Ctrl-C in a pause after nothing was sent leaves no doubt") {
  Scene scene;
  scene.transport.otherwise([](const Request&) { return fail(not_sent()); });
  scene.signals.at(scene.begun + 100ms, Signal::interrupt);

  const Begun begun = begin(scene, "POST", "");

  CHECK(begun.kind == Begun::Kind::refused);
  CHECK((begun.signal == Signal::interrupt));
  CHECK(begun.operation.status == Status::failed);
}

TEST_CASE("begin: Ctrl-C while the server is asked") {
  for (const bool with_key : {true, false}) {
    CAPTURE(with_key);
    Scene scene;
    scene.protocol.with.key_is_id = with_key;
    scene.transport.latency = 5s;
    scene.transport.otherwise([](const Request&) { return reply(200, "running"); });
    scene.signals.at(scene.begun + 1s, Signal::interrupt);
    const Begun begun = begin(scene, "POST", with_key ? "k1" : "");
    CHECK(begun.kind == (with_key ? Begun::Kind::pending : Begun::Kind::lost));
    CHECK(begun.operation.status == (with_key ? Status::pending : Status::lost));
  }
}

TEST_CASE("D-7 begin: a secret that the server repeats in its refusal is neither told nor recorded") {
  Scene scene;
  scene.transport.expect("POST", "/ops", fail(ErrorKind::conflict, "hunter2 is too weak"));
  Operation operation;
  operation.id = "op";
  StartCall call{"a.b", "lab", "POST", "/ops", {}, R"({"password":"hunter2"})", ""};
  call.secrets = {"body/password"};

  const World world{scene.clock, scene.transport, *scene.store, scene.signals};
  const Begun begun = begin_operation(world, scene.sink, scene.protocol, call, operation, {});

  CHECK(begun.error->message == "*** is too weak");
  CHECK(scene.store->find("op").value()->message == "*** is too weak");
}

}  // namespace begin_test
