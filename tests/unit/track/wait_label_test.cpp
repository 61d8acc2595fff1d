// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/shared_scene.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

TEST_CASE("R-2 wait: a label that another process sets is seen, and may be what is waited for") {
  for (const bool leads : {true, false}) {
    CAPTURE(leads);
    Shared scene;
    scene.add("op");
    if (!leads) scene.other("op");
    scene.options.conditions = {Condition::parse("/labels/stage=ready").value()};
    scene.plan(5s, [&] {
      Change change;
      change.op = "op";
      change.base_seq = scene.memory->known("op")->last_seq;
      change.labels = LabelsChanged{{{"stage", "ready"}}, {}, "eve@host"};
      change.events = {{0, scene.clock.wall(), "op", *change.labels}};
      REQUIRE(scene.memory->commit(std::span{&change, 1}));
    });

    const WaitReport report = scene.wait({"op"});

    CHECK(report.verdicts.at(0).kind == Kind::met);
    CHECK(scene.clock.now() - scene.begun <= 5500ms);
    const auto labels = scene.sink.all<LabelsChanged>();
    REQUIRE(labels.size() == 1);
    CHECK(labels[0].labels.at("stage") == "ready");
    CHECK(scene.wrongly_shown("op") == "");
  }
}
