// SPDX-License-Identifier: MIT
// What a server writes, on its way through the real program to a real terminal.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "model/event_json.hpp"
#include "support/hostile_texts.hpp"
#include "support/lab.hpp"
#include "support/samples.hpp"
#include "support/terminal_run.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

/// On a terminal that is known to understand everything the view may write.
Program on_kitty(Program program) {
  program.environment["TERM"] = "xterm-kitty";
  return program;
}

}  // namespace

TEST_CASE("T-4 live view: a recording that is hostile in every field writes no sequence of its own to a terminal") {
  const Optrack nobody;
  std::string recording;
  std::uint64_t seq = 0;
  for (const std::string& text : hostile_texts()) {
    for (EventBody& body : tellings(text)) {
      recording += event_line({++seq, sample_time(), "k3v9abcdef", std::move(body)}, "default") + "\n";
    }
  }
  const std::string file = nobody.home.write("hostile.ndjson", recording).string();
  for (const int columns : {20, 80}) {
    CAPTURE(columns);
    TerminalRun run{on_kitty(nobody.program({"replay", file, "-o", "tty"})), columns, 24};
    CHECK(run.end(std::chrono::seconds{60}) == 7);  // no stream_end
    CHECK(run.screen.is_normal());
    CHECK(run.raw.find("\x1b[?2026h") != std::string::npos);
    CHECK(run.screen.all().size() > hostile_texts().size());
  }
}

TEST_CASE("T-4 live view: a server that is hostile in names, messages and log entries reaches a terminal as text") {
  Json tasks = Json::array();
  Json log = Json::array();
  for (const std::string& text : hostile_texts()) {
    const std::string key = "k" + std::to_string(tasks.size());
    const std::string shown = Json::parse(Json(text).dump(-1, ' ', true, Json::error_handler_t::replace));
    tasks.push_back({{"key", key}, {"name", shown}, {"display_name", shown}, {"start", 0}});
    log.push_back({{"task", key}, {"at", 0.1}, {"message", shown}});
  }
  const Json plan{
      {"duration", "1s"}, {"outcome", "failed"}, {"message", hostile_texts().front()}, {"tasks", tasks}, {"log", log}};
  const Lab lab{"honoured", {}, Json{{"operations", {{"catlets.config.expand", plan}}}}.dump()};
  const std::string id = lab.start(kFails);
  TerminalRun run{on_kitty(lab.optrack.program({"wait", id})), 80, 24};
  CHECK(run.end(std::chrono::seconds{60}) == 1);
  CHECK(run.screen.is_normal());
  CHECK(run.screen.all().size() > hostile_texts().size());
}
