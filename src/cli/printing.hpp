// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "cli/wait_options.hpp"
#include "optrack/event.hpp"
#include "optrack/operation.hpp"
#include "print/printers.hpp"
#include "print/tty_printer.hpp"

namespace optrack::cli {

class SidePrograms;

/// One `-o MODE[=FILE]`, read.
struct OutputChoice {
  const PrinterKind* kind = nullptr;  ///< Never null in a choice that was read.
  std::string file;                   ///< Empty: `stream`. The command, where the mode runs one.
  Stream stream = Stream::none;       ///< That of the mode, or the one that is free.
};

/// What `-o`, `--progress` and `-q` ask for, `auto` replaced by what fits the outside. Error `usage` for unknown
/// modes (with the nearest name) and for two modes on one stream.
/// \param out_taken  An id stands on stdout: what `auto` chooses then goes to stderr.
Result<std::vector<OutputChoice>> choose_outputs(const App& app, bool out_taken = false);

/// A choice with the file that it names.
struct OpenedOutput {
  OutputChoice choice;
  std::shared_ptr<Output> file = {};  ///< nullptr: a stream, or a command.
};
using OpenedOutputs = std::vector<OpenedOutput>;

/// Opens the files of `choices` (0600). To be called before anything is started: what cannot be opened is told of
/// first. Error `local` naming the file.
Result<OpenedOutputs> open_outputs(std::vector<OutputChoice> choices);
/// The same for what the global options choose.
Result<OpenedOutputs> open_outputs(const App& app, bool out_taken);

/// Prints the id alone to stdout, unless another mode owns stdout. With -q, too: it is the result. With
/// --no-registry nothing knows the id later: then it is PROVIDER:REMOTE-ID.
/// \param waits  A wait follows, in which mode `id` prints it at the end.
void print_id(App& app, const Operation& operation, bool waits = false);

/// What printers may know before any operation is named.
PrinterOptions printer_options(App& app);

/// The record of `operation` with the fields that --json names, as JSON on one line.
/// \param now  For the elapsed time of an active one.
std::string record_text(const App& app, const Operation& operation, std::string_view context, WallTime now);

/// All printers of a wait as one sink, with the files they write.
class Printing {
 public:
  /// Makes the printers, and starts the programs beside them. `operations` gives their short tags.
  static Result<std::unique_ptr<Printing>> open(App& app, const std::vector<Operation>& operations,
                                                const WaitArgs& args, const OpenedOutputs& outputs);
  /// The same for printers that are told no operations of the registry.
  static Result<std::unique_ptr<Printing>> open(App& app, PrinterOptions options, const OpenedOutputs& outputs);
  ~Printing();

  [[nodiscard]] EventSink& sink();

  /// "plain,ndjson": for `stream_start`.
  [[nodiscard]] const std::string& mode() const { return mode_; }

  /// The live view, where it is among them; it shows questions itself.
  [[nodiscard]] LiveView* live() const { return live_; }

  /// Whether somebody reads log entries.
  [[nodiscard]] bool shows_logs() const { return shows_logs_; }

  /// From now on nobody waits for a reader: what one does not take at once is kept, and given to it turn by turn.
  void never_wait();

  /// After `stream_end`: waits until readers have taken everything, and then for the programs beside the wait, for a
  /// short time. A signal ends both. \param left_by_signal  The wait was: then readers get 5 s.
  void end(bool left_by_signal = false);

  /// The first trouble of a file or stream that carries data.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  explicit Printing(App& app);
  /// \param args  For hooks, and whether stdout is taken.
  static Result<std::unique_ptr<Printing>> open_with(App& app, PrinterOptions options, const OpenedOutputs& outputs,
                                                     const WaitArgs& args);
  Result<Output*> output_of(App& app, const OpenedOutput& one, bool out_free);
  [[nodiscard]] SidePrograms& programs(App& app);
  void add_programs(App& app, const WaitArgs& args, const PrinterOptions& options,
                    std::vector<std::unique_ptr<EventSink>>& sinks);
  struct Parts;
  std::unique_ptr<Parts> parts_;
  std::string mode_;
  bool shows_logs_ = true;
  LiveView* live_ = nullptr;  ///< Part of the sink.
};

}  // namespace optrack::cli
