// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/app.hpp"
#include "cli/filtered_output.hpp"
#include "optrack/event.hpp"
#include "print/tty_printer.hpp"

namespace optrack::cli {

/// Stands behind the printers, and tells of what the program of --jq failed on while events still come: as a line of
/// the live view where there is one, else on stderr.
class FilterComplaints final : public EventSink {
 public:
  /// All must outlive it. \param live  May be nullptr.
  FilterComplaints(App& app, FilteredOutput& filtered, LiveView* live) : app_(app), filtered_(filtered), live_(live) {}

  void on(const Event& event) override {
    if (std::holds_alternative<StreamEnd>(event.body)) live_ = nullptr;  // no event may follow
  }
  void flush() override {
    for (const std::string& complaint : filtered_.take_complaints()) tell(complaint);
  }

 private:
  void tell(const std::string& complaint) {
    if (live_ == nullptr) return app_.warn(complaint);
    live_->on(Event{0, app_.clock().wall(), {}, Notice{complaint}});
    live_->flush();
  }

  App& app_;
  FilteredOutput& filtered_;
  LiveView* live_;  ///< nullptr: there is none, or it has ended.
};

}  // namespace optrack::cli
