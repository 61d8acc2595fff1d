// SPDX-License-Identifier: MIT
// Whatever a server writes, a terminal gets no sequence but those that the view says it writes.
#include <doctest/doctest.h>

#include "print/tty_printer.hpp"
#include "support/hostile_texts.hpp"
#include "support/story.hpp"
#include "support/string_output.hpp"
#include "support/vt_screen.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

/// Shows `bodies` and feeds all of it to a terminal model, which throws at anything it does not know.
VtScreen shown(const std::vector<EventBody>& bodies, const Terminal& terminal) {
  StringOutput output;
  {
    PrinterOptions options;
    options.terminal = terminal;
    const auto view = make_live_view(output, options);
    Instant now{1h};
    for (const EventBody& body : bodies) {
      view->on(Event{1, kTen, kOp, body});
      view->flush();
      now += 1s;
      view->tick(now, kTen + (now - Instant{1h}));
    }
    view->on(Event{0, kTen, "", StreamEnd{1, "failed", {}, {}}});
    view->flush();
  }
  VtScreen screen{terminal.columns, terminal.rows};
  screen.feed(output.text);
  return screen;
}

}  // namespace

TEST_CASE("T-4 live view: no text of a server reaches the terminal as anything but text, at any width") {
  REQUIRE(hostile_texts().size() >= 60);
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text);
    for (const int columns : {1, 80}) {
      Terminal terminal;
      terminal.columns = columns;
      terminal.unicode = columns == 80;
      terminal.color = terminal.links = terminal.progress = terminal.synchronized = true;
      const VtScreen screen = shown(tellings(text), terminal);
      CHECK(screen.is_normal());
      CHECK(screen.progress().empty());
      CHECK(screen.column() == 0);
    }
  }
}

TEST_CASE("T-4 live view: wide characters in every column, also in the last one, never break the block") {
  const std::string wides[] = {"世", "é", "e\u0301", "👩‍👧", "🏳️‍🌈", "한"};
  for (const std::string& wide : wides) {
    CAPTURE(wide);
    for (std::size_t before = 0; before < 30; ++before) {
      Terminal terminal;
      terminal.columns = 20;
      terminal.unicode = true;
      StringOutput output;
      PrinterOptions options;
      options.terminal = terminal;
      options.filter.types = {"result"};
      const auto view = make_live_view(output, options);
      const std::string name = std::string(before, 'x') + wide + wide;
      OperationSeen operation;
      operation.op_type = name + "yz";
      operation.status = Status::running;
      view->on(Event{1, kTen, kOp, operation});
      Task task;
      task.id = "t1";
      task.name = task.display_name = name;
      task.status = Status::running;
      view->on(Event{2, kTen, kOp, TaskNew{task}});
      view->tick(Instant{1h}, kTen);
      VtScreen screen{20, 24};
      screen.feed(output.text);
      CHECK(screen.screen().size() == 3);
      CHECK(screen.row() == 0);
      CHECK(screen.is_normal());
    }
  }
}
