// SPDX-License-Identifier: MIT
#include "print/printers.hpp"

#include <doctest/doctest.h>

#include "model/event_json.hpp"
#include "support/doubles.hpp"
#include "support/samples.hpp"
#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::test;

namespace printers_test {

namespace {

Event of(EventBody body, std::string op = "k3v9abcdef") { return {0, sample_time(), std::move(op), std::move(body)}; }

Event log_of(std::string id, std::string level, std::string op = "a") {
  return of(LogAdded{LogEntry{std::move(id), "", {}, std::move(level), "m", ""}}, std::move(op));
}

/// Hands events to a sink that somebody else keeps.
class Passing final : public EventSink {
 public:
  explicit Passing(EventSink& to) : to_(to) {}
  void on(const Event& event) override { to_.on(event); }
  [[nodiscard]] bool gone() const override { return to_.gone(); }

 private:
  EventSink& to_;
};

PrinterOptions with_records() {
  PrinterOptions options;
  options.record = [](std::string_view op) { return "{\"id\":\"" + std::string{op} + "\"}"; };
  return options;
}

}  // namespace

TEST_CASE("modes: names are those of the command line") {
  CHECK(find_printer("plain") != nullptr);
  CHECK(find_printer("ndjson") != nullptr);
  CHECK(find_printer("json") != nullptr);
  CHECK(find_printer("id") != nullptr);
  CHECK(find_printer("quiet") != nullptr);
  CHECK(find_printer("PLAIN") == nullptr);
}

TEST_CASE("ndjson: one line per event, one write per turn") {
  StringOutput output;
  PrinterOptions options;
  options.context = "dev";
  const auto printer = find_printer("ndjson")->make(output, options);
  std::string want;
  for (const EventBody& body : sample_bodies()) {
    if (std::holds_alternative<StreamEnd>(body)) continue;
    printer->on(of(body));
    want += event_line(of(body), "dev");
  }
  CHECK(output.writes == 0);
  printer->flush();
  printer->flush();
  CHECK(output.writes == 1);
  CHECK(output.text == want);
  printer->on(of(StreamEnd{}, ""));
  CHECK(output.writes == 2);
}

TEST_CASE("json: one document at the end, an array for several, in the order asked for") {
  StringOutput one;
  auto printer = find_printer("json")->make(one, with_records());
  printer->on(of(OperationSeen{}));
  printer->flush();
  CHECK(one.text.empty());
  printer->on(of(StreamEnd{}, ""));
  CHECK(one.text == "{\"id\":\"k3v9abcdef\"}\n");

  StringOutput two;
  printer = find_printer("json")->make(two, with_records());
  printer->on(of(StreamStart{"", {"b", "a"}, "", {}, {}}, ""));
  printer->on(of(OperationSeen{}, "a"));
  printer->on(of(StreamEnd{}, ""));
  CHECK(two.text == "[{\"id\":\"b\"},\n{\"id\":\"a\"}]\n");
}

TEST_CASE("id: each operation once, when it ends; quiet: nothing") {
  StringOutput output;
  const auto printer = find_printer("id")->make(output, {});
  const auto quiet = find_printer("quiet")->make(output, {});
  for (const char* op : {"a", "b", "a"}) {
    printer->on(of(OperationSeen{}, op));
    printer->on(of(ResultReady{}, op));
    quiet->on(of(ResultReady{}, op));
  }
  printer->flush();
  quiet->flush();
  CHECK(output.text == "a\nb\n");
}

TEST_CASE("printers: a lost reader is reported by one and by the fan-out") {
  StringOutput file;
  StringOutput pipe;
  std::vector<std::unique_ptr<EventSink>> sinks;
  sinks.push_back(find_printer("ndjson")->make(file, {}));
  sinks.push_back(find_printer("id")->make(pipe, {}));
  FanOut both{std::move(sinks)};
  both.on(of(ResultReady{}));
  both.flush();
  CHECK(!file.text.empty());
  CHECK(pipe.text == "k3v9abcdef\n");
  CHECK(!both.gone());
  pipe.reader_gone = true;
  CHECK(both.gone());
}

TEST_CASE("T-14 filter: after N entries of an operation one notice in front of its result") {
  RecordingSink seen;
  const auto filtered = make_filtered({{}, "", 2}, std::make_unique<Passing>(seen));
  for (const char* id : {"1", "2", "3", "4"}) filtered->on(log_of(id, "info"));
  filtered->on(log_of("1", "info", "b"));
  for (const char* id : {"2", "3"}) filtered->on(log_of(id, "info", "b"));
  filtered->on(of(StatusChanged{}, "a"));
  filtered->on(of(ResultReady{}, "a"));
  filtered->on(of(StreamEnd{}, ""));

  CHECK(seen.types("a") == std::vector<std::string>{"log_entry", "log_entry", "status", "notice", "result"});
  CHECK(seen.types("b") == std::vector<std::string>{"log_entry", "log_entry", "notice"});
  CHECK(seen.all<Notice>().at(0).text == "suppressed 2 log lines");
  CHECK(seen.all<Notice>().at(1).text == "suppressed 1 log line");
  CHECK(seen.types().back() == "stream_end");
}

TEST_CASE("T-5 filter: by type and by level") {
  RecordingSink seen;
  const auto filtered = make_filtered({{"log_entry", "result"}, "warning", {}}, std::make_unique<Passing>(seen));
  filtered->on(of(StreamStart{}, ""));
  filtered->on(of(StatusChanged{}));
  for (const char* level : {"debug", "info", "warning", "error", "unheard-of"}) filtered->on(log_of(level, level));
  filtered->on(of(ResultReady{}));
  CHECK(seen.types() == std::vector<std::string>{"stream_start", "log_entry", "log_entry", "result"});
}

TEST_CASE("T-14 plain: held back lines still tell about a failure") {
  StringOutput output;
  PrinterOptions options;
  options.filter.max_log = 0;
  const auto printer = find_printer("plain")->make(output, options);
  printer->on(log_of("1", "info"));
  printer->on(of(ResultReady{Status::failed, {}, "", {}, {}}, "a"));
  printer->flush();
  CHECK(output.lines() == std::vector<std::string>{"08:00:05 a note: suppressed 1 log line",
                                                   "08:00:05 a operation  FAILED", "           | m",
                                                   "         see: optrack logs a  |  optrack show a"});
}

}  // namespace printers_test
