// SPDX-License-Identifier: MIT
#include "cli/json_wish.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/app.hpp"
#include "cli/parse.hpp"
#include "model/ascii.hpp"

namespace optrack::cli {
namespace {

/// "--json: …; there are id, name, …, or all"
Error about_fields(const std::string& what, const std::vector<std::string>& known) {
  return {ErrorKind::usage, fmt::format("--json: {}; there are {}, or all", what, fmt::join(known, ", ")), {}};
}

/// Modes of -o for a command that answers with one document.
Result<void> check_answer_mode(const CommandSpec& command, const std::string& mode) {
  std::vector<std::string> known{"json", "ndjson", "quiet", "auto", "plain", "tty"};
  const bool has_ids = std::find(command.fields.begin(), command.fields.end(), "id") != command.fields.end();
  if (has_ids) known.emplace_back("id");
  if (std::find(known.begin(), known.end(), mode) != known.end()) return {};
  return fail(ErrorKind::usage,
              fmt::format("{} cannot be shown as '{}': use json{} ndjson{}", has_ids ? "records" : "this", mode,
                          has_ids ? "," : " or", has_ids ? " or id" : ""));
}

/// JSON and something else on the same stream.
Result<void> check_beside_json(const Globals& globals) {
  const char* const option = globals.jq ? "--jq" : "--json";
  for (const std::string& mode : globals.outputs) {
    if (mode != "id" && mode != "quiet") continue;
    return fail(ErrorKind::usage, fmt::format("{} prints JSON, -o {} does not: leave one out", option, mode));
  }
  return {};
}

Result<void> check_outputs(const CommandSpec& command, const Globals& globals, const Words& words) {
  if (globals.json || globals.jq) {
    if (Result<void> fits = check_beside_json(globals); !fits) return fits;
  }
  if (command.data != Data::answer || words.options.count("--output") == 0) return {};
  for (const std::string& mode : globals.outputs) {
    if (Result<void> fits = check_answer_mode(command, mode); !fits) return fits;
  }
  return {};
}

Result<JsonWish> none_for(const Words& words) {
  for (const char* const option : {"--json", "--jq"}) {
    if (words.options.count(option) != 0) {
      return fail(ErrorKind::usage, std::string{option} + ": this command prints no JSON");
    }
  }
  return JsonWish{};
}

}  // namespace

Result<std::vector<std::string>> read_fields(std::string_view text, const std::vector<std::string>& known) {
  std::vector<std::string> fields;
  bool all = false;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string field{trimmed(text.substr(0, comma))};
    text.remove_prefix(std::min(comma + 1, text.size()));
    const bool good = known.empty() || std::find(known.begin(), known.end(), field) != known.end();
    if (field == "all") {
      all = true;
    } else if (good && !field.empty()) {
      fields.push_back(std::move(field));
    } else {
      return fail(about_fields("no such field: " + field + did_you_mean(field, known), known));
    }
  }
  if (fields.empty() && !all) return fail(about_fields("no field is named", known));
  return all ? std::vector<std::string>{} : fields;
}

Result<JsonWish> read_json_wish(const CommandSpec& command, const Globals& globals, const Words& words,
                                const JqCompiler& compile) {
  if (command.data == Data::none) return none_for(words);
  if (const Result<void> fits = check_outputs(command, globals, words); !fits) return fail(fits.error());
  JsonWish wish;
  wish.given = globals.json || globals.jq;
  if (globals.json) {
    Result<std::vector<std::string>> fields = read_fields(*globals.json, command.fields);
    if (!fields) return fail(std::move(fields).error());
    wish.fields = std::move(*fields);
  }
  if (!globals.jq) return wish;
  const bool lines = std::find(globals.outputs.begin(), globals.outputs.end(), "ndjson") != globals.outputs.end();
  Result<std::unique_ptr<JqProgram>> filter = compile(*globals.jq, lines ? kLineLimits : kDocumentLimits);
  if (!filter) return fail(std::move(filter).error().during("--jq"));
  wish.filter = std::move(*filter);
  return wish;
}

}  // namespace optrack::cli
