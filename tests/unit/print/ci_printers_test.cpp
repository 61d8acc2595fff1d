// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "print/printers.hpp"
#include "support/doubles.hpp"
#include "support/samples.hpp"
#include "support/story.hpp"
#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace ci_printers_test {

namespace {

/// A printer for a CI system that is shown a story.
class Story {
 public:
  explicit Story(const char* mode, PrinterOptions options = {}) {
    options.step = {&summary, &outputs, "secret"};
    printer_ = find_printer(mode)->make(output, options);
  }

  Story& at(std::chrono::seconds second, EventBody body, const std::string& op = kOp) {
    const bool frame = std::holds_alternative<StreamStart>(body) || std::holds_alternative<StreamEnd>(body);
    printer_->on({is_journalled(body) ? ++seq_ : 0, kTen + second, frame ? "" : op, std::move(body)});
    return *this;
  }
  Lines lines() {
    printer_->flush();
    return output.lines();
  }

  StringOutput output, summary, outputs;

 private:
  std::unique_ptr<EventSink> printer_;
  std::uint64_t seq_ = 0;
};

OperationSeen seen() {
  OperationSeen body;
  body.op_type = "catlets.create";
  body.status = Status::running;
  return body;
}

TaskNew task(std::string id, std::string name) {
  Task made;
  made.id = std::move(id);
  made.name = std::move(name);
  made.display_name = made.name;
  made.status = Status::running;
  return {made};
}

LogAdded log(std::string message, std::string of = "t1", std::string level = "info") {
  return {LogEntry{message, std::move(of), kTen + 3s, std::move(level), message, ""}};
}

TaskUpdate ended(std::string id, Status status) {
  TaskUpdate body;
  body.task = std::move(id);
  body.to = status;
  body.elapsed = 5s;
  return body;
}

ResultReady result(Status status, std::vector<std::string> failed = {}) {
  return {status, {}, status == Status::completed ? "" : "it broke", std::move(failed), 9s};
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(const Lines& lines, std::string_view beginning) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(beginning); }));
}

}  // namespace

TEST_CASE("github: the lines of tasks that run at the same time are grouped when each has ended") {
  Story story("github");
  story.at(1s, seen()).at(2s, task("t1", "disk-1")).at(2s, task("t2", "network"));
  story.at(3s, log("one")).at(3s, log("two", "t2")).at(4s, log("three")).at(5s, ended("t1", Status::completed));
  story.at(6s, ended("t2", Status::completed)).at(7s, log("late")).at(9s, result(Status::completed));
  CHECK(story.lines() == Lines{
                             "10:00:01 k3v9 catlets.create  running",
                             "10:00:02 k3v9 disk-1         started",
                             "10:00:02 k3v9 network        started",
                             "::group::10:00:05 k3v9 disk-1         completed after 0:05",
                             "10:00:03 k3v9 disk-1       | one",
                             "10:00:03 k3v9 disk-1       | three",
                             "::endgroup::",
                             "::group::10:00:06 k3v9 network        completed after 0:05",
                             "10:00:03 k3v9 network      | two",
                             "::endgroup::",
                             "10:00:03 k3v9 disk-1       | late",
                             "10:00:09 k3v9 catlets.create  completed after 0:09",
                         });
}

TEST_CASE("github: nothing is held back longer than the operation, the wait, a heartbeat or 64 KiB last") {
  Story ended_early("github");
  ended_early.at(1s, task("t1", "disk-1")).at(2s, log("one")).at(3s, result(Status::completed));
  CHECK(count(ended_early.lines(), "::group::10:00:03 k3v9 disk-1         running") == 1);

  Story left("github");
  left.at(1s, task("t1", "disk-1")).at(2s, log("one")).at(3s, StreamEnd{124, "timeout", {}, {}});
  CHECK(count(left.lines(), "::group::10:00:03 k3v9 disk-1         running") == 1);

  Story silent("github");
  silent.at(1s, task("t1", "disk-1")).at(2s, log("one")).at(33s, Heartbeat{30s, {"t1"}, {}});
  CHECK(silent.lines().back().starts_with("10:00:33 still waiting"));
  CHECK(count(silent.lines(), "10:00:03 k3v9 disk-1       | one") == 1);

  Story many("github");
  many.at(1s, task("t1", "disk-1"));
  for (int i = 0; i < 1'000; ++i) many.at(2s, log(std::string(100, 'x')));
  CHECK(count(many.lines(), "::group::") == 1);
  CHECK(many.output.text.size() > 60'000);
}

TEST_CASE("T-8 github: a task that had ended when it was first seen has its group as well") {
  Story story("github");
  TaskNew done = task("t1", "disk-1");
  done.task.status = Status::failed;
  TaskNew silent = task("t2", "network");
  silent.task.status = Status::completed;
  story.at(1s, done).at(1s, silent).at(1s, log("one")).at(1s, log("two"));
  CHECK(story.lines() == Lines{"::group::10:00:01 k3v9 disk-1         FAILED", "10:00:03 k3v9 disk-1       | one",
                               "10:00:03 k3v9 disk-1       | two",
                               "::endgroup::", "10:00:01 k3v9 network        completed"});
  story.at(2s, log("late"));
  CHECK(story.lines().back() == "10:00:03 k3v9 disk-1       | late");
}

TEST_CASE("github: an end that the filter hides still shows what the task had to say") {
  PrinterOptions options;
  options.filter.types = {"log_entry"};
  Story story("github", options);
  story.at(1s, task("t1", "disk-1")).at(2s, log("one")).at(3s, ended("t1", Status::failed));
  CHECK(story.lines() ==
        Lines{"::group::10:00:03 k3v9 disk-1         FAILED", "10:00:03 k3v9 disk-1       | one", "::endgroup::"});
}

TEST_CASE("github: text of a server begins no command") {
  Story story("github");
  const std::string evil = "::set-output name=a::b";
  story.at(1s, seen()).at(1s, task("t1", evil)).at(2s, log(evil)).at(2s, log("  " + evil, ""));
  story.at(2s, log("##[add-mask]e ##vso[task.complete]", "")).at(2s, log("a\r\n" + evil, "", "error"));
  story.at(2s, Notice{evil}).at(3s, ended("t1", Status::failed)).at(4s, result(Status::failed, {"t1"}));
  story.at(5s, StreamEnd{1, "failed", {}, {}});
  for (const std::string& line : story.lines()) {
    CAPTURE(line);
    const bool ours = line.starts_with("::group::") || line.starts_with("::endgroup::") ||
                      line.starts_with("::error title=") || line.starts_with("::warning title=");
    CHECK((ours || line.find_first_not_of(' ') != line.find("::") || line.find("::") == std::string::npos));
    CHECK_FALSE(contains(line, "##["));
    CHECK_FALSE(contains(line, "##vso["));
    if (ours) CHECK_FALSE(contains(line.substr(2, line.find("::", 2) - 2), "set-output name=a:"));
  }
  CHECK(story.output.text.find('\r') == std::string::npos);
}

TEST_CASE("github: at most nine annotations of a kind, the gravest first, then how many more") {
  Story story("github");
  story.at(1s, seen()).at(1s, task("t1", "disk-1"));
  for (int i = 0; i < 20; ++i) story.at(2s, log("bad " + std::to_string(i), "t1", "error"));
  for (int i = 0; i < 9; ++i) story.at(2s, log("odd " + std::to_string(i), "t1", "warning"));
  story.at(3s, ended("t1", Status::failed)).at(4s, result(Status::failed, {"t1"}));
  CHECK(count(story.lines(), "::error") == 0);
  story.at(5s, StreamEnd{1, "failed", {}, {}});
  const Lines lines = story.lines();
  CHECK(count(lines, "::error") == 10);
  CHECK(count(lines, "::error title=k3v9 catlets.create FAILED::it broke") == 1);
  CHECK(count(lines, "::error title=k3v9 failed%3A disk-1::bad 17 / bad 18 / bad 19") == 1);
  CHECK(count(lines, "::error title=k3v9 catlets.create%3A disk-1::bad") == 7);
  CHECK(count(lines, "::error::13 more, see the log") == 1);
  CHECK(count(lines, "::warning") == 9);
}

TEST_CASE("T-5 github: entries below --level are no annotations") {
  PrinterOptions options;
  options.filter.level = "error";
  Story story("github", options);
  story.at(1s, seen()).at(2s, log("odd", "", "warning")).at(2s, log("bad", "", "error"));
  story.at(4s, result(Status::completed)).at(5s, StreamEnd{0, "ok", {}, {}});
  CHECK(count(story.lines(), "::warning") == 0);
  CHECK(count(story.lines(), "::error") == 1);
}

TEST_CASE("github: an operation that was left is a warning") {
  Story story("github");
  story.at(1s, seen()).at(5s, StreamEnd{124, "timeout", {}, {"optrack wait k3v9"}});
  CHECK(story.lines().back() ==
        "::warning title=k3v9 catlets.create still running::timeout, go on with: optrack wait k3v9");
}

TEST_CASE("github: the summary is a table in which text stays text") {
  Story story("github");
  ResultReady bad = result(Status::failed, {"t1"});
  bad.message = "a | b <img src=x> [l](u)\n# h";
  story.at(1s, seen()).at(1s, task("t1", "disk|1")).at(4s, bad).at(5s, StreamEnd{1, "failed", {}, {}});
  CHECK(story.summary.lines() ==
        Lines{
            "### optrack: failed, 0 of 1 completed",
            "",
            "| status | id | operation | time | message |",
            "|---|---|---|---|---|",
            "| \u274c failed | k3v9abcdef | catlets&#46;create | 0&#58;09 | a &#124; b &#60;img src&#61;x&#62; "
            "&#91;l&#93;&#40;u&#41; &#35; h |",
            "",
            "Failed tasks:",
            "",
            "- k3v9abcdef: disk&#124;1",
            "",
        });
}

TEST_CASE("github: outputs tell the first operation, all of them, and how the wait ended") {
  Story story("github");
  story.at(0s, StreamStart{"", {kOp, "b00dabcdef"}, "", {}, {}}).at(1s, seen()).at(2s, seen(), "b00dabcdef");
  story.at(4s, result(Status::failed)).at(5s, StreamEnd{124, "timeout", {}, {"optrack wait b00d"}});
  CHECK(story.outputs.lines() == Lines{
                                     "exit_code<<optrack_secret",
                                     "124",
                                     "optrack_secret",
                                     "exit_name<<optrack_secret",
                                     "timeout",
                                     "optrack_secret",
                                     "id<<optrack_secret",
                                     kOp,
                                     "optrack_secret",
                                     "status<<optrack_secret",
                                     "failed",
                                     "optrack_secret",
                                     "message<<optrack_secret",
                                     "it broke",
                                     "optrack_secret",
                                     "operations<<optrack_secret",
                                     kOp + " failed",
                                     "b00dabcdef running",
                                     "optrack_secret",
                                     "resume<<optrack_secret",
                                     "optrack wait b00d",
                                     "optrack_secret",
                                 });
}

TEST_CASE("T-3 github, gitlab: an operation that completed tells what it brought") {
  for (const char* mode : {"github", "gitlab"}) {
    CAPTURE(mode);
    Story story(mode);
    ResultReady good = result(Status::completed);
    good.outcome = {"VirtualDisk", {R"({"name":"::error::sda","size":40})"}, std::nullopt};
    story.at(9s, good);
    CHECK(story.lines().back() == "         VirtualDisk  name ::error::sda  size 40");
  }
}

TEST_CASE("gitlab: a section for each task, closed when it went well, open when it did not") {
  Story story("gitlab");
  story.at(1s, task("t1", "disk-1")).at(1s, task("t2", "network")).at(3s, log("one")).at(3s, log("two", "t2"));
  story.at(5s, ended("t1", Status::completed)).at(6s, ended("t2", Status::failed));
  CHECK(story.lines() == Lines{
                             "10:00:01 k3v9 disk-1         started",
                             "10:00:01 k3v9 network        started",
                             "\x1b[0Ksection_start:1772359203:optrack_k3v9abcdef_1[collapsed=true]\r\x1b[0K"
                             "10:00:05 k3v9 disk-1         completed after 0:05",
                             "10:00:03 k3v9 disk-1       | one",
                             "\x1b[0Ksection_end:1772359205:optrack_k3v9abcdef_1\r\x1b[0K",
                             "\x1b[0Ksection_start:1772359203:optrack_k3v9abcdef_2[collapsed=false]\r\x1b[0K"
                             "10:00:06 k3v9 network        FAILED after 0:05",
                             "10:00:03 k3v9 network      | two",
                             "\x1b[0Ksection_end:1772359206:optrack_k3v9abcdef_2\r\x1b[0K",
                         });
}

TEST_CASE("T-5 github, gitlab: with --order time lines come as they do, without groups and sections") {
  for (const char* mode : {"github", "gitlab"}) {
    CAPTURE(mode);
    PrinterOptions options;
    options.order = LineOrder::time;
    Story story(mode, options);
    story.at(1s, task("t1", "disk-1")).at(1s, task("t2", "network")).at(3s, log("one")).at(3s, log("two", "t2"));
    story.at(5s, ended("t1", Status::completed));
    CHECK(story.lines() == Lines{
                               "10:00:01 k3v9 disk-1         started",
                               "10:00:01 k3v9 network        started",
                               "10:00:03 k3v9 disk-1       | one",
                               "10:00:03 k3v9 network      | two",
                               "10:00:05 k3v9 disk-1         completed after 0:05",
                           });
  }
}

TEST_CASE("gitlab: text of a server forges no section and holds no escape") {
  Story story("gitlab");
  const std::string evil = "\x1b[0Ksection_end:1:optrack_k3v9abcdef_1\r\x1b[0K";
  story.at(1s, task("t1", evil)).at(2s, log(evil)).at(2s, log(evil, "")).at(2s, Notice{evil});
  story.at(3s, ended("t1", Status::completed)).at(4s, result(Status::failed, {"t1"}), "\x1b[0K;rm");
  story.at(5s, StreamEnd{1, "failed", {}, {}});
  const std::string& text = story.output.text;
  std::size_t marks = 0;
  for (std::size_t at = text.find('\r'); at != std::string::npos; at = text.find('\r', at + 1)) ++marks;
  CHECK(marks == 2);
  std::size_t escapes = 0;
  for (const char c : text) escapes += c == '\x1b' ? 1 : 0;
  CHECK(escapes == 4);
}

TEST_CASE("plain: where it may be the log of a CI system no text is a command for it") {
  StringOutput output;
  const auto printer = find_printer("plain")->make(output, {});
  printer->on({1, kTen, kOp, log("##vso[task.setvariable variable=a]b ##[error]c", "")});
  printer->flush();
  CHECK(output.text == "10:00:03 k3v9              | # #vso[task.setvariable variable=a]b # #[error]c\n");
}

}  // namespace ci_printers_test
