// SPDX-License-Identifier: MIT
#include "track/nested.hpp"

#include <doctest/doctest.h>

#include "protocol/eryph.hpp"
#include "protocol/lxd.hpp"
#include "support/running_scene.hpp"

using namespace optrack;
using namespace optrack::test;
using Kind = Verdict::Kind;

TEST_CASE("T-3 nested operation: only a reference of the same server counts") {
  struct Row {
    const char* type;
    const char* value;
    bool eryph, lxd;
  };
  const std::string guid = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";
  const Row rows[] = {
      {"Operation", R"({"operation_id":"@"})", true, true},
      {"Operation", R"({"id":"@","status":"Queued"})", true, true},
      {"Catlet", R"({"id":"@"})", false, false},
      {"", R"({"operation":"/1.0/operations/@"})", false, true},
      {"", R"({"operation":"/v1/operations/@"})", true, false},
      {"", R"({"operation":{"id":"@"}})", true, true},
      {"", R"({"operation":"https://elsewhere.example/1.0/operations/@"})", false, false},
      {"Operation", R"({"id":"https://elsewhere.example/v1/operations/@"})", false, false},
      {"Operation", R"({"id":17})", false, false},
      {"Operation", R"(["@"])", false, false},
      {"Operation", R"()", false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    Outcome outcome{row.type, {row.value}, {}};
    if (const auto at = outcome.value.text.find('@'); at != std::string::npos) outcome.value.text.replace(at, 1, guid);
    CHECK(nested_operation(eryph_protocol(), outcome).has_value() == row.eryph);
    const auto lxd = nested_operation(lxd_protocol(), outcome);
    CHECK(lxd.has_value() == row.lxd);
    if (lxd) CHECK(lxd->id == guid);
  }
}

namespace {

/// The server's `op` ends with a result that names `second`, which names itself.
struct Chain : Running {
  explicit Chain(Status second_ends) {
    Observation end = saw(Status::completed);
    end.outcome = Outcome{"Operation", {R"({"id":"second"})"}, {}};
    protocol.says("end", end);
    if (second_ends == Status::completed) protocol.says("second", end);
    if (second_ends != Status::completed) protocol.says("second", saw(second_ends));
    transport.otherwise([this](const Request& request) {
      const bool late = clock.now() - begun > 30s;
      return reply(200, request.target == "/ops/op" ? "end" : late ? "second" : "running");
    });
    options.follow = [this](const Operation& parent, const Remote& nested) -> Result<Watched> {
      CHECK(parent.id == "op");
      Operation child = add("child");
      child.parent = parent.id;
      child.remote = nested;
      return Watched{child, &protocol, false, false};
    };
  }
};

}  // namespace

TEST_CASE("T-3 wait --follow-result: the nested operation is waited for in the same wait, and counts") {
  Chain scene{Status::failed};
  scene.options.conditions = conditions({"success"});
  const WaitReport report = scene.wait({"op"});
  REQUIRE(report.verdicts.size() == 2);
  CHECK(report.verdicts[0].kind == Kind::met);
  CHECK(report.verdicts[1].kind == Kind::ended);
  CHECK(report.verdicts[1].operation.id == "child");
  CHECK(report.verdicts[1].operation.status == Status::failed);
  CHECK(scene.decided() == "success met; ");
  CHECK(scene.journal("child") == "operation status status result");
}

TEST_CASE("T-3 wait --follow-result: what cannot be followed is told, and spoils nothing") {
  Chain scene{Status::completed};
  scene.options.follow = [](const Operation&, const Remote&) -> Result<Watched> {
    return fail(ErrorKind::local, "disk full");
  };
  const WaitReport report = scene.wait({"op"});
  REQUIRE(report.verdicts.size() == 1);
  CHECK(report.verdicts[0].operation.status == Status::completed);
  const auto notices = scene.sink.all<Notice>();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].text == "the operation in its result cannot be followed: disk full");
}

TEST_CASE("T-3 wait --follow-result: a result that names an operation already watched is followed once") {
  Chain scene{Status::completed};
  int asked = 0;
  const auto track = scene.options.follow;
  Operation child;
  scene.options.follow = [&](const Operation& parent, const Remote& nested) -> Result<Watched> {
    if (++asked > 1) return Watched{child, &scene.protocol, false, false};
    Result<Watched> first = track(parent, nested);
    child = first->operation;
    return first;
  };
  const WaitReport report = scene.wait({"op"});
  CHECK(asked == 2);
  CHECK(report.verdicts.size() == 2);
}
