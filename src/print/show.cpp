// SPDX-License-Identifier: MIT
#include "print/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/ascii.hpp"
#include "model/task_tree.hpp"
#include "model/text.hpp"
#include "print/event_filter.hpp"
#include "print/line_style.hpp"
#include "print/live/live_line.hpp"
#include "print/plain_lines.hpp"
#include "print/result_facts.hpp"
#include "print/show_tasks.hpp"

namespace optrack {
namespace {

constexpr int kLabelWidth = 11;

/// Gathers lines, each harmless and cut to the terminal.
class Page {
 public:
  explicit Page(const Terminal& terminal) : terminal_(terminal) {}

  void line(const StyledLine& line) { text_ += finish(line, terminal_); }
  void line(const std::string& text) { line({text, {}, Tone::neutral}); }
  void gap() { text_ += '\n'; }

  /// "label      text", nothing when there is no text.
  void fact(std::string_view label, const std::string& text, Tone tone = Tone::neutral) {
    if (!text.empty()) line({fmt::format("{:<{}} {}", label, kLabelWidth, text), text, tone});
  }

  [[nodiscard]] const Terminal& terminal() const { return terminal_; }
  [[nodiscard]] bool unicode() const { return terminal_.unicode; }
  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

/// "x k3v9m2x7qd  catlets.create  FAILED after 0:51"
StyledLine headline(const ShowFacts& facts, bool unicode) {
  const Operation& operation = facts.operation;
  const std::string word = shown_word(operation.status);
  std::string text = fmt::format("{} {}", status_mark(operation.status, unicode), operation.id);
  if (!operation.type.empty()) text += "  " + operation.type;
  text += fmt::format("  {} {} {}", word, is_final(operation.status) ? "after" : "for",
                      format_clock(elapsed(operation, facts.now)));
  return {std::move(text), word, tone_of(operation.status)};
}

/// "[=====>----]  46%"
std::string progress_text(const Operation& operation, bool unicode) {
  constexpr std::size_t kBar = 23;
  if (!operation.progress || is_final(operation.status)) return {};
  return fmt::format("{} {:3}%", live::progress_bar(operation.progress, kBar, unicode, 0),
                     static_cast<int>(std::clamp(*operation.progress, 0.0, 100.0)));
}

/// "2026-03-01 12:00:51", with how long ago that was while the operation goes on.
std::string updated_text(const ShowFacts& facts, const TimeView& times) {
  if (!facts.updated) return {};
  std::string text = times.date_time(*facts.updated);
  const Milliseconds ago = std::chrono::duration_cast<Milliseconds>(facts.now - *facts.updated);
  if (is_final(facts.operation.status) || ago < Milliseconds{0}) return text;
  return text + fmt::format("  ({} ago)", format_clock(ago));
}

std::string cancel_text(const CancelRequest& cancel, const TimeView& times) {
  std::string text = fmt::format("requested {} by {} ({})", times.date_time(cancel.at), cancel.by, cancel.reason);
  if (!cancel.message.empty()) text += ": " + cancel.message;
  return text;
}

std::string labels_text(const Operation& operation) {
  std::string text;
  for (const auto& [key, value] : operation.labels) text += fmt::format("{}{}={}", text.empty() ? "" : " ", key, value);
  return text;
}

/// "6 s", "2:05": rounded up, because at that time it has not been asked yet.
std::string soon(Milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  constexpr std::chrono::seconds kClockFrom{60};
  return seconds < kClockFrom ? fmt::format("{} s", seconds.count()) : format_clock(seconds);
}

std::string poll_text(const ShowFacts& facts) {
  if (!facts.explains_poll) return {};
  std::string text = "no history of this type";
  if (facts.typical) text = "typical " + format_clock(*facts.typical);
  if (facts.late && facts.typical) text = fmt::format("LATE (typical {})", format_clock(*facts.typical));
  return fmt::format("{}, next poll in {}", text, soon(facts.next_poll));
}

/// What the operation brought (T-3).
void result_of(Page& page, const std::string& id, const Outcome& outcome) {
  const ResultFacts told = result_facts(outcome, page.unicode());
  const bool silent = told.facts.empty() && !outcome.value.empty();
  page.fact("result", silent && outcome.type.empty() ? "see: optrack result " + id : outcome.type);
  if (outcome.exit_code) page.fact("exit code", std::to_string(*outcome.exit_code));
  if (outcome.type.empty() && !told.facts.empty()) page.line("result");
  for (const ResultFact& fact : told.facts) page.fact("  " + fact.name, fact.value);
  if (told.more > 0) page.fact(fmt::format("  {} more", told.more), "optrack result " + id);
}

void facts_of(Page& page, const ShowFacts& facts, const TimeView& times) {
  const Operation& operation = facts.operation;
  page.line(headline(facts, page.unicode()));
  page.fact("name", operation.name);
  page.fact("message", operation.message, operation.status == Status::failed ? Tone::bad : Tone::neutral);
  page.fact("progress", progress_text(operation, page.unicode()));
  page.fact("provider", operation.provider + (operation.remote.id.empty() ? "" : ":" + operation.remote.id));
  if (ascii_lower(operation.raw_status) != to_string(operation.status)) page.fact("server says", operation.raw_status);
  page.fact("created", times.date_time(operation.created));
  if (operation.started) page.fact("started", times.date_time(*operation.started));
  if (operation.ended) page.fact("ended", times.date_time(*operation.ended));
  page.fact("updated", updated_text(facts, times));
  page.fact("next poll", poll_text(facts));
  page.fact("parent", facts.parent_name.empty() ? operation.parent : operation.parent + " " + facts.parent_name);
  page.fact("labels", labels_text(operation));
  if (operation.cancel) page.fact("cancel", cancel_text(*operation.cancel, times));
  if (!operation.owner.user.empty()) {
    page.fact("started by",
              fmt::format("{}@{} (process {})", operation.owner.user, operation.owner.host, operation.owner.pid));
  }
  if (operation.outcome) result_of(page, operation.id, *operation.outcome);
}

/// "8: 3 completed, 1 failed, 2 running, 2 pending"
std::string status_counts_text(const Tasks& tasks) {
  std::map<Status, std::size_t> counts;
  for (const auto& [id, task] : tasks) ++counts[task.status];
  std::string text;
  for (const Status status :
       {Status::completed, Status::failed, Status::cancelled, Status::lost, Status::running, Status::pending}) {
    if (counts[status] > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[status], to_string(status));
  }
  return fmt::format("{}: {}", tasks.size(), text);
}

void tasks_of(Page& page, const ShowFacts& facts) {
  const Tasks& tasks = facts.known.tasks;
  if (tasks.empty()) return;
  page.gap();
  page.fact("tasks", status_counts_text(tasks));
  for (const StyledLine& line : task_tree_lines(tasks, facts.now, page.terminal())) page.line(line);
  constexpr std::size_t kMostFailures = 5;
  const std::vector<std::string> failed = failed_first(tasks, kMostFailures);
  for (const std::string& id : failed) page.fact(id == failed.front() ? "failed" : "", task_path(tasks, id), Tone::bad);
}

void resources_of(Page& page, const ShowFacts& facts) {
  constexpr std::size_t kMost = 100;
  if (facts.known.resources.empty()) return;
  page.gap();
  page.line("resources");
  std::size_t shown = 0;
  for (const auto& [id, resource] : facts.known.resources) {
    if (++shown > kMost) continue;
    const std::string name = resource.name.empty() ? "" : resource.name + "  ";
    page.line(fmt::format("  {} {}{}", resource.type, name, name == id + "  " ? "" : id));
  }
  if (shown > kMost) page.line(fmt::format("  and {} more", shown - kMost));
}

void logs_of(Page& page, const ShowFacts& facts, const TimeView& times) {
  const auto name_of = [&facts](const LogEntry& entry) {
    const auto task = facts.known.tasks.find(entry.task);
    constexpr int kLongest = 16;
    return task == facts.known.tasks.end() ? std::string{} : fit(harmless(shown_name(task->second)), kLongest, false);
  };
  const auto section = [&](const char* title, const std::vector<LogEntry>& entries) {
    if (entries.empty()) return;
    page.gap();
    page.line(title);
    std::size_t width = 0;
    for (const LogEntry& entry : entries) width = std::max(width, display_width(name_of(entry)));
    for (const LogEntry& entry : entries) {
      std::string text = fmt::format("  {}", entry.at ? times.time_of_day(*entry.at) : "        ");
      if (width > 0) text += " " + padded(name_of(entry), width) + " ";
      const bool plain = entry.level.empty() || entry.level == "info";
      const std::string level = plain ? std::string{} : entry.level + ":";
      if (!plain) text += " " + level;
      page.line({text + " " + entry.message, level, at_least(entry.level, "error") ? Tone::bad : Tone::careful});
    }
  };
  const bool graded = std::any_of(facts.last_errors.begin(), facts.last_errors.end(),
                                  [](const LogEntry& entry) { return at_least(entry.level, "error"); });
  section(graded ? "last errors" : "what failed tasks said last", facts.last_errors);
  if (facts.last_logs != facts.last_errors) section("last log lines", facts.last_logs);
}

void polls_of(Page& page, const PollStats& polls, const TimeView& times) {
  if (polls.polls == 0) return;
  page.gap();
  std::string text = fmt::format("{}, {} without an answer", polls.polls, polls.errors);
  if (polls.last_poll) text += ", last " + times.date_time(*polls.last_poll);
  page.fact("polls", text);
  page.fact("last error", polls.last_error);
}

}  // namespace

const char* status_mark(Status status, bool unicode) {
  switch (status) {
    case Status::pending:
      return unicode ? "·" : ".";
    case Status::running:
      return unicode ? "▸" : ">";
    case Status::completed:
      return unicode ? "✔" : "v";
    case Status::failed:
      return unicode ? "✖" : "x";
    case Status::cancelled:
      return unicode ? "⊘" : "-";
    case Status::lost:
      return "?";
  }
  return "?";
}

std::string TimeView::time_of_day(WallTime time) const { return date_time(time).substr(11); }

std::string TimeView::date_time(WallTime time) const {
  const auto offset = utc || clock == nullptr ? std::chrono::seconds{0} : clock->utc_offset(time);
  const bool fits =
      time < WallTime::max() - std::chrono::abs(offset) && time > WallTime::min() + std::chrono::abs(offset);
  std::string text = format_rfc3339(fits ? time + offset : time, 0);
  text.pop_back();  // the Z
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

std::string show_page(const ShowFacts& facts, const TimeView& times, const Terminal& terminal) {
  Page page(terminal);
  facts_of(page, facts, times);
  tasks_of(page, facts);
  resources_of(page, facts);
  polls_of(page, facts.known.polls, times);
  logs_of(page, facts, times);
  return page.take();
}

}  // namespace optrack
