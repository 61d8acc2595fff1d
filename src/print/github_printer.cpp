// SPDX-License-Identifier: MIT
#include "print/github_printer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "print/annotations.hpp"
#include "print/folding_lines.hpp"
#include "print/line_buffer.hpp"
#include "print/step_summary.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

/// All in one piece: nothing of another task comes between.
std::string text_of(const Fold& fold) {
  std::string title = fold.title;
  title.pop_back();
  std::string text = fmt::format("::group::{}\n", command_data(title));
  for (const std::string& line : fold.lines) text += line;
  return text + "::endgroup::\n";
}

class GithubPrinter final : public EventSink {
 public:
  GithubPrinter(Output& output, const PrinterOptions& options)
      : lines_(options, Terminal{}, LineOrder::task),
        buffer_(output),
        annotated_({options.filter.types, options.filter.level, {}}),
        step_(options.step) {}

  void on(const Event& event) override {
    write(lines_.tell(event));
    if (!event.op.empty()) note(event);
    const auto* start = std::get_if<StreamStart>(&event.body);
    if (start != nullptr) order_ = start->ops;
    const auto* end = std::get_if<StreamEnd>(&event.body);
    if (end == nullptr) return;
    annotate_unended(*end);
    buffer_.add(annotations_.commands());
    annotations_ = {};
    buffer_.write();
    write_files(*end);
  }
  void flush() override {
    write(lines_.pause());
    buffer_.write();
  }
  [[nodiscard]] bool gone() const override { return buffer_.gone(); }

 private:
  void write(const std::vector<FoldingLines::Piece>& pieces) {
    for (const auto& piece : pieces) {
      const Fold* fold = std::get_if<Fold>(&piece);
      buffer_.add(fold != nullptr ? text_of(*fold) : std::get<std::string>(piece));
    }
  }

  void note(const Event& event) {
    if (std::find(order_.begin(), order_.end(), event.op) == order_.end()) order_.push_back(event.op);
    const auto* log = std::get_if<LogAdded>(&event.body);
    if (log != nullptr && annotated_.passes(event)) annotate(event.op, log->entry);
    if (const auto* result = std::get_if<ResultReady>(&event.body)) {
      annotate(event.op, *result);
      results_[event.op] = *result;
    }
  }

  std::string name_of(const std::string& op) { return lines_.lines().tag(op) + " " + lines_.lines().seen(op).title; }

  void annotate(const std::string& op, const LogEntry& entry) {
    if (!at_least(entry.level, "warning")) return;
    const bool grave = at_least(entry.level, "error");
    const std::string task = lines_.lines().seen(op).path(entry.task);
    annotations_.add(grave ? Annotations::Kind::error : Annotations::Kind::warning, Annotations::Rank::log,
                     name_of(op) + (task.empty() ? "" : ": " + task), entry.message);
  }

  void annotate(const std::string& op, const ResultReady& result) {
    if (result.status == Status::completed) return;
    const bool grave = result.status != Status::cancelled;
    annotations_.add(grave ? Annotations::Kind::error : Annotations::Kind::warning, Annotations::Rank::operation,
                     name_of(op) + " " + shown_word(result.status), result.message);
    const SeenOperation& seen = lines_.lines().seen(op);
    for (const std::string& task : seen.deepest(result.failed_tasks)) {
      const auto known = seen.tasks.find(task);
      std::string last;
      if (known != seen.tasks.end()) {
        for (const LogEntry& entry : known->second.logs.telling()) last += (last.empty() ? "" : " / ") + entry.message;
      }
      annotations_.add(Annotations::Kind::error, Annotations::Rank::task,
                       fmt::format("{} failed: {}", lines_.lines().tag(op), seen.path(task)), last);
    }
  }

  /// Operations that were left: what to do about it is worth a warning.
  void annotate_unended(const StreamEnd& end) {
    if (end.exit_code == 0) return;
    for (const auto& [op, seen] : lines_.lines().operations()) {
      if (seen.ended) continue;
      annotations_.add(Annotations::Kind::warning, Annotations::Rank::operation,
                       fmt::format("{} {} still {}", lines_.lines().tag(op), seen.title, to_string(seen.status)),
                       end.exit_name + (end.resume.empty() ? "" : ", go on with: " + end.resume.front()));
    }
  }

  void write_files(const StreamEnd& end) {
    if (step_.summary != nullptr && !order_.empty()) {
      std::vector<SummaryRow> rows;
      for (const std::string& op : order_) rows.push_back(row_of(op));
      step_.summary->write(step_summary(rows, end.exit_name));
    }
    if (step_.outputs != nullptr) step_.outputs->write(outputs_of(end));
  }

  SummaryRow row_of(const std::string& op) {
    const SeenOperation& seen = lines_.lines().seen(op);
    SummaryRow row{op, seen.title, seen.status, {}, "", {}};
    const auto result = results_.find(op);
    if (result == results_.end()) return row;
    row.elapsed = result->second.elapsed;
    row.message = result->second.message;
    for (const std::string& task : seen.deepest(result->second.failed_tasks)) row.failed.push_back(seen.path(task));
    return row;
  }

  /// `id`, `status` and `message` are those of the first operation, `operations` is one line for each.
  std::string outputs_of(const StreamEnd& end) {
    const auto entry = [this](std::string_view name, std::string_view value) {
      return step_output(name, value, step_.secret);
    };
    std::string text = entry("exit_code", std::to_string(end.exit_code)) + entry("exit_name", end.exit_name);
    std::string all;
    for (const std::string& op : order_) {
      const SummaryRow row = row_of(op);
      all += fmt::format("{}{} {}", all.empty() ? "" : "\n", op, to_string(row.status));
      if (op != order_.front()) continue;
      text += entry("id", op) + entry("status", to_string(row.status)) + entry("message", row.message);
    }
    text += entry("operations", all);
    return text + entry("resume", end.resume.empty() ? "" : end.resume.front());
  }

  FoldingLines lines_;
  LineBuffer buffer_;
  EventFilter annotated_;  ///< Annotations have a limit of their own.
  StepFiles step_;
  Annotations annotations_;
  std::vector<std::string> order_;  // Of the command line, then as they were seen.
  std::map<std::string, ResultReady> results_;
};

}  // namespace

std::unique_ptr<EventSink> make_github_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<GithubPrinter>(output, options);
}

}  // namespace optrack
