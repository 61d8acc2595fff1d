// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "print/html_parts.hpp"
#include "print/task_chart.hpp"

namespace optrack {
namespace {

// In pixels of the chart, which is as wide as the page: only what lies along the time axis is in percent.
constexpr int kAxis = 22;
constexpr int kRow = 34;
constexpr int kTextBase = 13;
constexpr int kBarTop = 18;
constexpr int kBar = 9;
constexpr int kIndent = 12;
constexpr int kDeepestIndent = 8;
constexpr double kThinnest = 0.4;  // percent
constexpr double kWhole = 100;

std::string percent(double value) { return fmt::format("{:.2f}%", value); }
std::string number(int value) { return std::to_string(value); }

Milliseconds length(WallTime from, WallTime to) { return std::chrono::duration_cast<Milliseconds>(to - from); }

std::string took(const Task& task) {
  return task.started && task.ended ? format_clock(length(*task.started, *task.ended)) : std::string{};
}

/// For the axis: short runs need more than whole seconds.
std::string since_begin(Milliseconds time, Milliseconds whole) {
  constexpr Milliseconds kShort{10'000};
  return whole < kShort ? fmt::format("{:.1f} s", std::chrono::duration<double>(time).count()) : format_clock(time);
}

void write_axis(Markup& out, const TaskChart& chart, int height) {
  constexpr int kTicks = 4;
  const Milliseconds whole = length(chart.begin, chart.end);
  for (int tick = 0; tick <= kTicks; ++tick) {
    const std::string x = percent(kWhole * tick / kTicks);
    const char* anchor = tick == 0 ? "start" : tick == kTicks ? "end" : "middle";
    out.empty("line", {{"x1", x}, {"x2", x}, {"y1", number(kAxis - 6)}, {"y2", number(height)}});
    out.element("text", {{"class", "tick"}, {"x", x}, {"y", "11"}, {"text-anchor", anchor}},
                since_begin(whole * tick / kTicks, whole));
  }
  out.line();
}

void write_row(HtmlPage& page, const ChartRow& row, int top, const ReportedOperation& operation) {
  Markup& out = page.out;
  const Task& task = *row.task;
  const double from = std::min(row.from, kWhole - kThinnest);
  const std::string x = percent(from);
  const std::string width = percent(std::max(row.to - from, kThinnest));
  const std::string label = fmt::format("{} {}{}{}", status_mark(task.status, true), row.critical ? "◆ " : "",
                                        shown_name(task), task.ended ? " · " + took(task) : std::string{});
  out.open("g");
  out.element("title", fmt::format("{}: {} from {}{}", task_path(operation.tasks, task.id), to_string(task.status),
                                   page.moment(*task.started, operation),
                                   task.ended ? " to " + page.moment(*task.ended, operation) : std::string{}));
  out.element("text",
              {{"class", row.critical ? "critical" : "task"},
               {"x", number(std::min(row.depth, kDeepestIndent) * kIndent)},
               {"y", number(top + kTextBase)}},
              label);
  const std::string y = number(top + kBarTop);
  out.empty("rect", {{"class", "track"}, {"x", "0"}, {"y", y}, {"width", "100%"}, {"height", number(kBar)}});
  out.empty("rect",
            {{"class", to_string(task.status)}, {"x", x}, {"y", y}, {"width", width}, {"height", number(kBar)}});
  if (row.critical) {
    const std::string below = number(top + kBarTop + kBar + 1);
    out.empty("rect", {{"class", "critical"}, {"x", x}, {"y", below}, {"width", width}, {"height", "2"}});
  }
  out.close();
  out.line();
}

void write_chart(HtmlPage& page, const ReportedOperation& operation) {
  const TaskChart chart = task_chart(operation.tasks, operation.begin(), operation.end(), kMostChartRows);
  if (chart.rows.empty()) return;
  Markup& out = page.out;
  const int height = kAxis + static_cast<int>(chart.rows.size()) * kRow;
  out.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                   {"class", "chart"},
                   {"height", number(height)},
                   {"role", "img"},
                   {"aria-label", "Gantt chart of the tasks; the table below says the same"}});
  out.line();
  write_axis(out, chart, height);
  int top = kAxis;
  for (const ChartRow& row : chart.rows) {
    write_row(page, row, top, operation);
    top += kRow;
  }
  out.close();
  out.line();
  out.element("p", {{"class", "soft"}},
              "◆ critical path: the tasks that, one after another, held up the end, as their times suggest.");
  const auto began =
      static_cast<std::size_t>(std::count_if(operation.tasks.begin(), operation.tasks.end(),
                                             [](const auto& entry) { return entry.second.started.has_value(); }));
  if (began > chart.rows.size()) {
    page.left_out.push_back(
        fmt::format("{}: the chart shows {} of {} tasks that began: those that failed, are on the "
                    "critical path, or took longest",
                    operation.record.id, chart.rows.size(), began));
  }
}

void write_task_row(HtmlPage& page, const Task& task, const ReportedOperation& operation) {
  Markup& out = page.out;
  out.open("tr");
  out.element("td", task_path(operation.tasks, task.id));
  out.open("td", {{"class", "number"}});
  write_status(out, task.status);
  out.close();
  out.element("td", {{"class", "number"}}, task.started ? page.moment(*task.started, operation) : "");
  out.element("td", {{"class", "number"}}, took(task));
  out.element("td", task.message);
  out.close();
  out.line();
}

void write_table(HtmlPage& page, const ReportedOperation& operation) {
  Markup& out = page.out;
  out.open("details");
  out.element("summary", "All tasks as a table");
  out.open("div", {{"class", "scroll"}});
  out.open("table");
  out.open("thead");
  out.open("tr");
  for (const char* title : {"Task", "Status", "Began", "Took", "Message"}) out.element("th", title);
  out.close();
  out.close();
  out.open("tbody");
  out.line();
  std::size_t shown = 0;
  for (const TaskRow& row : task_tree(operation.tasks)) {
    if (++shown > kMostTaskRows) break;
    write_task_row(page, *row.task, operation);
  }
  out.close();
  out.close();
  out.close();
  out.close();
  out.line();
  if (operation.tasks.size() > kMostTaskRows) {
    page.left_out.push_back(fmt::format("{}: the table shows the first {} of {} tasks", operation.record.id,
                                        kMostTaskRows, operation.tasks.size()));
  }
}

std::string counts_text(const Tasks& tasks) {
  std::map<Status, std::size_t> counts;
  for (const auto& [id, task] : tasks) ++counts[task.status];
  std::string text;
  for (const auto& [status, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
  }
  return text;
}

}  // namespace

void write_tasks(HtmlPage& page, const ReportedOperation& operation) {
  if (operation.tasks.empty()) return;
  page.out.element("h3", fmt::format("Tasks: {}", counts_text(operation.tasks)));
  write_chart(page, operation);
  write_table(page, operation);
}

}  // namespace optrack
