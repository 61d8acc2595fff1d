// SPDX-License-Identifier: MIT
#include "cli/replay_command.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/json_output.hpp"
#include "cli/printing.hpp"
#include "cli/speed.hpp"
#include "model/event_reader.hpp"
#include "model/local_id.hpp"
#include "model/operation_fold.hpp"
#include "optrack/version.hpp"
#include "system/private_file.hpp"
#include "track/playback.hpp"

namespace optrack::cli {

namespace {

constexpr std::size_t kLongestRecording = std::size_t{1024} * 1024 * 1024;
constexpr std::size_t kMostComplaints = 20;

}  // namespace

CommandSpec replay_command() {
  const auto options = std::make_shared<ReplayOptions>();
  CommandSpec spec;
  spec.name = "replay";
  spec.summary = "Show a recorded wait again";
  spec.description =
      "Reads what -o ndjson wrote and shows it in the modes that -o chooses, without a registry and without asking "
      "any server. Ends with the exit code of the recorded wait, and with 7 when the recording breaks off. Lines that "
      "cannot be read are named on stderr and left out.";
  spec.examples = {{"optrack replay events.ndjson", "What happened, as lines"},
                   {"optrack replay events.ndjson --speed 1", "The same as fast as it happened"},
                   {"optrack replay events.ndjson -o html=run.html", "A report of it"}};
  spec.exit_codes = "0 1 2 3 4 5 6 7 8 9 10 124 129 130 141 143";
  spec.data = Data::events;
  spec.fields = record_fields();
  OptionSpec speed = custom("--speed", "NUMBER", "as it was recorded (1), or so many times as fast; without: at once",
                            [options](const std::string& value) -> Result<void> {
                              const Result<double> read = parse_speed(value);
                              if (!read) return fail(read.error());
                              options->speed = *read;
                              return {};
                            });
  spec.options = {std::move(speed)};
  add(spec.options, view_options(options->view));
  spec.positionals = {
      completing(Completion::file, positional("FILE", "a file written by -o ndjson, - for stdin", options->file))};
  spec.run = [options](App& app) { return run_replay(*options, app); };
  return spec;
}

namespace {

Result<std::string> read_recording(App& app, const std::string& file) {
  Result<std::string> text = file == "-" ? app.read_stdin() : read_small_file(file, kLongestRecording);
  if (!text) return fail(ErrorKind::local, text.error().message);
  return text;
}

/// The shortest beginnings, of at least four characters, that tell `ops` apart.
std::map<std::string, std::string> tags_of(const std::vector<std::string>& ops) {
  const std::set<std::string> ids(ops.begin(), ops.end());
  std::size_t length = 4;
  for (; length < kLocalIdLength; ++length) {
    std::set<std::string> tags;
    for (const std::string& id : ids) tags.insert(short_id(id, length));
    if (tags.size() == ids.size()) break;
  }
  std::map<std::string, std::string> tags;
  for (const std::string& id : ids) tags[id] = short_id(id, length);
  return tags;
}

/// One recording being shown. The printers are made once the first event says what it is about.
class Recording {
 public:
  Recording(App& app, const ReplayOptions& options)
      : app_(app), options_(options), transport_(app.borders().make_transport({})) {}

  /// False: nothing more is wanted.
  Result<bool> take(std::size_t number, std::string_view line) {
    const EventReader::Line read = reader_.read(line);
    if (!read.damage.empty()) complain(number, read.damage);
    if (!read.event) return true;
    if (!printing_) {
      if (const Result<void> opened = open(*read.event); !opened) return fail(opened.error());
    }
    note(*read.event);
    if (read.result_omitted && !tell_omitted(*read.event)) return false;
    return playback_->play(*read.event);
  }

  Result<int> end(std::size_t lines);

 private:
  void complain(std::size_t number, std::string_view damage) {
    ++damaged_;
    if (damaged_ <= kMostComplaints)
      complaints_ += fmt::format("optrack: warning: {}:{}: {}\n", name(), number, damage);
  }
  [[nodiscard]] std::string name() const { return options_.file == "-" ? "standard input" : options_.file; }

  Result<void> open(const Event& first);
  bool tell_omitted(const Event& result) {
    const std::string told = "the result was too long for the recording; see: optrack result " + result.op;
    return playback_->play({0, result.ts, result.op, Notice{told}});
  }
  void note(const Event& event);
  [[nodiscard]] StreamEnd stream_end(int code) const;

  App& app_;
  const ReplayOptions& options_;
  std::unique_ptr<Transport> transport_;
  EventReader reader_;
  std::map<std::string, Operation, std::less<>> operations_;
  std::unique_ptr<Printing> printing_;
  std::optional<Playback> playback_;
  std::optional<int> exit_code_;  ///< Recorded last.
  WallTime last_{};
  std::size_t damaged_ = 0;
  std::string complaints_;  ///< Told at the end: a live view may be on the terminal.
};

Result<void> Recording::open(const Event& first) {
  const auto* start = std::get_if<StreamStart>(&first.body);
  const std::vector<std::string> ops = start == nullptr ? std::vector<std::string>{first.op} : start->ops;
  PrinterOptions options = printer_options(app_);
  options.context = reader_.context();
  options.tags = tags_of(ops);
  options.operations = ops.size();
  apply(options_.view, options);
  options.record = [this](std::string_view op) {
    const auto found = operations_.find(op);
    return found == operations_.end() ? std::string{} : record_text(app_, found->second, reader_.context(), last_);
  };
  Result<std::vector<OutputChoice>> choices = choose_outputs(app_);
  if (!choices) return fail(std::move(choices).error());
  const Result<OpenedOutputs> outputs = open_outputs(std::move(*choices));
  if (!outputs) return fail(outputs.error());
  Result<std::unique_ptr<Printing>> printing = Printing::open(app_, std::move(options), *outputs);
  if (!printing) return fail(std::move(printing).error());
  printing_ = *std::move(printing);
  playback_.emplace(PlaybackWorld{app_.clock(), *transport_, app_.signals()}, printing_->sink(), options_.speed);
  return {};
}

void Recording::note(const Event& event) {
  last_ = event.ts;
  if (!event.op.empty()) fold(operations_[event.op], event);
  const auto* end = std::get_if<StreamEnd>(&event.body);
  if (end != nullptr && end->exit_code >= 0 && end->exit_code <= 255) exit_code_ = end->exit_code;
}

StreamEnd Recording::stream_end(int code) const {
  StreamEnd end;
  end.exit_code = code;
  end.exit_name = exit_name(code);
  for (const auto& [id, operation] : operations_) ++end.counts[std::string{to_string(operation.status)}];
  return end;
}

Result<int> Recording::end(std::size_t lines) {
  const bool left = playback_ && (playback_->signal() || printing_->sink().gone());
  if (!left && reader_.in_message()) complain(lines, "the last message breaks off");
  int code = exit_code_.value_or(number(ExitCode::local));
  if (printing_) {
    EventSink& sink = printing_->sink();
    if (sink.gone()) return number(ExitCode::pipe);
    if (playback_->signal()) code = number(exit_code_for(*playback_->signal()));
    if (playback_->signal() || !exit_code_) sink.on(Event{0, last_, {}, stream_end(code)});
    sink.flush();
    printing_->end();
  }
  app_.borders().err.write(complaints_);
  if (damaged_ > kMostComplaints) app_.warn(fmt::format("and {} more damaged lines", damaged_ - kMostComplaints));
  if (!printing_) return fail(ErrorKind::local, name() + ": there is no event in it");
  if (!left && !exit_code_) app_.warn(name() + " breaks off: it has no stream_end");
  if (const auto trouble = printing_->trouble()) return fail(*trouble);
  return code;
}

}  // namespace

Result<int> run_replay(const ReplayOptions& options, App& app) {
  if (const auto choices = choose_outputs(app); !choices) return fail(choices.error());
  const Result<std::string> text = read_recording(app, options.file);
  if (!text) return fail(text.error());
  Recording recording{app, options};
  std::string_view rest{*text};
  std::size_t number = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const Result<bool> more = recording.take(++number, line);
    if (!more) return fail(more.error());
    if (!*more) break;
  }
  return recording.end(number);
}

}  // namespace optrack::cli
