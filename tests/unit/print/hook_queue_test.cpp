// SPDX-License-Identifier: MIT
#include "print/hook_queue.hpp"

#include <doctest/doctest.h>

#include "print/exec_output.hpp"
#include "support/scripted_children.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace hook_queue_test {

namespace {

struct Scene {
  VirtualClock clock;
  ScriptedChildren children{clock};
  std::vector<std::string> told;
  Tell tell = [this](const std::string& sentence) { told.push_back(sentence); };

  /// Lets time pass as a wait loop does: sleeps until somebody is due.
  void pass(Companion& companion, std::chrono::nanoseconds time) {
    const Instant end = clock.now() + time;
    while (clock.now() < end) {
      const auto due = companion.due();
      if (due && *due <= clock.now()) companion.tick(clock.now());
      const Instant next = std::min(end, std::max(companion.due().value_or(end), clock.now()));
      if (next == clock.now()) continue;
      clock.advance_to(next);
    }
    companion.tick(clock.now());
  }
};

HookCall call(const std::string& command, std::string input = "{}\n") {
  return {"--on x", {{"/bin/sh", "-c", command}}, std::move(input), false};
}

}  // namespace

TEST_CASE("hooks: a call runs nothing by itself; the next turn starts it and gives it its input") {
  Scene scene;
  HookQueue hooks{scene.children, {}, scene.tell};
  CHECK_FALSE(hooks.due().has_value());
  hooks.call(call("a", "{\"v\":1}\n"));
  CHECK(scene.children.all.empty());
  REQUIRE(hooks.due().has_value());
  CHECK(*hooks.due() <= scene.clock.now());
  hooks.tick(scene.clock.now());
  REQUIRE(scene.children.all.size() == 1);
  CHECK(scene.children.all[0].input == "{\"v\":1}\n");
  scene.pass(hooks, 1s);
  CHECK(scene.children.all[0].input_ended);
  CHECK_FALSE(hooks.busy());
  CHECK_FALSE(hooks.due().has_value());
  CHECK(scene.told.empty());
}

TEST_CASE("hooks: a few at a time, in order, and what is too much is left out and counted") {
  Scene scene;
  scene.children.plays["slow"].lasts = 1s;
  HookQueue hooks{scene.children, {30s, 4, 1'000}, scene.tell};
  for (int i = 0; i < 1'500; ++i) hooks.call(call("slow", std::to_string(i)));
  hooks.tick(scene.clock.now());
  CHECK(scene.children.running() == 4);
  scene.pass(hooks, 10s);
  CHECK(scene.children.running() == 4);
  CHECK(scene.children.all.size() >= 36);
  for (std::size_t i = 0; i < scene.children.all.size(); ++i) CHECK(scene.children.all[i].input == std::to_string(i));
  CHECK(scene.told == std::vector<std::string>{"hook --on x: 1000 calls wait already: further ones are left out"});
  scene.pass(hooks, 250s);
  CHECK(scene.children.all.size() == 1'000);
  CHECK_FALSE(hooks.busy());
  hooks.sum_up();
  CHECK(scene.told.back() == "hook --on x: left out 500 times");
}

TEST_CASE("hooks: one that takes too long is asked to end, and killed when it does not") {
  Scene scene;
  scene.children.plays["deaf"] = {false, false, {}, 0, true, false};
  scene.children.plays["stubborn"] = {false, false, {}, 0, false, false};
  HookQueue hooks{scene.children, {5s, 4, 10}, scene.tell};
  hooks.call(call("deaf", std::string(100'000, 'x')));
  hooks.call(call("stubborn"));
  scene.pass(hooks, 4s);
  CHECK(scene.children.running() == 2);
  scene.pass(hooks, 2s);
  CHECK(scene.children.running() == 1);
  CHECK(scene.children.all[0].stops == std::vector{ChildStop::ask});
  scene.pass(hooks, 2s);
  CHECK(scene.children.all[1].stops == std::vector{ChildStop::ask, ChildStop::kill});
  CHECK_FALSE(hooks.busy());
  CHECK(scene.told == std::vector<std::string>{"hook --on x: took longer than 5s and was ended"});
  hooks.sum_up();
  CHECK(scene.told.back() == "hook --on x: took too long 2 times");
}

TEST_CASE("hooks: failures are told once for each hook and counted at the end") {
  Scene scene;
  scene.children.plays["bad"].status = 3;
  scene.children.plays["none"].missing = true;
  HookQueue hooks{scene.children, {}, scene.tell};
  for (int i = 0; i < 5; ++i) hooks.call(call("bad"));
  hooks.call(call("none"));
  HookCall optional = call("none");
  optional.hook = "--notify desktop";
  optional.may_be_missing = true;
  hooks.call(optional);
  scene.pass(hooks, 1s);
  CHECK(scene.told ==
        std::vector<std::string>{"hook --on x: ended with status 3", "hook --on x: run /bin/sh: missing"});
  hooks.sum_up();
  CHECK(scene.told.back() == "hook --on x: failed 5 times");
}

TEST_CASE("hooks: at the end what runs is ended and what waits is dropped, and that is said") {
  Scene scene;
  scene.children.plays["slow"].lasts = 60s;
  HookQueue hooks{scene.children, {}, scene.tell};
  for (int i = 0; i < 10; ++i) hooks.call(call("slow"));
  hooks.tick(scene.clock.now());
  hooks.stop(scene.clock.now());
  scene.pass(hooks, 100ms);
  CHECK_FALSE(hooks.busy());
  CHECK(scene.children.all.size() == 4);
  hooks.sum_up();
  CHECK(scene.told == std::vector<std::string>{"hooks did not finish: 4 ended, 6 not run"});
}

TEST_CASE("exec: the program gets everything, in order, as fast as it reads") {
  Scene scene;
  ExecOutput exec{FedChild{scene.children, *scene.children.start({{"cat"}})}, "exec=cat", scene.tell};
  std::string all;
  for (int i = 0; i < 1'000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    exec.write(line);
    all += line;
  }
  scene.pass(exec, 1s);
  CHECK(scene.children.all[0].input == all);
  CHECK(exec.busy());
  exec.finish();
  scene.pass(exec, 1s);
  CHECK_FALSE(exec.busy());
  CHECK(scene.told.empty());
}

TEST_CASE("exec: a program that does not read costs bounded memory, whole writes are left out, once told") {
  Scene scene;
  scene.children.plays["deaf"] = {false, false, {}, 0, true, false};
  ExecOutput exec{FedChild{scene.children, *scene.children.start({{"deaf"}})}, "exec=deaf", scene.tell};
  const std::string megabyte(1'048'576, 'x');
  for (int i = 0; i < 20; ++i) {
    exec.write(megabyte);
    scene.pass(exec, 50ms);
  }
  CHECK(scene.told == std::vector<std::string>{"exec=deaf does not keep up: events are left out"});
  CHECK_FALSE(exec.gone());
  CHECK_FALSE(exec.trouble().has_value());
  exec.finish();
  scene.pass(exec, 1s);
  CHECK(exec.busy());
  exec.stop(scene.clock.now());
  scene.pass(exec, 100ms);
  CHECK_FALSE(exec.busy());
  CHECK(scene.told.back() == "exec=deaf did not end by itself");
}

TEST_CASE("exec: a program that ends early is told of once and never ends the wait") {
  Scene scene;
  scene.children.plays["head"] = {true, true, 2s, 1, true, false};
  ExecOutput exec{FedChild{scene.children, *scene.children.start({{"head"}})}, "exec=head", scene.tell};
  exec.write("a\n");
  scene.pass(exec, 5s);
  exec.write("b\n");
  scene.pass(exec, 5s);
  CHECK_FALSE(exec.gone());
  CHECK_FALSE(exec.busy());
  CHECK_FALSE(exec.due().has_value());
  CHECK(scene.told == std::vector<std::string>{"exec=head has ended before the wait, with status 1"});
}

}  // namespace hook_queue_test
