// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "print/printers.hpp"

namespace optrack {

/// Lines for the log of GitHub Actions: the plain view with a group for each task that ended; at the end annotations,
/// the summary of the step and its outputs (`PrinterOptions::step`). `output` must outlive the printer.
std::unique_ptr<EventSink> make_github_printer(Output& output, const PrinterOptions& options);

}  // namespace optrack
