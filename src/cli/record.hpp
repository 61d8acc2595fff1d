// SPDX-License-Identifier: MIT
#pragma once

#include "cli/app.hpp"
#include "optrack/error.hpp"
#include "optrack/operation.hpp"

namespace optrack::cli {

/// A fresh record of an operation of `provider`: new local id, this process as owner, created now.
Result<Operation> new_record(App& app, const Provider& provider);

/// Puts a record into the registry together with its `operation` event.
Result<Operation> add_record(App& app, Operation operation);

/// Adds the label that `text` ("key=value") writes, in the place of an earlier one of that key. Error `usage` for one
/// without `=`, and those of `check_label`.
Result<void> add_label(std::map<std::string, std::string>& labels, const std::string& text);

/// The texts of `--label` together; errors as for `add_label`.
Result<std::map<std::string, std::string>> parse_labels(const std::vector<std::string>& texts);

}  // namespace optrack::cli
