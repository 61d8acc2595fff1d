// SPDX-License-Identifier: MIT
#include "cli/hooks.hpp"

#include <doctest/doctest.h>

#include "support/samples.hpp"
#include "support/scripted_children.hpp"
#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::cli;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace hooks_test {

namespace {

/// Hooks over children in virtual time.
struct Scene {
  explicit Scene(HookArgs args = {}) : hooks(queue, clock, std::move(args), {"dev", {{"a", "x<&>y"}}, &bell}) {}

  void at(EventBody body, std::string op = "a", std::uint64_t seq = 0) {
    hooks.on({seq, sample_time(), std::move(op), std::move(body)});
    while (queue.busy()) {
      queue.tick(clock.now());
      clock.advance(25ms);
    }
  }
  /// The commands that were run.
  [[nodiscard]] std::vector<std::string> commands() const {
    std::vector<std::string> found;
    for (const auto& child : children.all) found.push_back(child.program.arguments.back());
    return found;
  }

  VirtualClock clock;
  StringOutput bell;
  ScriptedChildren children{clock};
  HookQueue queue{children, {}, [](const std::string& /*sentence*/) {}};
  Hooks hooks;
};

HookArgs rules(const std::vector<std::string>& events) {
  HookArgs args;
  for (const std::string& event : events) args.rules.push_back({event, event});
  return args;
}

using Commands = std::vector<std::string>;

}  // namespace

TEST_CASE("R-19 hooks: words of stages and types of events, each event once however often it is read again") {
  Scene scene{rules({"start", "completed", "failed", "progress", "log_entry", "stream_end"})};
  scene.at(OperationSeen{}, "a", 1);
  scene.at(LogAdded{sample_log()}, "a", 2);
  scene.at(LogAdded{sample_log()}, "a", 2);
  scene.at(ProgressChanged{}, "a", 3);
  scene.at(StatusChanged{}, "a", 4);
  scene.at(ResultReady{Status::failed, {}, "", {}, {}}, "a", 5);
  scene.at(StreamEnd{}, "");
  CHECK(scene.commands() == Commands{"start", "log_entry", "progress", "failed", "stream_end"});
  const auto& variables = scene.children.all[3].program.variables;
  CHECK(variables.at("OPTRACK_EVENT_STAGE") == "failed");
  CHECK(variables.at("OPTRACK_EVENT_TITLE") == "x<&>y");
  CHECK(variables.at("OPTRACK_EVENT_TYPE") == "result");
  CHECK(scene.children.all[3].program.arguments.front() == "/bin/sh");
  CHECK_FALSE(scene.children.all[3].program.to_stdout);
}

TEST_CASE("hooks: rules are read, and wrong ones name what is near") {
  CHECK(parse_hook_rule("failed=a=b c")->command == "a=b c");
  CHECK(parse_hook_rule("log_entry=x")->event == "log_entry");
  CHECK(parse_hook_rule("lost=x").has_value());
  CHECK(parse_hook_rule("faild=x").error().message.find("failed") != std::string::npos);
  for (const char* text : {"", "=", "=x", "failed", "failed=", "Failed=x"}) {
    CHECK(parse_hook_rule(text).error().kind == ErrorKind::usage);
  }
}

TEST_CASE("notify: after more than ten seconds, with no markup of others and no option made of it") {
  HookArgs args;
  args.bell = args.desktop = true;
  args.notify = {"tell"};
  for (const auto& [time, told] : {std::pair{10s, false}, std::pair{11s, true}}) {
    Scene scene{args};
    scene.at(StreamStart{}, "");
    scene.clock.advance(time);
    scene.at(StreamEnd{1, "failed", {{"failed", 1}}, {}}, "");
    CHECK(scene.bell.text == (told ? "\a" : ""));
    if (!told) CHECK(scene.children.all.empty());
    if (!told) continue;
    REQUIRE(scene.children.all.size() == 2);
    CHECK(scene.children.all[0].program.arguments == Commands{"notify-send", "--app-name=optrack", "--",
                                                              "optrack: failed",
                                                              "x&lt;&amp;&gt;y: 1 failed after 0:11"});
    CHECK(scene.commands().back() == "tell");
  }
}

}  // namespace hooks_test
