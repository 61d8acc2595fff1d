// SPDX-License-Identifier: MIT
#include "cli/printing.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "cli/filter_complaints.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/side_programs.hpp"
#include "cli/turns.hpp"
#include "model/guid.hpp"
#include "model/record_json.hpp"
#include "optrack/version.hpp"
#include "print/printers.hpp"
#include "print/unread_outputs.hpp"
#include "system/file_output.hpp"
#include "system/random.hpp"

namespace optrack::cli {

struct Printing::Parts {
  explicit Parts(App& outside) : app(outside) {}

  App& app;
  OpenedOutputs outputs;
  std::vector<std::unique_ptr<Output>> files;  ///< Others that printers write to.
  std::unique_ptr<Output> live;                ///< The terminal of the live view.
  std::unique_ptr<SidePrograms> programs;      ///< nullptr: there are none.
  std::unique_ptr<FilteredOutput> filtered;    ///< stdout behind --jq; nullptr: no --jq, or none for this mode.
  bool ended = false;                          ///< `stream_end` was shown: no event may follow.
  std::unique_ptr<FanOut> sink;
  UnreadOutputs* unread = nullptr;  ///< The last part of `sink`.
  Output* out = nullptr;            ///< stdout, when a mode writes data there.
};

namespace {

std::string record_of(App& app, std::string_view id) {
  const Result<Store*> store = app.store();
  if (!store) return {};
  const Result<std::optional<Operation>> operation = (*store)->find(id);
  if (!operation || !*operation) return {};
  return record_text(app, **operation, app.context(), app.clock().wall());
}

/// What `--since now` leaves out of the events, so that tasks keep their names.
std::vector<Task> known_tasks(App& app, const std::string& id) {
  const Result<Store*> store = app.store();
  if (!store) return {};
  const Result<Known> known = (*store)->known(id);
  std::vector<Task> tasks;
  if (known) {
    for (const auto& [task_id, task] : known->tasks) tasks.push_back(task);
  }
  return tasks;
}

/// What printers call operations; of thousands it would be much to look up and to keep where nothing is printed.
void describe(PrinterOptions& options, App& app, const std::vector<Operation>& operations, const WaitArgs& args) {
  for (const Operation& operation : operations) {
    options.tags[operation.id] = tag_of(app, operation.id);
    options.titles[operation.id] = operation.type.empty() ? operation.name : operation.type;
    if (args.since != "start") options.tasks[operation.id] = known_tasks(app, operation.id);
    options.started[operation.id] = operation.started.value_or(operation.created);
  }
}

bool prints(const OpenedOutput& output) { return output.choice.kind->stream != Stream::none; }

bool runs_something(const HookArgs& hooks) {
  return !hooks.rules.empty() || hooks.bell || hooks.desktop || !hooks.notify.empty();
}

PrinterOptions wait_printer_options(App& app, const std::vector<Operation>& operations, const WaitArgs& args,
                                    const OpenedOutputs& outputs) {
  PrinterOptions options = printer_options(app);
  if (runs_something(args.hooks) || std::any_of(outputs.begin(), outputs.end(), prints))
    describe(options, app, operations, args);
  options.keys = args.keys;
  options.operations = operations.size();
  apply(args.view, options);
  options.record = [&app](std::string_view id) { return record_of(app, id); };
  return options;
}

/// A word that nobody can guess; empty where the system has no random source.
std::string random_word() {
  std::array<std::uint8_t, 16> bytes{};
  return fill_random(bytes) ? make_guid(bytes) : std::string{};
}

/// The files that GitHub named for this step. One that cannot be opened (a container that does not have it) is told of
/// and left out.
StepFiles open_step_files(App& app, std::vector<std::unique_ptr<Output>>& files) {
  const auto opened = [&](std::string_view variable) -> Output* {
    const auto name = non_empty(app.environment(), variable);
    if (!name) return nullptr;
    Result<std::unique_ptr<FileOutput>> file = append_output(*name);
    if (!file) app.warn(std::string{variable} + ": " + file.error().message);
    if (!file) return nullptr;
    files.push_back(std::move(*file));
    return files.back().get();
  };
  StepFiles step{opened("GITHUB_STEP_SUMMARY"), nullptr, random_word()};
  if (!step.secret.empty()) step.outputs = opened("GITHUB_OUTPUT");
  return step;
}

}  // namespace

PrinterOptions printer_options(App& app) {
  PrinterOptions options;
  options.context = app.context();
  options.utc = app.globals().utc;
  options.clock = &app.clock();
  options.terminal_now = app.borders().err_terminal_now;
  if (app.borders().overheard) options.overheard = [&app] { return app.borders().overheard(false); };
  options.version = kVersion;
  return options;
}

std::string record_text(const App& app, const Operation& operation, std::string_view context, WallTime now) {
  const Json record = record_json(operation, context, now);
  return json_text(pick_fields(record, app.json().fields));
}

Printing::Printing(App& app) : parts_(std::make_unique<Parts>(app)) {}
Printing::~Printing() = default;

EventSink& Printing::sink() { return *parts_->sink; }

void Printing::never_wait() {
  parts_->unread->add(parts_->app.borders().out);
  parts_->unread->add(parts_->app.borders().err);
  for (const OpenedOutput& output : parts_->outputs) {
    if (output.file) parts_->unread->add(*output.file);
  }
  for (const auto& file : parts_->files) parts_->unread->add(*file);
}

void Printing::end(bool left_by_signal) {
  constexpr std::chrono::seconds kAfterSignal{5};
  parts_->ended = true;
  UnreadOutputs& unread = *parts_->unread;
  std::optional<Instant> limit;
  if (left_by_signal) limit = parts_->app.clock().now() + kAfterSignal;
  tick_while(
      parts_->app, *parts_->sink, [&unread] { return unread.waits(); }, limit);
  unread.release();
  if (parts_->programs) parts_->programs->end();
}

SidePrograms& Printing::programs(App& app) {
  if (!parts_->programs) {
    Parts* parts = parts_.get();
    parts->programs = std::make_unique<SidePrograms>(app, [&app, parts](const std::string& sentence) {
      if (parts->ended || !parts->sink) return app.warn(sentence);
      parts->sink->on(Event{0, app.clock().wall(), {}, Notice{sentence}});
      parts->sink->flush();
    });
  }
  return *parts_->programs;
}

/// Hooks see every event, after the printers.
void Printing::add_programs(App& app, const WaitArgs& args, const PrinterOptions& options,
                            std::vector<std::unique_ptr<EventSink>>& sinks) {
  const HookArgs& hooks = args.hooks;
  if (runs_something(hooks)) {
    Output* bell = app.borders().err_terminal.is_terminal ? &app.borders().err : nullptr;
    sinks.push_back(programs(app).hooks(hooks, {options.context, options.titles, bell}));
    shows_logs_ = shows_logs_ || !hooks.rules.empty();
  }
  if (parts_->programs) sinks.push_back(parts_->programs->mover());
}

std::optional<Error> Printing::trouble() const {
  for (const OpenedOutput& output : parts_->outputs) {
    if (!output.file) continue;
    if (auto trouble = output.file->trouble()) return trouble;
  }
  for (const auto& file : parts_->files) {
    if (auto trouble = file->trouble()) return trouble;
  }
  return parts_->out == nullptr ? std::nullopt : parts_->out->trouble();
}

Result<std::unique_ptr<Printing>> Printing::open(App& app, const std::vector<Operation>& operations,
                                                 const WaitArgs& args, const OpenedOutputs& outputs) {
  return open_with(app, wait_printer_options(app, operations, args, outputs), outputs, args);
}

Result<std::unique_ptr<Printing>> Printing::open(App& app, PrinterOptions options, const OpenedOutputs& outputs) {
  return open_with(app, std::move(options), outputs, {});
}

/// What the printer of `one` writes to.
Result<Output*> Printing::output_of(App& app, const OpenedOutput& one, bool out_free) {
  const OutputChoice& choice = one.choice;
  if (choice.stream == Stream::command) return programs(app).exec(choice.file, out_free);
  if (one.file) return one.file.get();
  if (choice.kind->name == "tty" && parts_->live) return parts_->live.get();
  if (choice.stream == Stream::err) return &app.borders().err;
  if (choice.stream != Stream::out) return &app.borders().out;
  const bool lines = choice.kind->name == "ndjson";
  if (lines || choice.kind->name == "json") {
    parts_->filtered = filtered_out(app, lines ? FilteredOutput::Unit::line : FilteredOutput::Unit::write);
  }
  parts_->out = parts_->filtered ? parts_->filtered.get() : &app.borders().out;
  return parts_->out;
}

Result<std::unique_ptr<Printing>> Printing::open_with(App& app, PrinterOptions options, const OpenedOutputs& outputs,
                                                      const WaitArgs& args) {
  std::unique_ptr<Printing> printing{new Printing{app}};
  Parts& parts = *printing->parts_;
  parts.outputs = outputs;
  std::vector<std::unique_ptr<EventSink>> sinks;
  printing->shows_logs_ = false;
  const bool out_free = !args.out_taken && std::none_of(outputs.begin(), outputs.end(), [](const OpenedOutput& one) {
    return one.choice.stream == Stream::out && !one.file;
  });
  // Before any program is started: what it prints is the view's to show.
  const bool lives =
      std::any_of(outputs.begin(), outputs.end(), [](const auto& one) { return one.choice.kind->name == "tty"; });
  if (lives && app.borders().open_live_err) parts.live = app.borders().open_live_err();
  for (const OpenedOutput& one : outputs) {
    const PrinterKind& kind = *one.choice.kind;
    const Result<Output*> output = printing->output_of(app, one, out_free);
    if (!output) return fail(output.error());
    options.terminal = one.choice.stream == Stream::err ? app.borders().err_terminal : app.borders().out_terminal;
    if (one.file) options.terminal = Terminal{};
    if (kind.name == "github") options.step = open_step_files(app, parts.files);
    if (kind.name == "tty") {
      auto view = make_live_view(**output, options);
      printing->live_ = view.get();
      sinks.push_back(std::move(view));
    } else {
      sinks.push_back(kind.make(**output, options));
    }
    printing->shows_logs_ = printing->shows_logs_ || kind.reads_along;
    printing->mode_.append(printing->mode_.empty() ? "" : ",").append(kind.name);
  }
  printing->add_programs(app, args, options, sinks);
  if (parts.filtered) sinks.push_back(std::make_unique<FilterComplaints>(app, *parts.filtered, printing->live_));
  auto unread = std::make_unique<UnreadOutputs>();
  parts.unread = unread.get();
  sinks.push_back(std::move(unread));
  parts.sink = std::make_unique<FanOut>(std::move(sinks));
  return printing;
}

}  // namespace optrack::cli
