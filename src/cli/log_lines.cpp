// SPDX-License-Identifier: MIT
#include "cli/log_lines.hpp"

#include "model/text.hpp"
#include "print/event_filter.hpp"
#include "print/workflow_commands.hpp"

namespace optrack::cli {

LogLines::LogLines(Output& output, TimeView times, Choice choice, const Known& known)
    : output_(output), times_(times), choice_(std::move(choice)) {
  for (const auto& [id, task] : known.tasks) names_[id] = shown_name(task);
}

std::string LogLines::name_of(const std::string& task) const {
  const auto found = names_.find(task);
  return found == names_.end() ? task : found->second;
}

bool LogLines::wanted(const Event& event, const LogEntry& entry) const {
  if (!choice_.level.empty() && !at_least(entry.level, choice_.level)) return false;
  if (choice_.since && entry.at.value_or(event.ts) < *choice_.since) return false;
  return choice_.task.empty() || entry.task == choice_.task || glob_match(choice_.task, name_of(entry.task));
}

void LogLines::on(const Event& event) {
  if (const auto* task = std::get_if<TaskNew>(&event.body)) names_[task->task.id] = shown_name(task->task);
  const auto* log = std::get_if<LogAdded>(&event.body);
  if (log == nullptr || !wanted(event, log->entry)) return;
  text_ += times_.time_of_day(log->entry.at.value_or(event.ts));
  if (const std::string name = name_of(log->entry.task); !name.empty()) text_ += " " + name;
  text_ += " | " + without_commands(log->entry.message) + "\n";
}

void LogLines::flush() {
  if (text_.empty()) return;
  output_.write(text_);
  text_.clear();
}

}  // namespace optrack::cli
