// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "cli/filtered_output.hpp"
#include "model/json.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// How a command that answers with one document prints it.
enum class Form {
  people,    ///< A table, a page.
  document,  ///< JSON.
  lines,     ///< JSON, one line for each member of an array.
  ids,
  nothing,
};

/// What -o, --json and --jq ask for. Of several -o the last one counts; one that is not for such commands counts not.
Form form_of(const App& app);

/// Whether that is JSON.
bool wants_json(const App& app);

/// These fields of an object, or of each object in an array, in this order; none: all. What a thing does not have is
/// left out.
Json pick_fields(const Json& document, const std::vector<std::string>& fields);

/// Names of all fields a record may have, those of `show` included.
const std::vector<std::string>& record_fields();

/// Prints `document` to stdout as the form and --json and --jq say: the only way to print JSON that is no event.
/// Errors: `local` when the program of --jq failed on it.
Result<void> print_json(App& app, const Json& document);

/// Prints `document` like that where JSON is wanted, for `-o id` the ids in it, else `text`. \return 0, or the error
/// of `print_json`.
Result<int> print_answer(App& app, const Json& document, std::string_view text);

/// What --jq makes of JSON that a printer writes to stdout; nullptr without --jq.
std::unique_ptr<FilteredOutput> filtered_out(App& app, FilteredOutput::Unit unit);

}  // namespace optrack::cli
