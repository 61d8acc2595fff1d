// SPDX-License-Identifier: MIT
#include "cli/printing.hpp"

#include <algorithm>

#include "cli/parse.hpp"

namespace optrack::cli {
namespace {

/// The mode that `auto` stands for.
const PrinterKind* automatic(const App& app) {
  const Globals& globals = app.globals();
  return find_printer(globals.quiet || globals.progress == "none" ? "quiet" : "plain");
}

std::string all_names() {
  std::string names = "auto";
  for (const PrinterKind& kind : printer_kinds()) names.append(", ").append(kind.name);
  return names;
}

Result<OutputChoice> read_choice(const App& app, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string mode = text.substr(0, equals);
  OutputChoice choice{mode == "auto" ? automatic(app) : find_printer(mode),
                      equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (choice.kind == nullptr) {
    std::vector<std::string> names{"auto"};
    for (const PrinterKind& kind : printer_kinds()) names.emplace_back(kind.name);
    return fail(ErrorKind::usage,
                "no such output mode: " + mode + did_you_mean(mode, names) + "; there are " + all_names());
  }
  if (equals != std::string::npos && choice.file.empty()) {
    return fail(ErrorKind::usage, "-o " + text + ": no file after the equals sign");
  }
  if (choice.kind->stream == Stream::file && choice.file.empty()) {
    return fail(ErrorKind::usage, "-o " + text + " needs a file to write to: -o " + text + "=FILE");
  }
  return choice;
}

/// Two modes that would write between each other's lines.
const OutputChoice* clash(const std::vector<OutputChoice>& choices, const OutputChoice& next) {
  const auto same = [&next](const OutputChoice& other) {
    if (!next.file.empty() || !other.file.empty()) return next.file == other.file;
    return next.kind->stream != Stream::none && other.kind->stream == next.kind->stream;
  };
  const auto found = std::find_if(choices.begin(), choices.end(), same);
  return found == choices.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<OutputChoice>> choose_outputs(const App& app) {
  const Globals& globals = app.globals();
  std::vector<OutputChoice> choices;
  for (const std::string& text : globals.outputs) {
    const Result<OutputChoice> next = read_choice(app, text);
    if (!next) return fail(next.error());
    if (const OutputChoice* other = clash(choices, *next)) {
      return fail(ErrorKind::usage, "-o " + text + " and -o " + std::string{other->kind->name} +
                                        " would write to the same place; give one a file: -o " +
                                        std::string{next->kind->name} + "=FILE");
    }
    choices.push_back(*next);
  }
  if (globals.json && choices.empty()) choices.push_back({find_printer("json"), ""});
  if (choices.empty()) choices.push_back({automatic(app), ""});
  return choices;
}

void print_id(App& app, const Operation& operation, bool waits) {
  const Result<std::vector<OutputChoice>> outputs = choose_outputs(app);
  if (!outputs) return;
  const bool owned = std::any_of(outputs->begin(), outputs->end(), [&](const OutputChoice& choice) {
    const std::string_view mode = choice.kind->name;
    const bool asked_for_nothing = mode == "quiet" && !app.globals().outputs.empty();
    const bool comes_later = mode == "id" && waits;
    const bool data = choice.kind->stream == Stream::out && mode != "id";
    return choice.file.empty() && (asked_for_nothing || comes_later || data);
  });
  const bool forgotten = app.globals().no_registry && !operation.remote.id.empty();
  if (!owned) app.print((forgotten ? operation.provider + ":" + operation.remote.id : operation.id) + "\n");
}

}  // namespace optrack::cli
