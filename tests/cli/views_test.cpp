// SPDX-License-Identifier: MIT
// The transcripts of the documentation are what the live view shows of recorded runs.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <doctest/doctest.h>

#include "model/event_reader.hpp"
#include "model/local_id.hpp"
#include "print/tty_printer.hpp"
#include "support/lab.hpp"
#include "support/string_output.hpp"
#include "support/terminal_run.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace views_test {

namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

constexpr int kColumns = 80;
constexpr int kRows = 24;

Lines lines_of(const fs::path& file) {
  std::ifstream in{file};
  Lines lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

fs::path recording(const std::string& name) {
  return fs::path{OPTRACK_SOURCE_DIR} / "tests/cli/recordings" / (name + ".ndjson");
}

/// The first block of code that holds `word`, without the command that a prompt stands before.
Lines block(const std::string& document, const std::string& word) {
  Lines found;
  bool inside = false;
  for (const std::string& line : lines_of(fs::path{OPTRACK_SOURCE_DIR} / document)) {
    if (line.starts_with("```")) {
      const bool right =
          std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.find(word) != one.npos; });
      if (inside && right) return found;
      inside = !inside;
      found.clear();
    } else if (inside && !line.starts_with("$ ")) {
      found.push_back(line);
    }
  }
  return {};
}

/// As many rows from the end as `like` has, as text: a difference is then seen as a whole.
std::string last(const Lines& rows, const Lines& like) {
  std::string text;
  const std::size_t count = std::min(rows.size(), like.size());
  for (std::size_t i = rows.size() - count; i < rows.size(); ++i) text += rows[i] + "\n";
  return text;
}

/// The rows of a terminal in which the live view has shown a recording up to `until` after its beginning.
Lines shown(const std::string& name, std::chrono::milliseconds until) {
  PrinterOptions options;
  options.terminal = Terminal{};
  options.terminal.is_terminal = options.terminal.can_overwrite = options.terminal.unicode = true;
  options.terminal.columns = kColumns;
  options.terminal.rows = kRows;
  StringOutput output;
  std::unique_ptr<LiveView> view;
  EventReader reader;
  std::optional<WallTime> begin;
  for (const std::string& line : lines_of(recording(name))) {
    const std::optional<Event> event = reader.read(line).event;
    if (!event) continue;
    if (!begin) {
      begin = event->ts;
      for (const std::string& op : std::get<StreamStart>(event->body).ops) options.tags[op] = short_id(op, 4);
      view = make_live_view(output, options);
    }
    if (event->ts > *begin + until) break;
    view->on(*event);
    view->flush();
    view->tick(Instant{event->ts - *begin}, event->ts);
  }
  REQUIRE(view);
  view->tick(Instant{until}, *begin + until);
  VtScreen screen{kColumns, kRows};
  screen.feed(output.text);
  return screen.screen();
}

/// The rows of a terminal in which the program has replayed a recording to its end.
Lines replayed(const std::string& name, int code) {
  const Optrack nobody;
  Program program = nobody.program({"replay", recording(name).string(), "--utc", "-o", "tty"});
  program.environment["TERM"] = "xterm";
  program.environment["NO_COLOR"] = "1";
  TerminalRun run{program, kColumns, kRows};
  CHECK(run.end() == code);
  return run.screen.screen();
}

}  // namespace

TEST_CASE("views: what is alive is drawn as the documentation shows it") {
  struct Row {
    const char* document;
    const char* word;
    const char* recording;
    std::chrono::milliseconds until;
  };
  const Row rows[] = {
      {"docs/views.md", "running  [", "detached", 11'500ms},
      {"docs/views.md", "4 operations  ", "several", 14'500ms},
      {"docs/views.md", "⚠ no answer for", "outage", 17'500ms},
      {"README.md", "running  [", "detached", 11'500ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.document);
    CAPTURE(row.word);
    const Lines wanted = block(row.document, row.word);
    CHECK(wanted.size() > 5);
    CHECK(last(shown(row.recording, row.until), wanted) == last(wanted, wanted));
  }
}

TEST_CASE("views: what replaces the block is what optrack replay leaves on a terminal") {
  const Lines completed = block("docs/views.md", "  Catlet  name ");
  CHECK(completed.size() > 5);
  CHECK(last(replayed("completed", 0), completed) == last(completed, completed));
  const Lines failed = block("docs/views.md", " FAILED after ");
  CHECK(failed.size() > 5);
  CHECK(last(replayed("failed", 1), failed) == last(failed, failed));
  for (const char* document : {"docs/views.md", "README.md"}) {
    CAPTURE(document);
    const Lines left = block(document, "interrupted after");
    CHECK(left.size() >= 2);
    CHECK(last(replayed("detached", 130), left) == last(left, left));
  }
}

}  // namespace views_test
