// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "optrack/event.hpp"

namespace optrack::cli {

struct LabelOptions {
  std::vector<std::string> selectors;
  LabelsChanged change;
  bool allow_empty = false;
};

/// Takes one word after the first selector: `KEY=VALUE` sets a label, `KEY-` takes one away, anything else, and
/// whatever holds a `:` before a `=` (`label:k=v`, an address), is a further selector. Errors as for `--label`.
Result<void> take_label_word(LabelOptions& options, const std::string& word);

/// `optrack label SEL... KEY=VALUE KEY-`: changes labels in the registry; the server is not asked.
CommandSpec label_command();
Result<int> run_label(const LabelOptions& options, App& app);

}  // namespace optrack::cli
