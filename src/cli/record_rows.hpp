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

/// Prints records to stdout: a table, ids with `-o id`, else as `print_json` does.
Result<void> print_records(App& app, const std::vector<Operation>& operations, Shape shape);

}  // namespace optrack::cli
