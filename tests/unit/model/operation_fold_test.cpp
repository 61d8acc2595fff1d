// SPDX-License-Identifier: MIT
#include "model/operation_fold.hpp"

#include <doctest/doctest.h>

#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

const WallTime kBegin = sample_time();

Operation folded(const std::vector<EventBody>& bodies, std::chrono::seconds step = 1s) {
  Operation operation;
  std::uint64_t seq = 0;
  for (const EventBody& body : bodies) {
    fold(operation, {seq + 1, kBegin + step * seq, "k3v9abcdef", body});
    ++seq;
  }
  return operation;
}

OperationSeen seen() {
  return {"web", "catlets.create", "lab", "1f0c", Status::pending, "Queued", "/1f0c", "", {{"env", "dev"}}};
}

}  // namespace

TEST_CASE("fold: an operation's events make its record") {
  const Outcome outcome{"Catlet", {R"({"id":1})"}, 7};
  const Operation operation =
      folded({seen(), StatusChanged{Status::pending, Status::running, "Running", "", {}, {}}, ProgressChanged{46.5, {}},
              ProgressChanged{{}, {2, 1, 1, 0}}, CancelChanged{CancelState::requested, "manual", "enough", "ann@host"},
              CancelChanged{CancelState::refused, "manual", "too late", "ann@host"},
              StatusChanged{Status::running, Status::failed, "Failed", "no space", {}, 6s},
              ResultReady{Status::failed, outcome, "no space", {}, 6s}});
  CHECK(operation.id == "k3v9abcdef");
  CHECK(operation.name == "web");
  CHECK(operation.type == "catlets.create");
  CHECK(operation.remote == Remote{"1f0c", "/1f0c", ""});
  CHECK(operation.labels.at("env") == "dev");
  CHECK(operation.created == kBegin);
  CHECK(operation.started == kBegin + 1s);
  CHECK(operation.ended == kBegin + 6s);
  CHECK(operation.status == Status::failed);
  CHECK(operation.raw_status == "Failed");
  CHECK(operation.message == "no space");
  CHECK(operation.progress == 46.5);
  REQUIRE(operation.cancel.has_value());
  CHECK(*operation.cancel == CancelRequest{kBegin + 4s, "manual", "enough", "ann@host"});
  CHECK(operation.outcome == outcome);
}

TEST_CASE("fold: times of the server count before those at which it was seen") {
  const WallTime at = kBegin - 10s;
  const Operation operation =
      folded({seen(), StatusChanged{Status::pending, Status::running, "", "", at, {}},
              StatusChanged{Status::running, Status::completed, "", "", at + 4s, 4s}, ResultReady{}});
  CHECK(operation.started == at);
  CHECK(operation.ended == at + 4s);
}

TEST_CASE("fold: who saw only the end knows the beginning from the time it took") {
  const Operation told = folded({seen(), StatusChanged{Status::pending, Status::completed, "", "", {}, 30s}});
  CHECK(told.started == kBegin + 1s - 30s);
  const Operation absurd =
      folded({seen(), StatusChanged{Status::pending, Status::completed, "", "", {}, Milliseconds::max()}});
  CHECK_FALSE(absurd.started.has_value());
  const Operation early = folded({seen(), StatusChanged{Status::pending, Status::failed, "", "", WallTime::min(), 1s}});
  CHECK(early.ended == WallTime::min());
  CHECK_FALSE(early.started.has_value());
}

TEST_CASE("fold: labels come and go") {
  const Operation operation = folded({seen(), LabelsChanged{{{"env", "prod"}, {"team", "a"}}, {}, "ann@host"},
                                      LabelsChanged{{}, {"team", "never"}, "ann@host"}});
  CHECK(operation.labels == std::map<std::string, std::string>{{"env", "prod"}});
}

TEST_CASE("fold: takes every kind of event") {
  Operation operation;
  for (const EventBody& body : sample_bodies()) fold(operation, {0, kBegin, "k3v9abcdef", body});
  CHECK(operation.id == "k3v9abcdef");
}
