// SPDX-License-Identifier: MIT
// What replaces the live block: what one needs to act.
#include <algorithm>

#include <fmt/format.h>

#include "print/live/live_facts.hpp"
#include "print/live/live_tasks.hpp"
#include "print/result_facts.hpp"

namespace optrack::live {
namespace {

constexpr std::size_t kMostFailedTasks = 5;
constexpr std::size_t kFailedColumn = 57;
constexpr int kPending = 8;  // Exit code of a wait that only asked.

/// Failed tasks without those that failed because of one below them.
std::size_t failures(const LiveOperation& operation) {
  return static_cast<std::size_t>(
      std::count_if(operation.failed.begin(), operation.failed.end(), [&operation](const auto& failed) {
        const auto task = operation.tasks.find(failed.second);
        return task == operation.tasks.end() || task->second.unfolded == 0;
      }));
}

/// "7 tasks ok, 1 failed, 2 not started".
std::string counts_text(const LiveOperation& operation) {
  std::string text;
  const auto tell = [&text](std::size_t count, std::string_view word) {
    if (count == 0) return;
    const std::string_view noun = !text.empty() ? "" : count == 1 ? "task " : "tasks ";
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, noun, word);
  };
  tell(operation.done, "ok");
  tell(failures(operation), "failed");
  tell(operation.cancelled, "cancelled");
  tell(operation.running.size(), "not finished");
  tell(operation.waiting.size(), "not started");
  return text;
}

std::string left_behind(const LiveOperation& operation) {
  constexpr std::size_t kMost = 10;
  std::string text;
  std::size_t count = 0;
  for (const auto& [id, resource] : operation.seen.resources) {
    if (++count > kMost) continue;
    text += (text.empty() ? "" : ", ") + resource_name(resource);
  }
  return count > kMost ? text + fmt::format(", {} more", count - kMost) : text;
}

/// Why a wait ended before the operation.
std::string_view reason_of(const StreamEnd& end, const LiveOperation& operation, std::size_t conditions) {
  if (conditions > 0 && operation.met >= conditions) return "condition met";
  if (operation.impossible) return "condition impossible";
  if (end.exit_name == "timeout") return "timeout";
  constexpr int kHangup = 129, kInterrupt = 130, kTerminate = 143;
  if (end.exit_code == kHangup) return "hung up";
  if (end.exit_code == kInterrupt) return "interrupted";
  if (end.exit_code == kTerminate) return "terminated";
  constexpr int kDenied = 4, kLocal = 7;
  return end.exit_code >= kDenied && end.exit_code <= kLocal ? "given up" : "left";
}

}  // namespace

void Facts::add_tail(const LiveOperation& operation, const std::string& id, std::vector<Line>& lines) const {
  const auto seen = operation.seen.tasks.find(id);
  const auto task = operation.tasks.find(id);
  const LogTail& tail = seen == operation.seen.tasks.end() ? operation.seen.logs : seen->second.logs;
  const std::size_t all = task == operation.tasks.end() ? operation.logs : task->second.logs;
  for (const LogEntry& entry : tail.telling()) {
    Line line{"    | "};
    if (entry.at) line.add(times_.time_of_day(*entry.at) + " ");
    lines.push_back(line.add(entry.message));
  }
  if (all <= tail.telling().size()) return;
  Line more{fmt::format("    | {} {} {}:  optrack logs {}", unicode_ ? "…" : "..", all - tail.telling().size(),
                        tail.errors.empty() ? "lines before" : "other lines", operation.tag)};
  const std::string label = operation.seen.label(id);
  const bool plain = !label.empty() && std::all_of(label.begin(), label.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
  lines.push_back(plain ? more.add(" --task " + label) : more);
}

void Facts::add_failed(const LiveOperation& operation, const ResultReady& result, std::vector<Line>& lines) const {
  std::vector<std::string> tasks = operation.seen.deepest(result.failed_tasks);
  // The server names them in any order; those that said something tell why.
  std::stable_partition(tasks.begin(), tasks.end(), [&operation](const std::string& id) {
    const auto task = operation.tasks.find(id);
    return task != operation.tasks.end() && task->second.logs > 0;
  });
  for (std::size_t i = 0; i < std::min(tasks.size(), kMostFailedTasks); ++i) {
    Line line;
    line.pad(2).add(marks_.failed, Tone::bad).add(" ").add(operation.seen.path(tasks[i]));
    const auto task = operation.tasks.find(tasks[i]);
    const bool timed = task != operation.tasks.end() && task->second.elapsed;
    if (timed) line.pad(kFailedColumn, 2).add("failed after " + format_clock(*task->second.elapsed));
    lines.push_back(std::move(line));
    add_tail(operation, tasks[i], lines);
  }
  if (tasks.size() > kMostFailedTasks) {
    lines.emplace_back(fmt::format("  and {} more failed tasks", tasks.size() - kMostFailedTasks));
  }
  if (tasks.empty()) add_tail(operation, {}, lines);
}

std::vector<Line> Facts::ending(const LiveOperation& operation, const ResultReady& result) const {
  const bool well = result.status == Status::completed;
  std::vector<Line> lines(1);
  Line& head = lines.front();
  head.add(well ? marks_.ok : marks_.failed, tone_of(result.status)).add(" ").add(operation.tag);
  head.add(" ").add(operation.seen.title).add(" ").add(word_of(result.status), tone_of(result.status));
  if (operation.elapsed) head.add(" after " + format_clock(*operation.elapsed));
  const bool told = result.message.starts_with("exit code ");
  if (result.outcome.exit_code && !told) head.add(fmt::format(", exit code {}", *result.outcome.exit_code));
  if (!result.message.empty()) head.add("   ").add(result.message);
  if (well) {
    constexpr int kUsual = 80;
    constexpr int kIndent = 2;
    const int columns = (columns_ > 0 ? columns_ : kUsual) - kIndent;
    for (const std::string& text : result_lines(result.outcome, operation.tag, columns, unicode_)) {
      lines.emplace_back("  " + text);
    }
    return lines;
  }
  if (result.status == Status::failed) add_failed(operation, result, lines);
  Line counts{"  "};
  counts.add(counts_text(operation));
  if (const std::string left = left_behind(operation); !left.empty()) {
    counts.pad(0, counts.width() > 2 ? 5 : 0).add("left behind: " + left);
  }
  if (counts.width() > 2) lines.push_back(std::move(counts));
  lines.emplace_back(
      fmt::format("  optrack logs {0}  |  optrack show {0}  |  optrack report {0} --html r.html", operation.tag));
  return lines;
}

std::vector<Line> Facts::leaving(const LiveOperation& operation, const StreamEnd& end, WallTime now,
                                 const LiveModel& model) const {
  const std::string_view reason = reason_of(end, operation, model.conditions.size());
  const bool met = reason == "condition met";
  std::vector<Line> lines(1);
  Line& head = lines.front();
  head.add(met ? marks_.ok : marks_.running, met ? Tone::good : Tone::neutral).add(" ").add(operation.tag);
  head.add(" ").add(operation.seen.title).add("  ");
  if (end.exit_code == kPending) {
    head.add(to_string(operation.seen.status));
    if (operation.seen.percent) head.add(fmt::format("  {}%", static_cast<int>(*operation.seen.percent)));
    return lines;
  }
  head.add(reason, met ? Tone::neutral : Tone::careful);
  if (model.begun) head.add(" after " + format_clock(between(*model.begun, now)));
  const bool known = reason != "given up";
  head.add(fmt::format(", {} {}", known ? "still" : "last seen", to_string(operation.seen.status)));
  head.add(operation.seen.cancel_asked ? ", cancel requested" : ", not cancelled");
  return lines;
}

}  // namespace optrack::live
