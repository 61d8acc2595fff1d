// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "print/markup.hpp"
#include "print/report_facts.hpp"
#include "print/show.hpp"

namespace optrack {

// How much of a thing a report shows; beyond that it says what it left out.
inline constexpr std::size_t kMostChartRows = 200;
inline constexpr std::size_t kMostTaskRows = 10'000;
inline constexpr std::size_t kMostResourceRows = 2'000;
inline constexpr std::size_t kMostResultBytes = 256 * 1024;

/// What parts of a report have in common.
struct HtmlPage {
  Markup& out;
  TimeView times;
  std::vector<std::string> left_out = {};  ///< Sentences for the end of the report.

  /// Time of day; with its date where `operation` took longer than a day has hours.
  [[nodiscard]] std::string moment(WallTime time, const ReportedOperation& operation) const;
};

/// "✖ failed", in the colour of the status; never by colour alone.
void write_status(Markup& out, Status status);

/// The tasks: how many, a Gantt chart in SVG, and all of them as a table. Nothing when there are none.
void write_tasks(HtmlPage& page, const ReportedOperation& operation);

/// The log with its tools, which stay hidden without the script. Nothing when it is empty.
void write_log(HtmlPage& page, const ReportedOperation& operation);

}  // namespace optrack
