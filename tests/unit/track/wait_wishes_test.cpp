// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>

#include "cli/exit_code.hpp"
#include "support/running_scene.hpp"

using namespace optrack;
using namespace optrack::test;

namespace wait_wishes_test {

namespace {

/// A person with plans.
class Person final : public Wishes {
 public:
  explicit Person(const VirtualClock& clock) : clock_(clock) {}
  void at(Instant instant, Wish wish) { plan_.emplace(instant, wish); }

  std::optional<Wish> next() override {
    ++asked;
    if (plan_.empty() || plan_.begin()->first > clock_.now()) return std::nullopt;
    return plan_.extract(plan_.begin()).mapped();
  }
  void release() override { ++released; }

  int asked = 0;
  int released = 0;

 private:
  const VirtualClock& clock_;
  std::multimap<Instant, Wish> plan_;
};

}  // namespace

TEST_CASE("wait: a wish to detach leaves within a tenth of a second, as an interruption, and cancels nothing") {
  for (const OnInterrupt on_interrupt : {OnInterrupt::detach, OnInterrupt::cancel}) {
    Running scene;
    Person person{scene.clock};
    person.at(scene.begun + 5050ms, Wishes::Wish::detach);
    scene.options.wishes = &person;
    scene.options.on_interrupt = on_interrupt;
    const WaitReport report = scene.wait({"op"});
    CHECK(cli::exit_code_for(report, {}) == 130);
    CHECK(scene.lasted() <= 5200ms);
    CHECK_FALSE(scene.cancelled);
    CHECK(person.released == 1);
  }
}

TEST_CASE("wait: a wish to cancel asks the server and goes on waiting") {
  Running scene;
  Person person{scene.clock};
  person.at(scene.begun + 15s, Wishes::Wish::cancel);
  scene.options.wishes = &person;
  const WaitReport report = scene.wait({"op"});
  CHECK(cli::exit_code_for(report, {}) == 3);
  CHECK(scene.cancelled);
  const auto changes = scene.sink.all<CancelChanged>();
  REQUIRE_FALSE(changes.empty());
  CHECK(changes.front().reason == "manual");
}

TEST_CASE("wait: the terminal is given back before the process stops") {
  Running scene;
  Person person{scene.clock};
  scene.options.wishes = &person;
  scene.signals.at(scene.begun + 5s, Signal::suspend);
  scene.signals.at(scene.begun + 6s, Signal::terminate);
  scene.wait({"op"});
  CHECK(scene.signals.stops == 1);
  CHECK(person.released == 2);
}

}  // namespace wait_wishes_test
