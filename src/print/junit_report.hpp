// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "print/report_facts.hpp"

namespace optrack {

/// The report as JUnit XML, for CI systems: an operation is a testsuite; its tasks, and the operation itself as the
/// first one, are testcases. failed: `failure` with the last log lines; lost, or not ended: `error`; cancelled, and
/// tasks that did not begin or end: `skipped`.
std::string junit_report(const ReportFacts& facts);

}  // namespace optrack
