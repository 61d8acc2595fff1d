// SPDX-License-Identifier: MIT
// The live view in a real terminal: what is on the screen, and what is left there however it ends.
#include <algorithm>
#include <csignal>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/terminal_run.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace live_view_test {

namespace {

using Lines = std::vector<std::string>;

const std::string kHint = "Ctrl-C detaches";

/// `optrack wait WORDS…` in a terminal that colours nothing.
Program waiting(const Lab& lab, std::vector<std::string> words) {
  words.insert(words.begin(), "wait");
  return on_xterm(lab.optrack.program(std::move(words)));
}

/// Everything ever shown, as text that does not differ from run to run.
std::string shown(const TerminalRun& run, const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& line : run.screen.all()) text += line + "\n";
  return normal(text, ids);
}

const std::string kLeft =
    "▸ ID catlets.populate-variables  interrupted after DUR, still running, not cancelled\n"
    "  go on with: optrack wait ID\n";

}  // namespace

TEST_CASE("live view: a running operation, then Ctrl-C: detached, the way on is told, the terminal as it was") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  REQUIRE(run.see("Populate  "));
  REQUIRE(run.see(kHint));
  const std::string before = shown(run, {id});
  CHECK(before.find("TIME Populate  Collecting\n") == 0);
  CHECK(before.find("\nID catlets.populate-variables  running  [") != std::string::npos);
  CHECK(before.ends_with("\n  Ctrl-C detaches\n"));
  CHECK(run.screen.is_normal());
  run.type("\x03");
  CHECK(run.end() == 130);
  CHECK(shown(run, {id}) == "TIME Populate  Collecting\n" + kLeft);
  CHECK(run.screen.is_normal());
  CHECK(lab.record(id).at("status") == "running");
}

TEST_CASE("live view: a failure leaves what one needs to act") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  Lab::settle();
  TerminalRun run{waiting(lab, {id}), 80, 24};
  CHECK(run.end() == 1);
  const std::string text = shown(run, {id});
  CAPTURE(text);
  CHECK(text.find("TIME Expand    ✖ FAILED") != std::string::npos);
  CHECK(text.find("TIME Expand    Looking for genes\n") != std::string::npos);
  CHECK(text.find("✖ ID catlets.expand-config FAILED after DUR   The gene was not found.\n  ✖ Expand") !=
        std::string::npos);
  CHECK(
      text.ends_with("    | TIME Looking for genes\n"
                     "  1 task failed\n"
                     "  optrack logs ID  |  optrack show ID  |  optrack report ID --html r.html\n"));
}

TEST_CASE("live view: a completed operation leaves its lines, one more, and what it brought") {
  const Lab lab;
  const std::string id = lab.start(kCompletes);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  CHECK(run.end() == 0);
  const std::string text = shown(run, {id});
  CAPTURE(text);
  const std::size_t ended = text.find("✔ ID catlets.create completed after DUR\n  Catlet  name ");
  REQUIRE(ended != std::string::npos);
  CHECK(std::count(text.begin() + static_cast<std::ptrdiff_t>(ended), text.end(), '\n') == 2);
  CHECK(text.ends_with("  id GUID  status Stopped\n"));
  CHECK(text.find("TIME ✚ Catlet GUID\n") != std::string::npos);
  CHECK(text.find(kHint) == std::string::npos);
  CHECK(run.screen.row() == static_cast<int>(run.screen.screen().size()));
}

TEST_CASE("live view: --on-interrupt ask asks in the block, which goes on") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id, "--on-interrupt", "ask"}), 80, 24};
  const std::string settings = run.settings();
  REQUIRE(run.see("Collecting"));
  run.type("\x03");
  REQUIRE(run.see("w = go on waiting"));
  run.type("w");
  REQUIRE(run.see(kHint));
  CHECK(run.count("go on waiting") == 0);
  run.type("\x03");
  REQUIRE(run.see("w = go on waiting"));
  run.type("d");
  CHECK(run.end() == 130);
  CHECK(shown(run, {id}) == "TIME Populate  Collecting\n" + kLeft);
  CHECK(run.settings() == settings);
}

TEST_CASE("live view: every size of window, also one that cannot hold it") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  struct Size {
    int columns, rows;
  };
  for (const Size size :
       {Size{0, 0}, Size{1, 24}, Size{20, 24}, Size{40, 3}, Size{500, 50}, Size{80, 1}, Size{80, 2}}) {
    CAPTURE(size.columns);
    CAPTURE(size.rows);
    TerminalRun run{waiting(lab, {id, "--level", "error"}), size.columns, size.rows};
    REQUIRE(run.see(size.columns == 1 ? "…" : "catlets"));
    run.look(1'200ms);
    const Lines lines = run.screen.all();
    CHECK(static_cast<int>(lines.size()) <= std::max(1, size.rows == 0 ? 24 : size.rows));
    CHECK(run.screen.scrollback().empty());
    run.signal(SIGTERM);
    CHECK(run.end() == 143);
    CHECK(run.screen.is_normal());
  }
}

TEST_CASE("live view: 200 sizes in a row leave every log line once and one block") {
  const Lab lab{"honoured", {}, R"json({"operations": {"catlets.config.populate-variables": {"duration": "1h",
    "tasks": [{"key": "go", "name": "PopulateCommand", "display_name": "Populate", "start": 0}],
    "log": [{"task": "go", "at": "10ms", "count": 40, "every": "100ms", "message": "Line {n} of {count}"}]}}})json"};
  for (const bool reflow : {true, false}) {
    CAPTURE(reflow);
    const std::string id = lab.start(kGoesOn);
    TerminalRun run{waiting(lab, {id}), 80, 24};
    REQUIRE(run.see(kHint));
    for (int i = 0; i < 200; ++i) {
      run.resize(34 + i * 37 % 90, 8 + i * 13 % 30, reflow);
      run.look(20ms);
    }
    run.resize(100, 30, reflow);
    REQUIRE(run.see("Line 40 of 40"));
    run.look(500ms);
    CHECK(run.count(kHint) == 1);
    CHECK(run.count("Line 40 of 40") == 1);
    if (reflow) {
      for (int i = 1; i <= 40; ++i) CHECK(run.count(fmt::format("Line {} of 40", i)) == 1);
    }
    run.type("\x03");
    CHECK(run.end() == 130);
    CHECK(run.screen.is_normal());
  }
}

TEST_CASE("live view: on stderr while stdout is a pipe, and nothing of it where stderr is none") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id, "-o", "tty", "-o", "ndjson"}), 80, 24, {false, true}};
  REQUIRE(run.see("Collecting"));
  REQUIRE(run.see(kHint));
  run.signal(SIGTERM);
  CHECK(run.end() == 143);
  CHECK(run.out.find("\"type\":\"log_entry\"") != std::string::npos);
  CHECK(run.out.find('\x1b') == std::string::npos);
  TerminalRun silent{waiting(lab, {id}), 80, 24, {false, true}};
  REQUIRE(silent.see(kHint));
  silent.signal(SIGTERM);
  CHECK(silent.end() == 143);
  CHECK(silent.out.empty());
  TerminalRun both{waiting(lab, {id, "-o", "tty", "-o", "ndjson", "--timeout", "300ms"}), 500, 24};
  CHECK(both.end() == 124);
  CHECK(both.raw.find('\x1b') == std::string::npos);
  CHECK(both.count("Collecting") == 2);
  TerminalRun reverse{waiting(lab, {id, "--timeout", "300ms"}), 80, 24, {true, false}};
  CHECK(reverse.end() == 124);
  CHECK(reverse.raw.empty());
  CHECK(reverse.out.find("Populate     | Collecting") != std::string::npos);
}

TEST_CASE("live view: lines instead of a view for TERM=dumb, CI and --progress plain; nothing for none") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  struct Row {
    const char* why;
    std::map<std::string, std::string> environment;
    const char* progress;
    bool lives;
  };
  const Row rows[] = {
      {"dumb", {{"TERM", "dumb"}}, "auto", false},
      {"no TERM", {{"TERM", ""}}, "auto", false},
      {"CI", {{"CI", "true"}}, "auto", false},
      {"CI=false is none", {{"CI", "false"}}, "auto", true},
      {"asked for lines", {}, "plain", false},
      {"asked for in CI", {{"CI", "true"}}, "tty", true},
      {"cannot be drawn", {{"TERM", "dumb"}}, "tty", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Program program = waiting(lab, {id, "--progress", row.progress, "--timeout", "700ms"});
    for (const auto& [name, value] : row.environment) program.environment[name] = value;
    TerminalRun run{program, 80, 24};
    CHECK(run.end() == 124);
    CHECK((run.raw.find('\x1b') != std::string::npos) == row.lives);
    CHECK(run.count("Collecting") == 1);
  }
  TerminalRun none{waiting(lab, {id, "--progress", "none", "--timeout", "300ms"}), 80, 24};
  CHECK(none.end() == 124);
  CHECK(none.raw.empty());
  CHECK(lab({"wait", id, "-o", "tty=file"}).code == 2);
}

TEST_CASE("live view: ASCII alone with LANG=C") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  Program program = waiting(lab, {id});
  program.environment["LANG"] = "C";
  TerminalRun run{program, 80, 24};
  CHECK(run.end() == 1);
  CHECK(std::all_of(run.raw.begin(), run.raw.end(), [](char c) { return c >= 0; }));
  CHECK(run.count("x ") >= 2);
}

TEST_CASE("live view: a terminal that does not read delays no poll, and shows the newest later") {
  const Lab lab{"honoured", {}, R"json({"operations": {"catlets.config.populate-variables": {"duration": "1h",
    "tasks": [{"key": "go", "name": "PopulateCommand", "display_name": "Populate", "start": 0}],
    "log": [{"task": "go", "at": "500ms", "count": 6000, "every": 0.0005, "message": "Line {n} of {count}"}]}}})json"};
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  REQUIRE(run.see(kHint));
  const std::size_t before = lab.requests();
  std::this_thread::sleep_for(5s);  // nobody reads
  CHECK(lab.requests() - before >= 10);
  REQUIRE(run.see("Line 6000 of 6000", 60s));
  REQUIRE(run.see("lines not shown: optrack logs"));
  run.type("\x03");
  CHECK(run.end() == 130);
  CHECK(run.screen.is_normal());
}

TEST_CASE("live view: 10,000 tasks") {
  std::string tasks;
  for (int i = 0; i < 10'000; ++i) {
    tasks +=
        fmt::format(R"({}{{"key": "k{}", "name": "Task{}", "start": "{}ms"}})", i == 0 ? "" : ",", i, i, i % 3 * 200);
  }
  const Lab lab{
      "honoured",
      {},
      R"json({"operations": {"catlets.config.populate-variables": {"duration": "1h", "tasks": [)json" + tasks + "]}}}"};
  const std::string id = lab.start(kGoesOn);
  TerminalRun run{waiting(lab, {id}), 80, 24};
  REQUIRE(run.see("more running", 60s));
  CHECK(run.screen.screen().size() <= 24);
  run.signal(SIGTERM);
  CHECK(run.end(60s) == 143);
  CHECK(run.screen.is_normal());
}

}  // namespace live_view_test
