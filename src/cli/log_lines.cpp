// SPDX-License-Identifier: MIT
#include "cli/log_lines.hpp"

#include "model/text.hpp"
#include "print/event_filter.hpp"
#include "print/workflow_commands.hpp"

namespace optrack::cli {

LogLines::Form lines_for_people(TimeView times) {
  return [times](const Event& event, const LogEntry& entry, const std::string& task) {
    return times.time_of_day(entry.at.value_or(event.ts)) + (task.empty() ? "" : " " + task) + " | " +
           without_commands(entry.message) + "\n";
  };
}

LogLines::LogLines(Output& output, Form form, Choice choice, const Known& known)
    : output_(output), form_(std::move(form)), choice_(std::move(choice)) {
  for (const auto& [id, task] : known.tasks) names_[id] = shown_name(task);
}

std::string LogLines::name_of(const std::string& task) const {
  const auto found = names_.find(task);
  return found == names_.end() ? task : found->second;
}

bool LogLines::wants(const Event& event) const {
  const auto* log = std::get_if<LogAdded>(&event.body);
  if (log == nullptr) return false;
  const LogEntry& entry = log->entry;
  if (!choice_.level.empty() && !at_least(entry.level, choice_.level)) return false;
  if (choice_.grep && !choice_.grep->found_in(entry.message)) return false;
  if (choice_.since && entry.at.value_or(event.ts) < *choice_.since) return false;
  return choice_.task.empty() || entry.task == choice_.task || glob_match(choice_.task, name_of(entry.task));
}

void LogLines::on(const Event& event) {
  if (const auto* task = std::get_if<TaskNew>(&event.body)) names_[task->task.id] = shown_name(task->task);
  if (!wants(event)) return;
  const LogEntry& entry = std::get<LogAdded>(event.body).entry;
  text_ += form_(event, entry, name_of(entry.task));
}

void LogLines::flush() {
  if (text_.empty()) return;
  output_.write(text_);
  text_.clear();
}

}  // namespace optrack::cli
