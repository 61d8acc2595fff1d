// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "print/html_report.hpp"
#include "print/junit_report.hpp"
#include "print/report_printers.hpp"
#include "support/samples.hpp"
#include "support/story.hpp"
#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace report_test {

namespace {

const WallTime kBegin = sample_time();

Task task(const std::string& id, const std::string& name, Status status, const std::string& parent = "") {
  Task made;
  made.id = id;
  made.parent = parent;
  made.display_name = name;
  made.status = status;
  return made;
}

/// A run as it is recorded: one event a second.
struct Run {
  explicit Run(PrinterOptions options = {}) : facts(options) {
    happens(StreamStart{"0.1.0", {kOp}, "html", {}, {}}, "");
    happens(OperationSeen{"web", "catlets.create", "lab", "1f0c", Status::running, "Running", "", "", {}});
  }
  Run& happens(EventBody body, const std::string& op = kOp) {
    facts.note({0, kBegin + std::chrono::seconds{seconds++}, op, std::move(body)});
    return *this;
  }
  Run& logs(const std::string& task_id, const std::string& message, const std::string& level = "info") {
    return happens(LogAdded{{message, task_id, {}, level, message, ""}});
  }
  /// A task below another one fails, and with it the operation.
  Run& fails() {
    happens(TaskNew{task("t1", "create", Status::running)});
    happens(TaskNew{task("t2", "copy volume sda", Status::running, "t1")});
    happens(TaskNew{task("t3", "start", Status::pending, "t1")});
    happens(TaskNew{task("t4", "network", Status::completed)});
    logs("t2", "copied 1.9 GiB").logs("t2", "no space left", "error");
    happens(ResourceNew{{"r1", "Catlet", "web-01", "/v1/catlets/r1"}});
    happens(TaskUpdate{"t2", Status::running, Status::failed, {}, "disk full", {}, 3s});
    happens(TaskUpdate{"t1", Status::running, Status::failed, {}, {}, {}, {}});
    happens(StatusChanged{Status::running, Status::failed, "Failed", "could not be completed", {}, 10s});
    happens(ResultReady{
        Status::failed, {"Catlet", {R"({"id":9007199254740993})"}, {}}, "could not be completed", {"t1", "t2"}, 10s});
    return happens(StreamEnd{1, "failed", {{"failed", 1}}, {}}, "");
  }
  int seconds = 0;
  ReportFacts facts;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("html: a failed run says first what failed, and has everything") {
  Run run;
  const std::string html = html_report(run.fails().facts);
  CHECK(has(html, "<title>catlets.create failed – optrack</title>"));
  const std::size_t lead = html.find("class=\"lead failed\"");
  REQUIRE(lead != std::string::npos);
  CHECK(lead < html.find("<dl>"));
  CHECK(has(html, "create / copy volume sda"));
  CHECK(has(html, "no space left"));
  CHECK(has(html, "Left behind: Catlet web-01"));
  CHECK(has(html, "Tasks: 1 pending, 1 completed, 2 failed"));
  CHECK(has(html, "◆ copy volume sda"));
  CHECK_FALSE(has(html, "◆ create"));
  CHECK(has(html, "/v1/catlets/r1"));
  CHECK(has(html, "&quot;id&quot;: 9007199254740993"));
  CHECK(has(html, "Log: 2 lines"));
  CHECK_FALSE(has(html, "Left out"));
}

TEST_CASE("html: what a wait left running names the command that goes on") {
  Run run;
  run.happens(TaskNew{task("t1", "create", Status::running)});
  run.happens(PollTrouble{2, Error{ErrorKind::unreachable, "HTTP 502", 502}, 4s, 5s});
  run.happens(StreamEnd{124, "timeout", {{"running", 1}}, {"optrack wait k3v9"}}, "");
  const std::string html = html_report(run.facts);
  CHECK(has(html, "Still running when this was written."));
  CHECK(has(html, "The wait ended with 124 (timeout)."));
  CHECK(has(html, "Go on with: optrack wait k3v9"));
  CHECK(has(html, "no answer, try 2: HTTP 502"));
  const std::string junit = junit_report(run.facts);
  CHECK(has(junit, "<error type=\"running\" message=\"still running when this was written; the wait ended with 124"));
  CHECK(has(junit, "<skipped message=\"still running when this was written\"/>"));
}

TEST_CASE("junit: an operation is a suite, its tasks are cases") {
  Run run;
  const std::string junit = junit_report(run.fails().facts);
  CHECK(has(junit,
            "<testsuite name=\"catlets.create k3v9abcdef\" tests=\"5\" failures=\"3\" errors=\"0\" skipped=\"1\""));
  CHECK(has(junit, "timestamp=\"2026-03-01T08:0"));
  CHECK(has(junit,
            "<testcase name=\"create / copy volume sda\" classname=\"catlets.create\" time=\"3.000\">"
            "<failure type=\"failed\" message=\"disk full\">"));
  CHECK(has(junit, "error: no space left\n"));
  CHECK(has(junit,
            "<testcase name=\"create / start\" classname=\"catlets.create\" time=\"0.000\">"
            "<skipped message=\"not begun\"/>"));
  CHECK(has(junit, "<testcase name=\"network\" classname=\"catlets.create\" time=\"0.000\"></testcase>"));
}

TEST_CASE("junit: cancelled is skipped, lost is an error") {
  for (const Status status : {Status::cancelled, Status::lost}) {
    Run run;
    run.happens(TaskNew{task("t1", "copy", status)});
    run.happens(TaskNew{task("t2", "copy", Status::running)});
    run.happens(ResultReady{status, {}, "", {}, {}});
    const std::string junit = junit_report(run.facts);
    const bool lost = status == Status::lost;
    CHECK(has(junit, lost ? "errors=\"2\" skipped=\"1\"" : "errors=\"0\" skipped=\"3\""));
    CHECK(has(junit, lost ? "<error type=\"lost\" message=\"lost\">" : "<skipped message=\"cancelled\"/>"));
    CHECK(has(junit, "<testcase name=\"copy (2)\""));
    CHECK(has(junit, "its end was not seen"));
  }
}

TEST_CASE("reports: say what they leave out") {
  PrinterOptions options;
  options.operations = 100;  // who share the lines
  Run run{options};
  for (int i = 0; i < 300; ++i) {
    run.facts.note({0, kBegin, kOp, TaskNew{task(std::to_string(i), "x", Status::completed)}});
  }
  for (int i = 0; i < 1'000; ++i) run.facts.note({0, kBegin, kOp, LogAdded{{"", "1", {}, "info", "line", ""}}});
  const std::string html = html_report(run.facts);
  CHECK(times(html, "<li class=\"info\"") == 180);
  CHECK(has(html, "820 of 1000 log lines"));
  CHECK(has(html, "820 of 1000 lines are left out here; see: optrack logs k3v9abcdef"));
  CHECK(has(html, "the chart shows 200 of 300 tasks"));
  CHECK(has(junit_report(run.facts), "the last 180 of 1000 lines"));
}

TEST_CASE("reports: absurd times of a server do not bend the axis") {
  Run run;
  Task old = task("t1", "old", Status::completed);
  old.started = WallTime::min();
  old.ended = WallTime::max();
  run.happens(TaskNew{old});
  run.happens(StatusChanged{Status::running, Status::completed, "", "", WallTime::max(), Milliseconds::max()});
  const ReportedOperation& operation = run.facts.operations().front();
  CHECK(*operation.tasks.at("t1").started == kBegin + 2s);
  CHECK(operation.end() == kBegin + 3s);
  CHECK(has(html_report(run.facts), "old"));
}

TEST_CASE("reports: made long after the operation, they tell the times of the operation") {
  ReportFacts facts{PrinterOptions{}};
  const WallTime later = kBegin + std::chrono::hours{24 * 1000};
  facts.note({0, later, "", StreamStart{"0.1.0", {kOp}, "html", {}, {}}});
  facts.note({1, kBegin, kOp, OperationSeen{}});
  facts.note({2, kBegin + 5s, kOp, StatusChanged{Status::pending, Status::completed, "", "", kBegin + 4s, 3s}});
  facts.note({0, later, "", StreamEnd{8, "pending", {}, {}}});
  CHECK(facts.operations().front().begin() == kBegin + 1s);
  CHECK(facts.operations().front().end() == kBegin + 4s);
  CHECK(facts.wait_end() == nullptr);
}

TEST_CASE("reports: with --since now tasks keep their names") {
  PrinterOptions options;
  options.tasks[kOp] = {task("t1", "create", Status::running)};
  Run run{options};
  run.happens(TaskUpdate{"t1", Status::running, Status::completed, {}, {}, {}, {}});
  CHECK(has(html_report(run.facts), "✔ ◆ create"));
}

TEST_CASE("reports: several operations have an overview that leads to each") {
  Run run;
  run.fails();
  run.happens(OperationSeen{"db", "catlets.start", "lab", "2", Status::completed, "", "", "", {}}, "b00dabcdef");
  const std::string html = html_report(run.facts);
  CHECK(has(html, "<title>2 operations: 1 completed, 1 failed – optrack</title>"));
  CHECK(has(html, "href=\"#operation-2\""));
  CHECK(has(html, "id=\"operation-2\""));
  CHECK(times(junit_report(run.facts), "<testsuite ") == 2);
}

TEST_CASE("report printers: write once at the end, or when they go before it") {
  for (auto* make : {make_html_printer, make_junit_printer}) {
    StringOutput output;
    {
      const auto printer = make(output, {});
      printer->on({0, kBegin, kOp, OperationSeen{}});
      printer->flush();
      CHECK(output.writes == 0);
    }
    CHECK(output.writes == 1);
    {
      const auto printer = make(output, {});
      printer->on({0, kBegin, "", StreamEnd{}});
      CHECK(output.writes == 2);
    }
    CHECK(output.writes == 2);
    { const auto printer = make(output, {}); }
    CHECK(output.writes == 2);
  }
}

TEST_CASE("T-3 html: what an operation brought is told in words, the document itself is a click away") {
  Run run;
  const Outcome catlet{"Catlet", {R"({"id":"c<1>","name":"web","cpu_count":2})"}, {}};
  run.happens(ResultReady{Status::completed, catlet, "", {}, 10s});
  const std::string html = html_report(run.facts);
  CHECK(has(html, "<dt>cpus</dt><dd>2</dd>"));
  CHECK(has(html, "<dd>c&lt;1&gt;</dd>"));
  CHECK(has(html, "<details><summary>The whole result as JSON</summary><pre>"));
}

}  // namespace report_test
