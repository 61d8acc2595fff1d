// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "print/printers.hpp"

namespace optrack::cli {

/// What of the events is shown and in which order, as written on a command line.
struct ViewArgs {
  std::set<std::string> events;  ///< Event types; empty: all.
  std::string level;             ///< Least level of log entries; empty: all.
  std::optional<int> max_log;
  std::string order;  ///< "time", "task"; empty: as the mode does it.
};

/// The options that fill `args`, which must outlive them.
std::vector<OptionSpec> view_options(ViewArgs& args);

/// Tells printers what `args` asks for.
void apply(const ViewArgs& args, PrinterOptions& options);

}  // namespace optrack::cli
