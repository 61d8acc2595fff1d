// SPDX-License-Identifier: MIT
#include "print/junit_report.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "print/markup.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMostTasks = 10'000;
constexpr std::size_t kFailureLines = 20;
constexpr std::size_t kSuiteLines = 200;

/// One testcase, before it is written.
struct Case {
  std::string name;
  Milliseconds took{0};
  std::string_view verdict;  ///< Element: "failure", "error", "skipped"; empty: it passed.
  std::string type;          ///< Of the verdict: the status word.
  std::string message;
  std::string details;  ///< Lines.
};

std::string seconds(Milliseconds time) { return fmt::format("{:.3f}", std::chrono::duration<double>(time).count()); }

std::string or_else(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string{otherwise} : text;
}

std::string line_of(const KeptLog& entry) {
  return format_rfc3339(entry.at) + " " + (entry.level == "info" ? "" : entry.level + ": ") + entry.message;
}

/// The last log lines of some tasks, or of all.
class Tails {
 public:
  explicit Tails(const ReportedOperation& operation) {
    operation.logs.each([this](const KeptLog& entry) { add(entry); }, [] {});
  }
  [[nodiscard]] std::string of(const std::string& task) const {
    const auto found = by_task_.find(task);
    return found == by_task_.end() ? std::string{} : text(found->second);
  }
  [[nodiscard]] std::string of_all() const { return text(all_); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  using Entries = std::deque<const KeptLog*>;

  static void add(Entries& entries, const KeptLog& entry, std::size_t most) {
    entries.push_back(&entry);
    if (entries.size() > most) entries.pop_front();
  }
  void add(const KeptLog& entry) {
    add(by_task_[entry.task], entry, kFailureLines);
    add(all_, entry, kSuiteLines);
  }
  static std::string text(const Entries& entries) {
    std::string lines;
    for (const KeptLog* entry : entries) lines += line_of(*entry) + "\n";
    return lines;
  }

  std::map<std::string, Entries> by_task_;
  Entries all_;
};

/// `status` as the verdict of a testcase; what has not ended is not decided here.
void judge(Case& test, Status status, const std::string& message) {
  test.type = to_string(status);
  test.message = or_else(message, test.type);
  if (status == Status::failed) test.verdict = "failure";
  if (status == Status::lost) test.verdict = "error";
  if (status == Status::cancelled) test.verdict = "skipped";
}

Case case_of(const ReportedOperation& operation, const ReportFacts& facts, const Tails& tails) {
  const Operation& record = operation.record;
  Case test{operation.seen.title, elapsed(record, operation.last_seen), {}, {}, {}, {}};
  judge(test, record.status, record.message);
  if (record.status == Status::failed) {
    for (const std::string& task : operation.seen.deepest(operation.failed_tasks)) {
      test.details += "failed: " + operation.seen.path(task) + "\n";
    }
    if (operation.failed_tasks.empty()) test.details = tails.of("");
  }
  if (!is_final(record.status)) {
    test.verdict = "error";
    test.message = fmt::format("still {} when this was written", to_string(record.status));
    if (const StreamEnd* end = facts.wait_end()) {
      test.message += fmt::format("; the wait ended with {} ({})", end->exit_code, end->exit_name);
    }
  }
  return test;
}

Case case_of(const Task& task, const ReportedOperation& operation, const Tails& tails) {
  Case test{task_path(operation.tasks, task.id), Milliseconds{0}, {}, {}, {}, {}};
  if (task.started && task.ended) test.took = std::chrono::duration_cast<Milliseconds>(*task.ended - *task.started);
  judge(test, task.status, task.message);
  if (task.status == Status::failed) test.details = tails.of(task.id);
  if (is_final(task.status)) return test;
  test.verdict = "skipped";
  if (task.status == Status::pending) {
    test.message = "not begun";
  } else {
    test.message = is_final(operation.record.status) ? "its end was not seen" : "still running when this was written";
  }
  return test;
}

/// Names that several tasks share would be one testcase to some readers.
void tell_apart(std::vector<Case>& cases) {
  std::map<std::string, int> seen;
  for (Case& test : cases) {
    const int times = ++seen[test.name];
    if (times > 1) test.name += fmt::format(" ({})", times);
  }
}

void write_case(Markup& out, const Case& test, const std::string& class_name) {
  out.open("testcase", {{"name", test.name}, {"classname", class_name}, {"time", seconds(test.took)}});
  if (test.verdict == "skipped") {
    out.empty("skipped", {{"message", test.message}});
  } else if (!test.verdict.empty()) {
    out.open(test.verdict, {{"type", test.type}, {"message", test.message}});
    out.lines(test.details);
    out.close();
  }
  out.close();
  out.line();
}

void write_property(Markup& out, std::string_view name, const std::string& value) {
  if (!value.empty()) out.empty("property", {{"name", name}, {"value", value}});
}

void write_properties(Markup& out, const ReportedOperation& operation, const ReportFacts& facts) {
  const Operation& record = operation.record;
  out.open("properties");
  write_property(out, "optrack.id", record.id);
  write_property(out, "optrack.name", record.name);
  write_property(out, "optrack.context", facts.options().context);
  write_property(out, "optrack.provider", record.provider);
  write_property(out, "optrack.remote_id", record.remote.id);
  write_property(out, "optrack.status", std::string{to_string(record.status)});
  for (const auto& [key, value] : record.labels) write_property(out, "optrack.label." + key, value);
  if (operation.tasks.size() > kMostTasks) {
    write_property(out, "optrack.tasks_left_out", std::to_string(operation.tasks.size() - kMostTasks));
  }
  out.close();
  out.line();
}

std::string count(const std::vector<Case>& cases, std::string_view verdict) {
  return std::to_string(
      std::count_if(cases.begin(), cases.end(), [&](const Case& test) { return test.verdict == verdict; }));
}

void write_suite(Markup& out, const ReportedOperation& operation, const ReportFacts& facts) {
  const Tails tails{operation};
  std::vector<Case> cases{case_of(operation, facts, tails)};
  for (const TaskRow& row : task_tree(operation.tasks)) {
    if (cases.size() > kMostTasks) break;
    cases.push_back(case_of(*row.task, operation, tails));
  }
  tell_apart(cases);
  const std::string begun = format_rfc3339(operation.begin(), 0);
  const std::string title = operation.seen.title + " " + operation.record.id;
  out.open("testsuite", {{"name", title},
                         {"tests", std::to_string(cases.size())},
                         {"failures", count(cases, "failure")},
                         {"errors", count(cases, "error")},
                         {"skipped", count(cases, "skipped")},
                         {"time", seconds(cases.front().took)},
                         {"timestamp", begun.substr(0, begun.size() - 1)}});  // in UTC: the format has no Z
  out.line();
  write_properties(out, operation, facts);
  for (const Case& test : cases) write_case(out, test, operation.seen.title);
  if (operation.logs.total() > 0) {
    out.open("system-out");
    out.lines(tails.of_all());
    if (operation.logs.total() > tails.size()) {
      out.text(fmt::format("the last {} of {} lines; see: optrack logs {}", tails.size(), operation.logs.total(),
                           operation.record.id));
    }
    out.close();
  }
  out.close();
  out.line();
}

}  // namespace

std::string junit_report(const ReportFacts& facts) {
  Markup out{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"};
  out.open("testsuites", {{"name", "optrack"}});
  out.line();
  for (const ReportedOperation& operation : facts.operations()) write_suite(out, operation, facts);
  return out.take() + "\n";
}

}  // namespace optrack
