// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "cli/app.hpp"
#include "optrack/operation.hpp"

namespace optrack::cli {

/// Whether `--json` prints one document or an array.
enum class Shape {
  one,   ///< The record itself when there is exactly one.
  many,  ///< Always an array.
};

/// Whether -o and --json make sense for records, asked before a server is. \return `usage` error otherwise.
Result<void> check_record_output(const App& app);

/// Prints records to stdout: a table, ids with `-o id`, JSON with `--json` or `-o json`, one line of
/// JSON each with `-o ndjson`. Error `usage` for another mode or an unknown field.
Result<void> print_records(App& app, const std::vector<Operation>& operations, Shape shape);

}  // namespace optrack::cli
