// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/output.hpp"
#include "optrack/terminal.hpp"
#include "print/event_filter.hpp"

namespace optrack {

/// Where GitHub takes what a step leaves behind; for the mode `github`.
struct StepFiles {
  Output* summary = nullptr;  ///< Markdown for the page of the run; must outlive the printer. nullptr: nobody wants it.
  Output* outputs = nullptr;  ///< The same for values that later steps read.
  std::string secret;         ///< A random word, for marks in `outputs` that no text can forge.
};

/// In which order lines about operations are shown, where nothing is drawn over.
enum class LineOrder {
  usual,  ///< That of the mode: `task` for CI systems that can fold lines, else `time`.
  time,   ///< As they come.
  task,   ///< Those of one task together, once it has ended.
};

/// What printers may know beside the events. Copied into the printer.
struct PrinterOptions {
  std::string context;                             ///< For `ctx` in ndjson.
  std::map<std::string, std::string> tags;         ///< Short unique form per operation id; missing: first 4 characters.
  std::map<std::string, std::string> titles;       ///< What an operation is called until its `operation` event says so.
  std::map<std::string, std::vector<Task>> tasks;  ///< Per operation: tasks whose `task_new` will not be shown again.
  Terminal terminal;                               ///< Of the output the printer writes to.
  bool utc = false;                                ///< Times in UTC instead of local time.
  const Clock* clock = nullptr;        ///< Asked for `utc_offset` alone; nullptr: UTC. Must outlive the printer.
  std::size_t operations = 1;          ///< More than one: `json` writes an array, `plain` a summary.
  std::string version;                 ///< Of optrack.
  FilterOptions filter;                ///< For `plain`, `tty`, the CI modes, `ndjson`, `exec`; the others tell all.
  LineOrder order = LineOrder::usual;  ///< For `plain`, `tty` and the CI modes.
  StepFiles step;                      ///< For `github`.
  std::map<std::string, WallTime> started;  ///< For `tty`: when operations began, by id, where it is known.
  std::function<Terminal()> terminal_now;   ///< For `tty`: asked after the window changed; empty: it never does.
  bool keys = false;                        ///< For `tty`: keys are read, see `optrack wait --keys`.
  /// For `tty`: lines of any text that others wanted to write to the terminal since the last call; empty: nobody does.
  std::function<std::vector<std::string>()> overheard;
  /// JSON text of the operation's record, for the mode `json`; empty text: the operation is left out.
  std::function<std::string(std::string_view op)> record;
};

/// Where a mode writes when `-o MODE=FILE` does not say. `file`: nowhere, it needs one. `command`: to what stands
/// behind the equals sign, a command that reads it.
enum class Stream { out, err, none, file, command };

/// One output mode.
struct PrinterKind {
  std::string_view name;  ///< As `-o` takes it: "ndjson".
  Stream stream;
  bool reads_along;  ///< Somebody may look at its log lines as they come.
  /// Makes the printer, which writes to `output`; that must outlive it. Lines are gathered and written once per
  /// `flush` (and at the end of the stream).
  std::unique_ptr<EventSink> (*make)(Output& output, const PrinterOptions& options);
};

/// All modes, in the order in which help names them. A new printer is one line here and its own files.
std::span<const PrinterKind> printer_kinds();

/// The mode of that name, or null.
const PrinterKind* find_printer(std::string_view name);

/// Hands every event to several sinks, in order.
class FanOut final : public EventSink {
 public:
  explicit FanOut(std::vector<std::unique_ptr<EventSink>> sinks) : sinks_(std::move(sinks)) {}

  void on(const Event& event) override;
  void flush() override;
  [[nodiscard]] std::optional<Instant> due() const override;
  void tick(Instant now, WallTime wall) override;
  void heed(Signal signal) override;
  /// True as soon as one of them has lost its reader.
  [[nodiscard]] bool gone() const override;

 private:
  std::vector<std::unique_ptr<EventSink>> sinks_;
};

}  // namespace optrack
