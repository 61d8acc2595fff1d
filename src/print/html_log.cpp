// SPDX-License-Identifier: MIT
#include <chrono>

#include <fmt/format.h>

#include "print/event_filter.hpp"
#include "print/html_parts.hpp"

namespace optrack {
namespace {

struct Gravity {
  const char* level;   ///< Least level that has it.
  const char* number;  ///< As the script compares it.
  const char* title;   ///< In the list to choose from.
};

constexpr Gravity kGravities[] = {{"error", "3", "errors"},
                                  {"warning", "2", "warnings and errors"},
                                  {"info", "1", "no debug lines"},
                                  {"", "0", "all"}};

const Gravity& gravity_of(const std::string& level) {
  for (const Gravity& gravity : kGravities) {
    if (*gravity.level == '\0' || at_least(level, gravity.level)) return gravity;
  }
  return kGravities[0];
}

void write_tools(Markup& out) {
  out.open("div", {{"class", "tools"}, {"hidden", "hidden"}});
  out.empty("input",
            {{"type", "search"}, {"placeholder", "Filter the log"}, {"aria-label", "Words a log line must have"}});
  out.open("select", {{"aria-label", "Least level"}});
  for (auto gravity = std::rbegin(kGravities); gravity != std::rend(kGravities); ++gravity) {
    out.element("option", {{"value", gravity->number}}, gravity->title);
  }
  out.close();
  out.element("output", {{"class", "soft"}}, "");
  out.close();
  out.line();
}

void write_line(HtmlPage& page, const KeptLog& entry, const ReportedOperation& operation) {
  const Gravity& gravity = gravity_of(entry.level);
  const bool plain = std::string_view{gravity.level} == "info";
  Markup& out = page.out;
  out.open("li", {{"class", *gravity.level == '\0' ? "debug" : gravity.level}, {"data-gravity", gravity.number}});
  out.element("time", page.moment(entry.at, operation));
  out.text(" ");
  const std::string label = operation.seen.label(entry.task);
  if (!label.empty()) {
    out.element("b", label);
    out.text(" ");
  }
  out.text(plain ? entry.message : fmt::format("{}: {}", entry.level, entry.message));
  out.close();
  out.line();
}

}  // namespace

std::string HtmlPage::moment(WallTime time, const ReportedOperation& operation) const {
  using Seconds = std::chrono::duration<double>;  // nanoseconds might not hold the difference
  const Seconds whole = Seconds{operation.end().time_since_epoch()} - Seconds{operation.begin().time_since_epoch()};
  const Seconds away = Seconds{time.time_since_epoch()} - Seconds{operation.begin().time_since_epoch()};
  constexpr std::chrono::hours kDay{24};
  const bool same_day = whole < kDay && away < kDay && away > kDay * -1;
  return same_day ? times.time_of_day(time) : times.date_time(time);
}

void write_log(HtmlPage& page, const ReportedOperation& operation) {
  const KeptLogs& logs = operation.logs;
  if (logs.total() == 0) return;
  Markup& out = page.out;
  const std::string left = fmt::format("{} of {} lines are left out here; see: optrack logs {}", logs.left_out(),
                                       logs.total(), operation.record.id);
  out.element("h3", fmt::format("Log: {} line{}", logs.total(), logs.total() == 1 ? "" : "s"));
  write_tools(out);
  out.open("ol", {{"class", "log"}});
  out.line();
  logs.each([&](const KeptLog& entry) { write_line(page, entry, operation); },
            [&] {
              out.element("li", {{"class", "gap"}, {"data-gravity", "9"}}, left);
              out.line();
            });
  out.close();
  out.line();
  if (logs.left_out() > 0) {
    page.left_out.push_back(fmt::format(
        "{}: {} of {} log lines; of those between the first and the last ones only warnings and errors stay",
        operation.record.id, logs.left_out(), logs.total()));
  }
}

}  // namespace optrack
