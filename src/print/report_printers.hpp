// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "print/printers.hpp"

namespace optrack {

/// A report in HTML, or as JUnit XML. Everything is written at once, with one write: at the end of the stream; and when
/// the printer goes before that, because the wait lost its reader, what was seen until then.
/// `output` must outlive the printer.
std::unique_ptr<EventSink> make_html_printer(Output& output, const PrinterOptions& options);
std::unique_ptr<EventSink> make_junit_printer(Output& output, const PrinterOptions& options);

}  // namespace optrack
