// SPDX-License-Identifier: MIT
#include "print/show.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/task_tree.hpp"
#include "model/text.hpp"
#include "print/result_facts.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

constexpr int kLabelWidth = 11;
constexpr int kDeepestIndent = 20;

/// Gathers lines, each cut to the terminal.
class Page {
 public:
  explicit Page(const Terminal& terminal) : terminal_(terminal) {}

  void line(const std::string& text) {
    const bool cut = terminal_.is_terminal && terminal_.columns > 0;
    text_ += cut ? fit(text, terminal_.columns, terminal_.unicode) : text;
    text_ += '\n';
  }

  /// "label      text", nothing when there is no text.
  void fact(std::string_view label, const std::string& text) {
    if (!text.empty()) line(fmt::format("{:<{}} {}", label, kLabelWidth, text));
  }

  [[nodiscard]] bool unicode() const { return terminal_.unicode; }
  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

std::string headline(const Operation& operation) {
  std::string text = operation.id;
  if (!operation.type.empty()) text += "  " + operation.type;
  text += fmt::format("  {}", to_string(operation.status));
  if (operation.progress && !is_final(operation.status)) text += fmt::format("  {:.0f}%", *operation.progress);
  return text;
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
  page.line(headline(operation));
  page.fact("name", operation.name);
  page.fact("message", operation.message);
  page.fact("provider", operation.provider + (operation.remote.id.empty() ? "" : ":" + operation.remote.id));
  if (operation.raw_status != to_string(operation.status)) page.fact("server says", operation.raw_status);
  page.fact("created", times.date_time(operation.created));
  if (operation.started) page.fact("started", times.date_time(*operation.started));
  if (operation.ended) page.fact("ended", times.date_time(*operation.ended));
  page.fact("elapsed", format_clock(elapsed(operation, facts.now)));
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

std::string counts_text(const TaskCounts& counts) {
  return fmt::format("{} in all, {} completed, {} running, {} failed", counts.total, counts.done, counts.running,
                     counts.failed);
}

std::string task_line(const TaskRow& row, bool unicode, WallTime now) {
  const Task& task = *row.task;
  const auto indent = static_cast<std::size_t>(std::min(row.depth, kDeepestIndent)) * 2;
  std::string text = fmt::format("  {:{}}{} {}", "", indent, status_mark(task.status, unicode), shown_name(task));
  if (task.progress && !is_final(task.status)) text += fmt::format("  {:.0f}%", *task.progress);
  if (task.started) {
    const WallTime end = task.ended.value_or(now);
    text += "  " + format_clock(std::chrono::duration_cast<Milliseconds>(end - *task.started));
  }
  if (!task.message.empty()) text += "  " + task.message;
  return text;
}

void tasks_of(Page& page, const ShowFacts& facts) {
  if (facts.known.tasks.empty()) return;
  page.fact("tasks", counts_text(facts.known.counts));
  for (const TaskRow& row : task_tree(facts.known.tasks)) page.line(task_line(row, page.unicode(), facts.now));
}

void resources_of(Page& page, const ShowFacts& facts) {
  if (facts.known.resources.empty()) return;
  page.line("resources");
  for (const auto& [id, resource] : facts.known.resources) {
    page.line(fmt::format("  {} {}", resource.type, resource.name.empty() ? id : resource.name));
  }
}

void logs_of(Page& page, const ShowFacts& facts, const TimeView& times) {
  const auto section = [&](const char* title, const std::vector<LogEntry>& entries) {
    if (entries.empty()) return;
    page.line(title);
    for (const LogEntry& entry : entries) {
      page.line(fmt::format("  {} {}", entry.at ? times.time_of_day(*entry.at) : "        ", entry.message));
    }
  };
  section("last errors", facts.last_errors);
  section("last log lines", facts.last_logs);
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
  const PollStats& polls = facts.known.polls;
  if (polls.polls > 0) {
    std::string text = fmt::format("{}, {} without an answer", polls.polls, polls.errors);
    if (polls.last_poll) text += ", last " + times.date_time(*polls.last_poll);
    page.fact("polls", text);
    page.fact("last error", polls.last_error);
  }
  logs_of(page, facts, times);
  std::string text = page.take();
  return terminal.is_terminal ? text : without_commands(text);
}

}  // namespace optrack
