// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "print/report_facts.hpp"

namespace optrack {

/// The report as one HTML file that needs nothing else: no network, and no script but for filtering log lines. It is
/// well-formed XML too. Sizes stay usable whatever happened (limits: html_parts.hpp, `ReportFacts`): what is left out
/// is said at the end.
std::string html_report(const ReportFacts& facts);

}  // namespace optrack
