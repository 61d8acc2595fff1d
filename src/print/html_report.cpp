// SPDX-License-Identifier: MIT
#include "print/html_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/json_unseen.hpp"
#include "print/html_assets.hpp"
#include "print/html_parts.hpp"
#include "print/result_facts.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMostFailures = 10;

std::string took(const ReportedOperation& operation) {
  return format_clock(elapsed(operation.record, operation.last_seen));
}

std::string zone_name(const TimeView& times, WallTime at) {
  const auto offset = times.utc || times.clock == nullptr ? std::chrono::seconds{0} : times.clock->utc_offset(at);
  const auto minutes = std::abs(std::chrono::duration_cast<std::chrono::minutes>(offset).count());
  if (minutes == 0) return "UTC";
  return fmt::format("UTC{}{:02}:{:02}", offset.count() < 0 ? "-" : "+", minutes / 60, minutes % 60);
}

std::string anchor(std::size_t index) { return "operation-" + std::to_string(index + 1); }

std::string headline(const ReportFacts& facts) {
  const auto& all = facts.operations();
  if (all.size() == 1) return fmt::format("{} {}", all.front().seen.title, to_string(all.front().record.status));
  std::map<Status, std::size_t> counts;
  for (const ReportedOperation& operation : all) ++counts[operation.record.status];
  std::string text = fmt::format("{} operations", all.size());
  for (const auto& [status, count] : counts) {
    text += fmt::format("{}{} {}", status == counts.begin()->first ? ": " : ", ", count, to_string(status));
  }
  return text;
}

void write_head(Markup& out, const std::string& title) {
  out.open("head");
  out.line();
  out.empty("meta", {{"charset", "utf-8"}});
  out.line();
  out.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", report_policy()}});
  out.line();
  out.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  out.line();
  out.element("title", title);
  out.line();
  out.open("style");
  out.verbatim(report_style());
  out.close();
  out.close();
  out.line();
}

/// Names and values in as many columns as fit.
class FactList {
 public:
  explicit FactList(Markup& out) : out_(out) { out_.open("dl"); }
  FactList(const FactList&) = delete;
  FactList& operator=(const FactList&) = delete;
  ~FactList() { out_.close(); }

  /// Nothing for an empty value.
  void add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out_.open("div");
    out_.element("dt", name);
    out_.element("dd", value);
    out_.close();
    out_.line();
  }

 private:
  Markup& out_;
};

void write_facts(HtmlPage& page, const ReportedOperation& operation) {
  const Operation& record = operation.record;
  FactList list{page.out};
  list.add("Took", took(operation));
  if (operation.typical) list.add("Usually takes", format_clock(*operation.typical));
  if (record.progress && !is_final(record.status))
    list.add("Progress", fmt::format("{:.0f}%", std::clamp(*record.progress, 0.0, 100.0)));
  if (record.started) list.add("Started", page.times.date_time(*record.started));
  if (record.ended) list.add("Ended", page.times.date_time(*record.ended));
  list.add("Id", record.id);
  list.add("Name", record.name);
  list.add("Type", record.type);
  list.add("Provider", record.provider);
  list.add("Remote id", record.remote.id);
  list.add("Server says", record.raw_status);
  if (record.status == Status::completed) list.add("Message", record.message);
  std::string labels;
  for (const auto& [key, value] : record.labels)
    labels += fmt::format("{}{}={}", labels.empty() ? "" : ", ", key, value);
  list.add("Labels", labels);
  list.add("Parent", record.parent);
  if (record.outcome && record.outcome->exit_code) list.add("Exit code", std::to_string(*record.outcome->exit_code));
  if (record.cancel) list.add("Cancel asked for by", fmt::format("{} ({})", record.cancel->by, record.cancel->reason));
}

void write_tail(HtmlPage& page, const LogTail& tail, const ReportedOperation& operation) {
  std::string text;
  for (const LogEntry& entry : tail.telling()) {
    text += text.empty() ? "" : "\n";
    if (entry.at) text += page.moment(*entry.at, operation) + " ";
    text += entry.message.substr(0, KeptLogs::kLongestMessage);
  }
  if (text.empty()) return;
  page.out.open("pre");
  page.out.lines(text);
  page.out.close();
}

/// Which tasks failed, with what they said last.
void write_failures(HtmlPage& page, const ReportedOperation& operation) {
  const std::vector<std::string> failed = operation.seen.deepest(operation.failed_tasks);
  for (std::size_t i = 0; i < std::min(failed.size(), kMostFailures); ++i) {
    page.out.open("p");
    write_status(page.out, Status::failed);
    page.out.text(": " + operation.seen.path(failed[i]));
    page.out.close();
    const auto task = operation.seen.tasks.find(failed[i]);
    if (task != operation.seen.tasks.end()) write_tail(page, task->second.logs, operation);
  }
  if (failed.size() > kMostFailures) {
    page.out.element("p", fmt::format("and {} more failed tasks", failed.size() - kMostFailures));
  }
  if (failed.empty()) write_tail(page, operation.seen.logs, operation);
}

/// What a person wants to know first when it did not end well.
void write_lead(HtmlPage& page, const ReportedOperation& operation, const ReportFacts& facts) {
  const Operation& record = operation.record;
  if (record.status == Status::completed) return;
  Markup& out = page.out;
  out.open("div", {{"class", "lead " + std::string{to_string(record.status)}}});
  if (!is_final(record.status)) {
    out.element("p", fmt::format("Still {} when this was written.", to_string(record.status)));
    if (const StreamEnd* end = facts.wait_end()) {
      out.element("p", fmt::format("The wait ended with {} ({}).", end->exit_code, end->exit_name));
    }
    if (facts.ended()) {
      for (const std::string& command : facts.ended()->resume) out.element("p", "Go on with: " + command);
    }
  }
  if (!record.message.empty()) out.element("p", record.message);
  if (record.status == Status::failed) write_failures(page, operation);
  if (is_final(record.status)) {
    std::string left;
    for (const auto& [id, resource] : operation.seen.resources) {
      if (left.size() > 1'000) break;
      left +=
          fmt::format("{}{} {}", left.empty() ? "" : ", ", resource.type, resource.name.empty() ? id : resource.name);
    }
    if (!left.empty()) out.element("p", "Left behind: " + left);
  }
  out.close();
  out.line();
}

void write_resources(HtmlPage& page, const ReportedOperation& operation) {
  const auto& resources = operation.seen.resources;
  if (resources.empty()) return;
  Markup& out = page.out;
  out.element("h3", fmt::format("Resources: {}", resources.size()));
  out.open("div", {{"class", "scroll"}});
  out.open("table");
  out.open("tbody");
  std::size_t shown = 0;
  for (const auto& [id, resource] : resources) {
    if (++shown > kMostResourceRows) break;
    out.open("tr");
    out.element("td", resource.type);
    out.element("td", resource.name.empty() ? id : resource.name);
    out.element("td", resource.link);
    out.close();
    out.line();
  }
  out.close();
  out.close();
  out.close();
  if (resources.size() > kMostResourceRows) {
    page.left_out.push_back(fmt::format("{}: the first {} of {} resources are shown", operation.record.id,
                                        kMostResourceRows, resources.size()));
  }
}

/// What people want to know of the result (T-3). \return Whether there is something.
bool write_result_facts(Markup& out, const Outcome& outcome) {
  const ResultFacts told = result_facts(outcome, true);
  if (told.facts.empty()) return false;
  FactList list{out};
  for (const ResultFact& fact : told.facts) list.add(fact.name, fact.value);
  return true;
}

void write_result(HtmlPage& page, const ReportedOperation& operation) {
  const auto& outcome = operation.record.outcome;
  if (!outcome || outcome->value.empty()) return;
  const Result<Json> value = parse_json(outcome->value.text);
  std::string text = value ? pretty_json(*value) : outcome->value.text;
  if (text.size() > kMostResultBytes) {
    page.left_out.push_back(fmt::format("{}: the end of the result, of {} bytes; see: optrack result {}",
                                        operation.record.id, text.size(), operation.record.id));
    text.resize(kMostResultBytes);
    text += "\n…";
  }
  page.out.element("h3", "Result" + (outcome->type.empty() ? "" : ": " + outcome->type));
  if (!write_result_facts(page.out, *outcome)) {
    page.out.open("pre");
    page.out.lines(text);
    page.out.close();
    page.out.line();
    return;
  }
  page.out.open("details");
  page.out.element("summary", "The whole result as JSON");
  page.out.open("pre");
  page.out.lines(text);
  page.out.close();
  page.out.close();
  page.out.line();
}

void write_troubles(HtmlPage& page, const std::vector<ReportTrouble>& troubles, std::size_t more) {
  if (troubles.empty()) return;
  Markup& out = page.out;
  out.element("h3", "Trouble and notes");
  out.open("div", {{"class", "scroll"}});
  out.open("table");
  out.open("tbody");
  for (const ReportTrouble& trouble : troubles) {
    out.open("tr");
    out.element("td", {{"class", "number"}}, page.times.date_time(trouble.at));
    out.element("td", trouble.text);
    out.close();
    out.line();
  }
  out.close();
  out.close();
  out.close();
  if (more > 0) out.element("p", {{"class", "soft"}}, fmt::format("and {} more", more));
}

void write_overview(HtmlPage& page, const ReportFacts& facts) {
  Markup& out = page.out;
  out.open("div", {{"class", "scroll"}});
  out.open("table");
  out.open("tbody");
  std::size_t index = 0;
  for (const ReportedOperation& operation : facts.operations()) {
    out.open("tr");
    out.open("td");
    out.element("a", {{"href", "#" + anchor(index++)}}, operation.seen.title);
    out.close();
    out.open("td", {{"class", "number"}});
    write_status(out, operation.record.status);
    out.close();
    out.element("td", {{"class", "number"}}, took(operation));
    out.element("td", operation.record.message);
    out.close();
    out.line();
  }
  out.close();
  out.close();
  out.close();
}

void write_operation(HtmlPage& page, const ReportFacts& facts, std::size_t index) {
  const ReportedOperation& operation = facts.operations()[index];
  Markup& out = page.out;
  out.open("section", {{"id", anchor(index)}});
  if (facts.operations().size() > 1) {
    out.open("h2");
    out.text(operation.seen.title + " ");
    write_status(out, operation.record.status);
    out.close();
  }
  write_lead(page, operation, facts);
  write_facts(page, operation);
  write_tasks(page, operation);
  write_resources(page, operation);
  write_result(page, operation);
  write_troubles(page, operation.troubles, operation.more_troubles);
  write_log(page, operation);
  out.close();
  out.line();
}

void write_footer(HtmlPage& page, const ReportFacts& facts) {
  Markup& out = page.out;
  out.open("footer");
  if (!page.left_out.empty()) {
    out.element("p", "Left out, to keep this file usable:");
    out.open("ul");
    for (const std::string& sentence : page.left_out) out.element("li", sentence);
    out.close();
  }
  const std::string context = facts.options().context.empty() ? "" : ", context " + facts.options().context;
  out.element("p", fmt::format("Written by optrack {}{}; state of {}; all times are {}.", facts.options().version,
                               context, page.times.date_time(facts.now()), zone_name(page.times, facts.now())));
  out.close();
  out.line();
}

}  // namespace

void write_status(Markup& out, Status status) {
  out.element("span", {{"class", to_string(status)}},
              fmt::format("{} {}", status_mark(status, true), to_string(status)));
}

std::string html_report(const ReportFacts& facts) {
  Markup out{"<!DOCTYPE html>\n"};
  HtmlPage page{out, TimeView{facts.options().clock, facts.options().utc}};
  const std::string title = headline(facts);
  const bool one = facts.operations().size() == 1;
  out.open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}});
  out.line();
  write_head(out, title + " – optrack");
  out.open("body");
  out.open("main");
  out.open("h1");
  if (one) out.text(facts.operations().front().seen.title + " ");
  if (one) write_status(out, facts.operations().front().record.status);
  if (!one) out.text(title);
  out.close();
  out.line();
  if (!one) write_overview(page, facts);
  for (std::size_t i = 0; i < facts.operations().size(); ++i) write_operation(page, facts, i);
  write_troubles(page, facts.notices(), 0);
  out.close();
  write_footer(page, facts);
  out.open("script");
  out.verbatim(report_script());
  return out.take() + "\n";
}

}  // namespace optrack
