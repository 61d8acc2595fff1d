// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "print/printers.hpp"

namespace optrack {

/// Lines for people and CI logs. `output` must outlive the printer.
std::unique_ptr<EventSink> make_plain_printer(Output& output, const PrinterOptions& options);

}  // namespace optrack
