// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>

#include "cli/hooks.hpp"
#include "cli/log_lines.hpp"
#include "optrack/event.hpp"
#include "print/exec_output.hpp"
#include "print/printers.hpp"
#include "support/doubles.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"
#include "support/scripted_children.hpp"
#include "support/string_output.hpp"
#include "system/file_output.hpp"

using namespace optrack;

namespace {

PrinterOptions for_samples() {
  PrinterOptions options;
  options.context = "default";
  options.record = [](std::string_view /*op*/) { return std::string{"{}"}; };
  return options;
}

struct Printer {
  Printer(const char* mode, Output& output) : sink(find_printer(mode)->make(output, for_samples())) {}
  std::unique_ptr<EventSink> sink;
};
struct Plain : Printer {
  explicit Plain(Output& output) : Printer("plain", output) {}
};
struct Github : Printer {
  explicit Github(Output& output) : Printer("github", output) {}
};
struct Gitlab : Printer {
  explicit Gitlab(Output& output) : Printer("gitlab", output) {}
};
struct Tty : Printer {
  explicit Tty(Output& output) : Printer("tty", output) {}
};
struct Ndjson : Printer {
  explicit Ndjson(Output& output) : Printer("ndjson", output) {}
};
struct JsonDocument : Printer {
  explicit JsonDocument(Output& output) : Printer("json", output) {}
};
struct Ids : Printer {
  explicit Ids(Output& output) : Printer("id", output) {}
};
struct Quiet : Printer {
  explicit Quiet(Output& output) : Printer("quiet", output) {}
};
struct Html : Printer {
  explicit Html(Output& output) : Printer("html", output) {}
};
struct Junit : Printer {
  explicit Junit(Output& output) : Printer("junit", output) {}
};
struct Lines {
  explicit Lines(Output& output)
      : sink(std::make_unique<cli::LogLines>(output, cli::lines_for_people({}), cli::LogLines::Choice{}, Known{})) {}
  std::unique_ptr<EventSink> sink;
};
struct Recorder {
  explicit Recorder(Output& /*output*/) : sink(std::make_unique<test::RecordingSink>()) {}
  std::unique_ptr<EventSink> sink;
};
struct Fan {
  explicit Fan(Output& output) {
    std::vector<std::unique_ptr<EventSink>> sinks;
    sinks.push_back(find_printer("plain")->make(output, for_samples()));
    sinks.push_back(find_printer("ndjson")->make(output, for_samples()));
    sink = std::make_unique<FanOut>(std::move(sinks));
  }
  std::unique_ptr<EventSink> sink;
};
struct Hooked {
  explicit Hooked(Output& /*output*/) {}
  test::VirtualClock clock;
  test::ScriptedChildren children{clock};
  HookQueue queue{children, {}, [](const std::string& /*sentence*/) {}};
  std::unique_ptr<EventSink> sink = std::make_unique<cli::Hooks>(
      queue, clock, cli::HookArgs{{{"log_entry", "x"}, {"failed", "y"}}, Milliseconds{1'000}, true, true, {"z"}},
      cli::HookScene{});
};
struct Beside {
  explicit Beside(Output& /*output*/) {}
  std::unique_ptr<EventSink> sink = std::make_unique<Companions>();
};

void send_samples(EventSink& sink) {
  std::uint64_t seq = 0;
  for (const EventBody& body : test::sample_bodies()) {
    const std::string op = type_of(body).starts_with("stream_") ? "" : "k3v9m2x7qd";
    sink.on(Event{is_journalled(body) ? ++seq : 0, test::sample_time(), op, body});
    sink.flush();
  }
}

/// Fails from the second write on, as a full disk does.
class Full final : public Output {
 public:
  void write(std::string_view /*bytes*/) override { ++writes; }
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return Error{ErrorKind::local, "disk full", {}}; }
  int writes = 0;
};

#define ALL_SINKS \
  Plain, Tty, Github, Gitlab, Ndjson, JsonDocument, Ids, Quiet, Html, Junit, Lines, Recorder, Fan, Hooked, Beside

}  // namespace

TEST_CASE_TEMPLATE("EventSink: takes every kind of event, in any order, without throwing", S, ALL_SINKS) {
  test::StringOutput output;
  S made(output);

  send_samples(*made.sink);
  send_samples(*made.sink);

  CHECK_FALSE(made.sink->gone());
}

TEST_CASE_TEMPLATE("EventSink: a flush without events writes nothing", S, ALL_SINKS) {
  test::StringOutput output;
  S made(output);

  made.sink->flush();
  made.sink->flush();

  CHECK(output.text.empty());
}

TEST_CASE_TEMPLATE("EventSink: trouble with the output is not its own", S, ALL_SINKS) {
  Full output;
  S made(output);

  send_samples(*made.sink);

  CHECK_FALSE(made.sink->gone());
}

TEST_CASE_TEMPLATE("EventSink: whoever writes for a reader says when the reader is gone", S, Plain, Tty, Github, Gitlab,
                   Ndjson, JsonDocument, Ids, Html, Junit, Lines, Fan) {
  test::StringOutput output;
  S made(output);

  output.reader_gone = true;

  CHECK(made.sink->gone());
}

TEST_CASE_TEMPLATE("EventSink: a report of 10,500 tasks and 100,000 log lines stays usable", S, Html, Junit) {
  test::StringOutput output;
  S made(output);
  const std::string op = "k3v9m2x7qd";
  Task task = test::sample_task();
  LogEntry entry{"", "", {}, "info", "copied some blocks of data from here to there", ""};

  for (int i = 0; i < 10'500; ++i) {
    task.id = std::to_string(i);
    made.sink->on(Event{1, test::sample_time(), op, TaskNew{task}});
  }
  for (int i = 0; i < 100'000; ++i) {
    entry.task = std::to_string(i % 10'500);
    made.sink->on(Event{1, test::sample_time(), op, LogAdded{entry}});
  }
  made.sink->on(Event{0, test::sample_time(), "", StreamEnd{}});

  CHECK(output.writes == 1);
  CHECK(output.text.size() < 8'000'000);
  const bool html = output.text.starts_with("<!DOCTYPE html>");
  const char* const told = html ? "82000 of 100000 log lines" : "optrack.tasks_left_out\" value=\"500\"";
  CHECK(output.text.find(told) != std::string::npos);
}

namespace {

struct InMemory {
  test::StringOutput output;
  std::string written() { return output.text; }
};
struct InFile {
  test::ScratchFolder folder;
  std::unique_ptr<FileOutput> file = std::move(*open_output(folder.path() / "out"));
  FileOutput& output = *file;
  std::string written() {
    std::string text(100, '\0');
    const int descriptor = open((folder.path() / "out").c_str(), O_RDONLY | O_CLOEXEC);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, read(descriptor, text.data(), text.size()))));
    close(descriptor);
    return text;
  }
};

struct InChild {
  test::VirtualClock clock;
  test::ScriptedChildren children{clock};
  ExecOutput output{FedChild{children, *children.start({{"cat"}})}, "exec=cat", [](const std::string& /*sentence*/) {}};
  std::string written() {
    output.tick(clock.now());
    return children.all.front().input;
  }
};

}  // namespace

TEST_CASE_TEMPLATE("Output: keeps bytes as they are, in order", O, InMemory, InFile, InChild) {
  O made;

  made.output.write("one\n");
  made.output.write("");
  made.output.write("two\xff");

  CHECK(made.written() == "one\ntwo\xff");
  CHECK_FALSE(made.output.gone());
  CHECK_FALSE(made.output.trouble().has_value());
}
