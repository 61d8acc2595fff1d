// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "print/printers.hpp"

namespace optrack {

/// Lines for the log of a GitLab job: the plain view with a section for each task that ended, closed unless the task
/// ended badly. `output` must outlive the printer.
std::unique_ptr<EventSink> make_gitlab_printer(Output& output, const PrinterOptions& options);

}  // namespace optrack
