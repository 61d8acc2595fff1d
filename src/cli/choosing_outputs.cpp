// SPDX-License-Identifier: MIT
#include "cli/printing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/parse.hpp"
#include "system/file_output.hpp"
#include "system/terminal.hpp"

namespace optrack::cli {
namespace {

/// The mode for the CI system that runs this; empty: none of those that have one.
std::string_view ci_mode(const Environment& environment) {
  if (environment("GITHUB_ACTIONS") == "true") return "github";
  return environment("GITLAB_CI") == "true" ? "gitlab" : "";
}

/// The live view where it can be drawn, else lines.
std::string_view live(const App& app) { return app.err_terminal().can_overwrite ? "tty" : "plain"; }

/// What `auto` stands for.
OutputChoice automatic(const App& app, bool out_taken) {
  const Globals& globals = app.globals();
  const bool free = globals.progress == "auto";
  std::string_view mode = "plain";
  if (globals.progress == "tty" || (free && !in_ci(app.environment()))) mode = live(app);
  if (free && !ci_mode(app.environment()).empty()) mode = ci_mode(app.environment());
  if (globals.quiet || globals.progress == "none") mode = "quiet";
  const PrinterKind* kind = find_printer(mode);
  return {kind, "", out_taken && kind->stream == Stream::out ? Stream::err : kind->stream};
}

std::string all_names() {
  std::string names = "auto";
  for (const PrinterKind& kind : printer_kinds()) names.append(", ").append(kind.name);
  return names;
}

Result<OutputChoice> read_choice(const App& app, const std::string& text, bool out_taken) {
  const std::size_t equals = text.find('=');
  const std::string mode = text.substr(0, equals);
  OutputChoice choice = mode == "auto" ? automatic(app, out_taken) : OutputChoice{find_printer(mode), "", {}};
  if (equals != std::string::npos) choice.file = text.substr(equals + 1);
  if (mode != "auto" && choice.kind != nullptr) choice.stream = choice.kind->stream;
  if (choice.kind == nullptr) {
    std::vector<std::string> names{"auto"};
    for (const PrinterKind& kind : printer_kinds()) names.emplace_back(kind.name);
    return fail(ErrorKind::usage,
                "no such output mode: " + mode + did_you_mean(mode, names) + "; there are " + all_names());
  }
  if (mode == "tty" && equals != std::string::npos) {
    return fail(ErrorKind::usage, "-o " + text + ": tty draws on a terminal, not into a file; plain can");
  }
  if (mode == "tty") choice.kind = find_printer(live(app));
  if (equals != std::string::npos && choice.file.empty()) {
    const char* what = choice.kind->stream == Stream::command ? "command" : "file";
    return fail(ErrorKind::usage, "-o " + text + ": no " + what + " after the equals sign");
  }
  if (choice.kind->stream == Stream::command && choice.file.empty()) {
    return fail(ErrorKind::usage, "-o " + text + " needs a command: -o " + text + "=CMD");
  }
  if (choice.kind->stream == Stream::file && choice.file.empty()) {
    return fail(ErrorKind::usage, "-o " + text + " needs a file to write to: -o " + text + "=FILE");
  }
  return choice;
}

/// Two modes that would write between each other's lines.
const OutputChoice* clash(const std::vector<OutputChoice>& choices, const OutputChoice& next) {
  const auto same = [&next](const OutputChoice& other) {
    if (next.stream == Stream::command || other.stream == Stream::command) return false;
    if (!next.file.empty() || !other.file.empty()) return next.file == other.file;
    return next.stream != Stream::none && other.stream == next.stream;
  };
  const auto found = std::find_if(choices.begin(), choices.end(), same);
  return found == choices.end() ? nullptr : &*found;
}

/// JSON on stdout, as --json and --jq imply; --json is content with a file of -o.
Result<void> add_json(const App& app, std::vector<OutputChoice>& choices) {
  const bool filters = app.json().filter != nullptr;
  for (const OutputChoice& choice : choices) {
    const bool on_stdout = choice.file.empty() && choice.stream == Stream::out;
    const bool is_json = choice.kind->name == "json" || choice.kind->name == "ndjson";
    if (is_json && (on_stdout || !filters)) return {};
    if (!on_stdout) continue;
    return fail(ErrorKind::usage,
                fmt::format("{} prints JSON on stdout, where -o {} writes, too; give that one a file: -o {}=FILE",
                            filters ? "--jq" : "--json", choice.kind->name, choice.kind->name));
  }
  choices.push_back({find_printer("json"), "", Stream::out});
  return {};
}

/// Data on the terminal of a live view would be written into its block: lines then.
void keep_apart(const App& app, std::vector<OutputChoice>& choices) {
  const auto is_data = [](const OutputChoice& one) { return one.stream == Stream::out && one.file.empty(); };
  if (!app.out_terminal().is_terminal || std::none_of(choices.begin(), choices.end(), is_data)) return;
  for (OutputChoice& choice : choices) {
    if (choice.kind->name == "tty") choice.kind = find_printer("plain");
  }
}

}  // namespace

Result<std::vector<OutputChoice>> choose_outputs(const App& app, bool out_taken) {
  const Globals& globals = app.globals();
  out_taken = out_taken || app.json().given;
  std::vector<OutputChoice> choices;
  for (const std::string& text : globals.outputs) {
    const Result<OutputChoice> next = read_choice(app, text, out_taken);
    if (!next) return fail(next.error());
    if (const OutputChoice* other = clash(choices, *next)) {
      return fail(ErrorKind::usage, "-o " + text + " and -o " + std::string{other->kind->name} +
                                        " would write to the same place; give one a file: -o " +
                                        std::string{next->kind->name} + "=FILE");
    }
    choices.push_back(*next);
  }
  if (app.json().given) {
    if (const Result<void> added = add_json(app, choices); !added) return fail(added.error());
  }
  if (choices.empty()) choices.push_back(automatic(app, out_taken));
  keep_apart(app, choices);
  return choices;
}

Result<OpenedOutputs> open_outputs(std::vector<OutputChoice> choices) {
  OpenedOutputs opened;
  for (OutputChoice& choice : choices) {
    std::shared_ptr<Output> file;
    if (choice.kind->stream != Stream::command && !choice.file.empty()) {
      Result<std::unique_ptr<Output>> made =
          choice.kind->stream == Stream::file ? open_whole_output(choice.file) : open_output(choice.file);
      if (!made) return fail(std::move(made).error());
      file = std::move(*made);
    }
    opened.push_back({std::move(choice), std::move(file)});
  }
  return opened;
}

Result<OpenedOutputs> open_outputs(const App& app, bool out_taken) {
  Result<std::vector<OutputChoice>> choices = choose_outputs(app, out_taken);
  if (!choices) return fail(std::move(choices).error());
  return open_outputs(std::move(*choices));
}

void print_id(App& app, const Operation& operation, bool waits) {
  const Result<std::vector<OutputChoice>> outputs = choose_outputs(app, true);
  if (!outputs) return;
  const bool owned = std::any_of(outputs->begin(), outputs->end(), [&](const OutputChoice& choice) {
    const std::string_view mode = choice.kind->name;
    const bool asked_for_nothing = mode == "quiet" && !app.globals().outputs.empty();
    const bool comes_later = mode == "id" && waits;
    const bool data = choice.stream == Stream::out && mode != "id";
    return choice.file.empty() && (asked_for_nothing || comes_later || data);
  });
  const bool forgotten = app.globals().no_registry && !operation.remote.id.empty();
  if (!owned) app.print((forgotten ? operation.provider + ":" + operation.remote.id : operation.id) + "\n");
}

}  // namespace optrack::cli
