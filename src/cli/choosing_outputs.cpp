// SPDX-License-Identifier: MIT
#include "cli/printing.hpp"

#include <algorithm>
#include <map>

#include "cli/parse.hpp"

namespace optrack::cli {
namespace {

enum class Stream { out, err, none };

const std::map<std::string, Stream, std::less<>>& streams() {
  static const std::map<std::string, Stream, std::less<>> kAll{{"plain", Stream::err},
                                                               {"ndjson", Stream::out},
                                                               {"json", Stream::out},
                                                               {"id", Stream::out},
                                                               {"quiet", Stream::none}};
  return kAll;
}

Result<OutputChoice> read_choice(const std::string& text) {
  const std::size_t equals = text.find('=');
  OutputChoice choice{text.substr(0, equals), equals == std::string::npos ? "" : text.substr(equals + 1)};
  if (choice.mode == "auto") choice.mode = "plain";
  if (streams().find(choice.mode) == streams().end()) {
    std::vector<std::string> names{"auto"};
    for (const auto& [name, stream] : streams()) names.push_back(name);
    return fail(ErrorKind::usage, "no such output mode: " + choice.mode + did_you_mean(choice.mode, names) +
                                      "; there are auto, plain, ndjson, json, id, quiet");
  }
  if (equals != std::string::npos && choice.file.empty()) {
    return fail(ErrorKind::usage, "-o " + text + ": no file after the equals sign");
  }
  return choice;
}

/// Two modes that would write between each other's lines.
const OutputChoice* clash(const std::vector<OutputChoice>& choices, const OutputChoice& next) {
  const auto same = [&next](const OutputChoice& other) {
    if (!next.file.empty() || !other.file.empty()) return next.file == other.file;
    const Stream stream = streams().find(next.mode)->second;
    return stream != Stream::none && streams().find(other.mode)->second == stream;
  };
  const auto found = std::find_if(choices.begin(), choices.end(), same);
  return found == choices.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<OutputChoice>> choose_outputs(const Globals& globals) {
  std::vector<OutputChoice> choices;
  for (const std::string& text : globals.outputs) {
    const Result<OutputChoice> next = read_choice(text);
    if (!next) return fail(next.error());
    if (const OutputChoice* other = clash(choices, *next)) {
      return fail(ErrorKind::usage, "-o " + text + " and -o " + other->mode +
                                        " would write to the same place; give one a file: -o " + next->mode + "=FILE");
    }
    choices.push_back(*next);
  }
  if (globals.json && choices.empty()) choices.push_back({"json", ""});
  if (choices.empty()) choices.push_back({globals.quiet || globals.progress == "none" ? "quiet" : "plain", ""});
  return choices;
}

void print_id(App& app, const Operation& operation, bool waits) {
  const Result<std::vector<OutputChoice>> outputs = choose_outputs(app.globals());
  if (!outputs) return;
  const bool owned = std::any_of(outputs->begin(), outputs->end(), [&](const OutputChoice& choice) {
    const bool asked_for_nothing = choice.mode == "quiet" && !app.globals().outputs.empty();
    const bool comes_later = choice.mode == "id" && waits;
    const bool data = choice.mode == "ndjson" || choice.mode == "json";
    return choice.file.empty() && (asked_for_nothing || comes_later || data);
  });
  const bool forgotten = app.globals().no_registry && !operation.remote.id.empty();
  if (!owned) app.print((forgotten ? operation.provider + ":" + operation.remote.id : operation.id) + "\n");
}

}  // namespace optrack::cli
