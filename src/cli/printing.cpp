// SPDX-License-Identifier: MIT
#include "cli/printing.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/finding.hpp"
#include "cli/record_output.hpp"
#include "cli/side_programs.hpp"
#include "model/guid.hpp"
#include "model/record_json.hpp"
#include "optrack/version.hpp"
#include "print/printers.hpp"
#include "system/file_output.hpp"
#include "system/random.hpp"

namespace optrack::cli {

struct Printing::Parts {
  std::vector<std::unique_ptr<Output>> files;
  std::unique_ptr<Output> live;            ///< The terminal of the live view.
  std::unique_ptr<SidePrograms> programs;  ///< nullptr: there are none.
  bool ended = false;                      ///< `stream_end` was shown: no event may follow.
  std::unique_ptr<FanOut> sink;
  Output* out = nullptr;  ///< stdout, when a mode writes data there.
};

namespace {

std::set<std::string> words_of(const std::string& list) {
  std::set<std::string> words;
  std::istringstream parts(list);
  for (std::string word; std::getline(parts, word, ',');) {
    if (!word.empty()) words.insert(word);
  }
  return words;
}

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

Result<std::unique_ptr<Output>> open_file(const OutputChoice& choice) {
  if (choice.kind->stream == Stream::file) return open_whole_output(choice.file);
  Result<std::unique_ptr<FileOutput>> file = open_output(choice.file);
  if (!file) return fail(std::move(file).error());
  return std::unique_ptr<Output>{std::move(*file)};
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

bool prints(const OutputChoice& choice) { return choice.kind->stream != Stream::none; }

bool runs_something(const HookArgs& hooks) {
  return !hooks.rules.empty() || hooks.bell || hooks.desktop || !hooks.notify.empty();
}

PrinterOptions wait_printer_options(App& app, const std::vector<Operation>& operations, const WaitArgs& args,
                                    const std::vector<OutputChoice>& choices) {
  PrinterOptions options = printer_options(app);
  if (runs_something(args.hooks) || std::any_of(choices.begin(), choices.end(), prints))
    describe(options, app, operations, args);
  options.keys = args.keys;
  options.operations = operations.size();
  options.filter.types = words_of(args.events);
  options.filter.level = args.level;
  if (args.max_log) options.filter.max_log = static_cast<std::uint64_t>(*args.max_log);
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
  const Result<Json> picked = pick_fields(record, app.globals().json.value_or("all"), record_fields());
  return json_text(picked ? *picked : record);
}

Result<void> check_fields(const Globals& globals) {
  if (!globals.json) return {};
  const Result<Json> checked = pick_fields(Json::object(), *globals.json, record_fields());
  if (!checked) return fail(checked.error());
  return {};
}

Printing::Printing() : parts_(std::make_unique<Parts>()) {}
Printing::~Printing() = default;

EventSink& Printing::sink() { return *parts_->sink; }

void Printing::end() {
  parts_->ended = true;
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
  for (const auto& file : parts_->files) {
    if (auto trouble = file->trouble()) return trouble;
  }
  return parts_->out == nullptr ? std::nullopt : parts_->out->trouble();
}

Result<std::unique_ptr<Printing>> Printing::open(App& app, const std::vector<Operation>& operations,
                                                 const WaitArgs& args) {
  const Result<std::vector<OutputChoice>> choices = choose_outputs(app, args.out_taken);
  if (!choices) return fail(choices.error());
  return open(app, operations, args, *choices);
}

Result<std::unique_ptr<Printing>> Printing::open(App& app, const std::vector<Operation>& operations,
                                                 const WaitArgs& args, const std::vector<OutputChoice>& choices) {
  return open_with(app, wait_printer_options(app, operations, args, choices), choices, args);
}

Result<std::unique_ptr<Printing>> Printing::open(App& app, PrinterOptions options,
                                                 const std::vector<OutputChoice>& choices) {
  return open_with(app, std::move(options), choices, {});
}

Result<std::unique_ptr<Printing>> Printing::open_with(App& app, PrinterOptions options,
                                                      const std::vector<OutputChoice>& choices, const WaitArgs& args) {
  if (const Result<void> fits = check_fields(app.globals()); !fits) return fail(fits.error());
  std::unique_ptr<Printing> printing{new Printing};
  std::vector<std::unique_ptr<EventSink>> sinks;
  printing->shows_logs_ = false;
  const bool out_free = !args.out_taken && std::none_of(choices.begin(), choices.end(), [](const OutputChoice& choice) {
    return choice.stream == Stream::out && choice.file.empty();
  });
  // Before any program is started: what it prints is the view's to show.
  const bool lives =
      std::any_of(choices.begin(), choices.end(), [](const auto& one) { return one.kind->name == "tty"; });
  if (lives && app.borders().open_live_err) printing->parts_->live = app.borders().open_live_err();
  for (const OutputChoice& choice : choices) {
    const bool on_err = choice.stream == Stream::err;
    Output* output = on_err ? &app.borders().err : &app.borders().out;
    options.terminal = on_err ? app.borders().err_terminal : app.borders().out_terminal;
    if (choice.stream == Stream::command) {
      const Result<Output*> input = printing->programs(app).exec(choice.file, out_free);
      if (!input) return fail(input.error());
      output = *input;
    } else if (!choice.file.empty()) {
      Result<std::unique_ptr<Output>> file = open_file(choice);
      if (!file) return fail(std::move(file).error());
      printing->parts_->files.push_back(std::move(*file));
      output = printing->parts_->files.back().get();
      options.terminal = Terminal{};
    } else if (choice.stream == Stream::out) {
      printing->parts_->out = output;
    } else if (choice.kind->name == "tty" && printing->parts_->live) {
      output = printing->parts_->live.get();
    }
    if (choice.kind->name == "github") options.step = open_step_files(app, printing->parts_->files);
    if (choice.kind->name == "tty") {
      auto view = make_live_view(*output, options);
      printing->live_ = view.get();
      sinks.push_back(std::move(view));
    } else {
      sinks.push_back(choice.kind->make(*output, options));
    }
    printing->shows_logs_ = printing->shows_logs_ || choice.kind->reads_along;
    printing->mode_.append(printing->mode_.empty() ? "" : ",").append(choice.kind->name);
  }
  printing->add_programs(app, args, options, sinks);
  printing->parts_->sink = std::make_unique<FanOut>(std::move(sinks));
  return printing;
}

}  // namespace optrack::cli
