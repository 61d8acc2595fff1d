// SPDX-License-Identifier: MIT
// Commands in a real container: their output, each line once, and their exit code.
#include <csignal>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "support/lxd_box.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

std::string numbered_lines(int last) {
  std::string text;
  for (int line = 1; line <= last; ++line) text += fmt::format("stdout line {}|", line);
  return text;
}

std::string counting(int last, const std::string& then) {
  return fmt::format("i=0; while [ $i -lt {} ]; do i=$((i+1)); echo line $i; sleep 1; done; {}", last, then);
}

/// Whether `text` and `expected` are equal, without printing megabytes when not.
void check_long_text(const std::string& text, const std::string& expected) {
  CHECK(text.size() == expected.size());
  CHECK(text.substr(0, 200) == expected.substr(0, 200));
  CHECK((text == expected));
}

}  // namespace

TEST_CASE("T-5 real lxd: an instance is made and runs a command of 8 s, every line once and in order") {
  const LxdBox box;
  if (!box.usable()) return;
  CHECK(box({"run", "instances.create", "name=web", "image=" + box.server.image(), "config.security.privileged=true"})
            .code == 0);
  CHECK(box({"run", "instances.start", "instance=web"}).code == 0);

  const Ran ran = box(exec_arguments("run", "web", counting(8, "exit 7"), {"-o", "ndjson", "--name", "job"}));

  CHECK(ran.code == 1);
  const std::vector<Json> events = checked_events(ran.out);
  CHECK(log_text(events) == numbered_lines(8));
  REQUIRE(of_type(events, "result").size() == 1);
  CHECK(of_type(events, "result").front()["result"]["return"] == 7);
  CHECK(of_type(events, "stream_end").front()["exit_code"] == 1);
  CHECK(of_type(events, "poll_error").empty());

  // The server forgets it 5 s after its end; the registry does not.
  box.wait_until_forgotten(box.record("job")["remote_id"]);
  const Ran later = box({"wait", "job", "-o", "ndjson", "--exit-code-from-result"});
  CHECK(later.code == 7);
  CHECK(log_text(checked_events(later.out)) == numbered_lines(8));
  CHECK(box({"status", "job"}).code == 1);
  CHECK(box({"result", "job"}).out.find("\"return\": 7") != std::string::npos);
}

TEST_CASE("T-5 real lxd: what a command writes arrives whole, on both streams and without a last line break") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");

  const Ran both = box(exec_arguments("run", "web", "echo out; echo; echo err >&2; printf tail >&2; printf end; exit 7",
                                      {"-o", "ndjson", "--exit-code-from-result"}));
  CHECK(both.code == 7);
  CHECK(log_text(checked_events(both.out)) == "stdout out|stdout |stdout end|stderr err|stderr tail|");

  const Ran halves = box(exec_arguments("run", "web", "printf 'one '; sleep 2; echo two", {"-o", "ndjson"}));
  CHECK(halves.code == 0);
  CHECK(log_text(checked_events(halves.out)) == "stdout one two|");

  const Ran steering = box(exec_arguments("run", "web", "printf 'a\\033[2Jb\\377c\\n'", {"--color", "never"}));
  CHECK(steering.code == 0);
  CHECK(steering.err.find('\033') == std::string::npos);
  CHECK(steering.err.find("| a") != std::string::npos);
}

TEST_CASE("T-5 real lxd: a command that is not there, and one that is killed") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");

  const Ran missing = box({"run", "instances.exec", "instance=web", R"(command=["/no/such"])"});
  CHECK(missing.code == 1);
  CHECK(missing.err.find("Command not found") != std::string::npos);

  const Ran killed = box(exec_arguments("run", "web", "kill -9 $$", {"--exit-code-from-result"}));
  CHECK(killed.code == 137);
  CHECK(killed.err.find("FAILED after 0:0") != std::string::npos);
  CHECK(killed.err.find(": exit code 137 (signal 9)") != std::string::npos);
}

TEST_CASE("T-5 real lxd: a megabyte of output arrives whole, as many lines and as one") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  const std::string filling(100, '-');
  std::string expected;
  for (int line = 1; line <= 10'000; ++line) expected += fmt::format("stdout {} {}|", line, filling);

  const Ran many = box(exec_arguments(
      "run", "web", "i=0; while [ $i -lt 10000 ]; do i=$((i+1)); echo $i " + filling + "; done", {"-o", "ndjson"}));
  const Ran one =
      box(exec_arguments("run", "web", "busybox head -c 1000000 /dev/zero | busybox tr '\\0' x", {"-o", "ndjson"}));

  CHECK(many.code == 0);
  check_long_text(log_text(checked_events(many.out)), expected);
  CHECK(one.code == 0);
  check_long_text(log_text(checked_events(one.out)), "stdout " + std::string(1'000'000, 'x') + "|");
}

TEST_CASE("T-7 real lxd: a wait that Ctrl-C ended is taken up again, nothing missed and nothing twice") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  Program first = box.program(exec_arguments("run", "web", counting(6, "exit 0"), {"-o", "ndjson", "--name", "job"}));
  first.send_signal = SIGINT;
  first.signal_after = "line 2";

  const Ran left = run(first);

  CHECK(left.code == 130);
  const std::vector<Json> before = checked_events(left.out);
  CHECK(log_text(before).find("line 6") == std::string::npos);
  const Json end = of_type(before, "stream_end").front();
  REQUIRE(end["resume"].size() == 1);
  const std::string command = end["resume"][0];
  REQUIRE(command.starts_with("optrack wait "));

  const Ran resumed = box({"wait", command.substr(13), "-o", "ndjson"});
  CHECK(resumed.code == 0);
  const std::vector<Json> after = checked_events(resumed.out);
  CHECK(log_text(after) == numbered_lines(6));
  const std::vector<Json> lines_before = of_type(before, "log_entry");
  const std::vector<Json> lines_after = of_type(after, "log_entry");
  REQUIRE(lines_after.size() >= lines_before.size());
  for (std::size_t i = 0; i < lines_before.size(); ++i) CHECK(lines_before[i] == lines_after[i]);
}

TEST_CASE("T-7 real lxd: the resume command is also said to people") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  const Ran ran = box(exec_arguments("run", "web", "sleep 5; exit 3", {"--timeout", "1s"}));
  CHECK(ran.code == 124);
  CHECK(ran.err.find("still running, not cancelled") != std::string::npos);
  CHECK(ran.err.find("go on with: optrack wait ") != std::string::npos);
  CHECK(box({"wait", "@last", "--exit-code-from-result"}).code == 3);
}
