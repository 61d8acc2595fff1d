// SPDX-License-Identifier: MIT
// Recordings of anybody, read line by line and shown by every printer.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "answers.hpp"
#include "model/event_json.hpp"
#include "model/event_reader.hpp"
#include "model/operation_fold.hpp"
#include "model/text.hpp"
#include "print/printers.hpp"
#include "support/string_output.hpp"

namespace {

using namespace optrack;

std::vector<Event> events_of(std::string_view text) {
  EventReader reader;
  std::vector<Event> events;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    EventReader::Line read = reader.read(line);
    if (read.event) events.push_back(*std::move(read.event));
  }
  return events;
}

void check_written_again(const Event& event) {
  const std::string line = event_line(event, "");
  const bool shortened = line.find("clipped") != std::string::npos || line.find("result_omitted") != std::string::npos;
  if (shortened) return;
  const std::vector<Event> again = events_of(line);
  if (again.size() != 1) fuzz::expect_none("an event that cannot be read once written: " + line);
  if (event_line(again.front(), "") != line) fuzz::expect_none("an event that reads differently: " + line);
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void check_shown(const std::vector<Event>& events) {
  for (const PrinterKind& kind : printer_kinds()) {
    test::StringOutput output;
    {
      const auto printer = kind.make(output, PrinterOptions{});
      for (const Event& event : events) printer->on(event);
      printer->flush();
    }
    if (!is_utf8(output.text)) fuzz::expect_none("what is shown is no UTF-8: " + std::string{kind.name});
    if (kind.stream != Stream::file || events.empty()) continue;
    // Each end of a stream writes the whole report again.
    const std::string_view whole =
        std::string_view{output.text}.substr(output.text.rfind(kind.name == "html" ? "<!DOCTYPE" : "<?xml"));
    const std::size_t scripts = count(whole, "<script");
    const std::string_view markup = whole.substr(0, whole.find("<script"));
    const bool apart = count(markup, "<") == count(markup, ">");
    if (scripts != (kind.name == "html" ? 1 : 0) || !apart) fuzz::expect_none("a text became markup");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  const std::vector<Event> events = events_of({data, size});
  Operation operation;
  for (const Event& event : events) {
    check_written_again(event);
    fold(operation, event);
  }
  check_shown(events);
  return 0;
}
