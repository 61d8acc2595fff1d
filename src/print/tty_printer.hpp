// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>

#include "print/printers.hpp"

namespace optrack {

/// A view that a person can talk to.
class LiveView : public EventSink {
 public:
  /// A key that changes only what is shown: t hides and shows tasks, l log lines; others do nothing.
  virtual void press(char key) = 0;
  /// A question that the person is asked, shown until it is answered; empty: it has been.
  virtual void question(std::string_view text) = 0;
};

/// The live view: a block at the bottom of a terminal that shows what goes on, below lines that stay. `output` must
/// be a terminal and outlive the printer. Draws in `tick`, at most ten times a second and only what changed; while
/// `output` has not taken what was written last, frames are left out and lines are held within a bound.
std::unique_ptr<LiveView> make_live_view(Output& output, const PrinterOptions& options);

/// The same, for the table of printers.
std::unique_ptr<EventSink> make_tty_printer(Output& output, const PrinterOptions& options);

}  // namespace optrack
