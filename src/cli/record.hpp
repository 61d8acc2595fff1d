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

/// "key=value" texts of `--label`. Error `usage` for one without `=` or with an empty key.
Result<std::map<std::string, std::string>> parse_labels(const std::vector<std::string>& texts);

}  // namespace optrack::cli
