// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "support/scratch_folder.hpp"
#include "support/scripted_children.hpp"
#include "support/within.hpp"
#include "system/signals.hpp"
#include "system/system_children.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace children_test {

namespace {

struct Real {
  Real() { ignore_failing_writes(); }
  static ChildProgram reader() { return {{"cat"}}; }
  static ChildProgram deaf() { return {{"sleep", "100"}}; }
  static ChildProgram stubborn() { return {{"sh", "-c", "trap '' TERM; read line; while :; do sleep 0.1; done"}}; }
  static ChildProgram failing() { return {{"sh", "-c", "exit 3"}}; }
  static ChildProgram missing() { return {{"/nonexistent/program"}}; }
  std::optional<int> end_of(Children::Id id) {
    std::optional<int> status;
    (void)test::within(5s, [&] { return (status = children.ended(id)).has_value(); });
    return status;
  }
  SystemChildren children;
};

struct Scripted {
  Scripted() {
    children.plays["deaf"] = {false, false, {}, 0, true, false};
    children.plays["stubborn"] = {true, false, {}, 0, false, false};
    children.plays["failing"] = {true, true, 0ms, 3, true, false};
    children.plays["missing"].missing = true;
  }
  static ChildProgram reader() { return {{"reader"}}; }
  static ChildProgram deaf() { return {{"deaf"}}; }
  static ChildProgram stubborn() { return {{"stubborn"}}; }
  static ChildProgram failing() { return {{"failing"}}; }
  static ChildProgram missing() { return {{"missing"}}; }
  std::optional<int> end_of(Children::Id id) { return children.ended(id); }
  test::VirtualClock clock;
  test::ScriptedChildren children{clock};
};

}  // namespace

TEST_CASE_TEMPLATE("Children: one that reads ends when its input does, and is then forgotten", C, Real, Scripted) {
  C made;
  const auto id = made.children.start(C::reader());
  REQUIRE(id.has_value());
  CHECK(made.children.write(*id, "") == 0);
  CHECK_FALSE(made.children.ended(*id).has_value());
  made.children.end_input(*id);
  CHECK_FALSE(made.children.write(*id, "late").has_value());
  CHECK(made.end_of(*id) == 0);
  CHECK_FALSE(made.children.ended(*id).has_value());
  CHECK_FALSE(made.children.write(*id, "x").has_value());
}

TEST_CASE_TEMPLATE("Children: one that does not read takes no more than a pipe holds, and nobody waits for it", C, Real,
                   Scripted) {
  C made;
  const auto id = made.children.start(C::deaf());
  REQUIRE(id.has_value());
  const std::string much(1'000'000, 'x');
  const auto taken = made.children.write(*id, much);
  REQUIRE(taken.has_value());
  CHECK(*taken <= 65'536);
  CHECK(made.children.write(*id, much) == 0);
  made.children.stop(*id, ChildStop::ask);
  CHECK(made.end_of(*id) == 143);
}

TEST_CASE_TEMPLATE("Children: one that does not heed being asked is killed", C, Real, Scripted) {
  C made;
  const auto id = made.children.start(C::stubborn());
  REQUIRE(id.has_value());
  REQUIRE(made.children.write(*id, "go\n") == 3);
  std::this_thread::sleep_for(std::is_same_v<C, Real> ? 300ms : 0ms);  // until it has set its trap
  made.children.stop(*id, ChildStop::ask);
  std::this_thread::sleep_for(std::is_same_v<C, Real> ? 300ms : 0ms);
  CHECK_FALSE(made.children.ended(*id).has_value());
  made.children.stop(*id, ChildStop::kill);
  CHECK(made.end_of(*id) == 137);
}

TEST_CASE_TEMPLATE("Children: a status is told, a missing program is an error, strangers are nobody", C, Real,
                   Scripted) {
  C made;
  const auto id = made.children.start(C::failing());
  REQUIRE(id.has_value());
  CHECK(made.end_of(*id) == 3);
  const auto none = made.children.start(C::missing());
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().kind == ErrorKind::not_found);
  CHECK_FALSE(made.children.ended(4711).has_value());
  made.children.end_input(4711);
  made.children.stop(4711, ChildStop::kill);
}

TEST_CASE("Children: variables are added, those of an outer event are not handed on, stdout is stderr") {
  Real made;
  setenv("OPTRACK_EVENT_OUTER", "x", 1);
  const test::ScratchFolder folder;
  const std::string file = (folder.path() / "seen").string();
  ChildProgram program{{"sh", "-c", "env > \"$OPTRACK_EVENT_FILE\"; [ /dev/fd/1 -ef /dev/fd/2 ]"}};
  program.variables = {{"OPTRACK_EVENT_FILE", file}, {"OPTRACK_EVENT_MESSAGE", "-rf `id` $(id)"}};
  const auto id = made.children.start(program);
  unsetenv("OPTRACK_EVENT_OUTER");
  REQUIRE(id.has_value());
  CHECK(made.end_of(*id) == 0);
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  CHECK(text.str().find("OPTRACK_EVENT_MESSAGE=-rf `id` $(id)\n") != std::string::npos);
  CHECK(text.str().find("OPTRACK_EVENT_OUTER") == std::string::npos);
  CHECK(text.str().find("PATH=") != std::string::npos);
}

TEST_CASE("Children: who still runs goes with us") {
  ignore_failing_writes();
  const test::ScratchFolder folder;
  const std::string file = (folder.path() / "still").string();
  {
    SystemChildren children;
    REQUIRE(children.start({{"sh", "-c", "sleep 0.5; touch " + file}}).has_value());
  }
  std::this_thread::sleep_for(1s);
  CHECK_FALSE(std::ifstream{file}.good());
}

}  // namespace children_test
