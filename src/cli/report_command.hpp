// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

struct ReportOptions {
  std::vector<std::string> selectors;
  std::string html;   ///< File; empty: none.
  std::string junit;  ///< File; empty: none.
};

/// `optrack report SEL...`: the reports of -o html and -o junit, made from the journal. The server is not asked.
CommandSpec report_command();
Result<int> run_report(const ReportOptions& options, App& app);

}  // namespace optrack::cli
