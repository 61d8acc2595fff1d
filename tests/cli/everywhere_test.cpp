// SPDX-License-Identifier: MIT
// Options that hold for every command: --ascii and --utc.
#include <algorithm>

#include <doctest/doctest.h>

#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

using Words = std::vector<std::string>;

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

/// Three operations: one completed, one failed, one that goes on.
struct Three {
  Three() : completed(lab.start(kCompletes)), failed(lab.start(kFails)), active(lab.start(kGoesOn)) {
    (void)lab({"wait", completed, failed, "-o", "ndjson=" + recording()});
  }
  [[nodiscard]] std::string recording() const { return (lab.optrack.home.path() / "run.ndjson").string(); }
  [[nodiscard]] std::string report() const { return (lab.optrack.home.path() / "report.html").string(); }

  Ran run(Words arguments, const Words& more, const std::map<std::string, std::string>& environment) const {
    arguments.insert(arguments.end(), more.begin(), more.end());
    Program program = lab.optrack.program(std::move(arguments));
    for (const auto& [name, value] : environment) program.environment[name] = value;
    return optrack::test::run(program);
  }

  const Lab lab;
  std::string completed, failed, active;
};

/// Every command that prints for people, with what it can be asked for.
std::vector<Words> commands(const Three& three) {
  const std::string& done = three.completed;
  std::vector<Words> all{
      {"list"},
      {"list", "--remote"},
      {"show", three.failed},
      {"show", done},
      {"show", three.active},
      {"status", done, three.failed, three.active},
      {"logs", three.failed},
      {"result", done},
      {"result", three.active},
      {"wait", three.active, "--timeout", "0"},
      {"wait", three.active, "--timeout", "200ms"},
      {"wait", three.active, "--timeout", "200ms", "--progress", "tty"},
      {"cancel", three.active, "--dry-run"},
      {"label", done, "team=a"},
      {"rm", "nobody-knows-it"},
      {"report", done, "--junit", three.report()},
      {"ops", "list"},
      {"ops", "show", kCompletes},
      {"provider", "list"},
      {"provider", "show", "lab"},
      {"provider", "test", "lab"},
      {"context", "list"},
      {"context", "show"},
      {"doctor"},
      {"version"},
      {"schema", "events"},
      {"emulate", "--list-faults"},
      {"completion", "bash"},
      {"help"},
      {"help", "wait"},
      {"help", "exit-codes"},
      {"help", "selectors"},
      {"help", "conditions"},
      {"help", "output"},
      {"wiat"},
      {"wait"},
      {"wait", "nobody-knows-it"},
      {"start", "no.such.type"},
  };
  for (const char* mode : {"plain", "github", "gitlab", "ndjson", "json", "id"}) {
    all.push_back({"wait", done, three.failed, "-o", mode});
    all.push_back({"wait", done, three.failed, "-o", mode, "--order", "task", "--max-log", "1"});
    all.push_back({"replay", three.recording(), "-o", mode});
  }
  return all;
}

}  // namespace

TEST_CASE("cli: with --ascii, and outside UTF-8, nothing that any command prints is more than ASCII") {
  const Three three;
  for (const Words& command : commands(three)) {
    const std::string line = joined(command);
    CAPTURE(line);
    for (const std::string locale : {"C.UTF-8", "C"}) {
      const Words more = locale == "C" ? Words{} : Words{"--ascii"};
      CAPTURE(locale);
      const Ran ran = three.run(command, more, {{"LANG", locale}});
      CHECK_FALSE(ran.timed_out);
      CHECK((command.front() == "report" || !(ran.out + ran.err).empty()));
      CAPTURE(ran.out);
      CAPTURE(ran.err);
      CHECK(is_ascii(ran.out));
      CHECK(is_ascii(ran.err));
    }
  }
}

TEST_CASE("cli: with --utc every command that tells times tells those of UTC, whatever TZ says") {
  const Three three;
  const std::string& done = three.completed;
  std::vector<Words> told{
      {"show", done, "--offline"},
      {"show", three.failed, "--offline"},
      {"logs", done},
      {"list", "--remote"},
      {"wait", done, "-o", "plain"},
      {"wait", done, "-o", "github"},
      {"wait", done, "-o", "gitlab"},
      {"replay", three.recording(), "-o", "plain"},
      {"replay", three.recording(), "-o", "github"},
  };
  // What stands in a message of the wait itself is the present time; the two runs are compared without these.
  const auto steady = [](const Ran& ran) {
    std::string text;
    for (const std::string& one : lines_of(ran.out + ran.err)) {
      if (one.find("operations:") == std::string::npos) text += one + "\n";
    }
    return text;
  };
  for (const Words& command : told) {
    const std::string line = joined(command);
    CAPTURE(line);
    const std::string utc = steady(three.run(command, {}, {{"TZ", "UTC"}}));
    CHECK(steady(three.run(command, {"--utc"}, {{"TZ", "AHEAD-5:30"}})) == utc);
    CHECK(steady(three.run(command, {}, {{"TZ", "AHEAD-5:30"}})) != utc);
  }
  const auto report = [&](const char* zone, const Words& more) {
    CHECK(three.run({"report", done, "--html", three.report()}, more, {{"TZ", zone}}).code == 0);
    const std::string html = three.lab.optrack.home.read("report.html");
    return html.substr(html.find("Started</dt>"), 60);
  };
  CHECK(report("AHEAD-5:30", {"--utc"}) == report("UTC", {}));
  CHECK(report("AHEAD-5:30", {}) != report("UTC", {}));
}
