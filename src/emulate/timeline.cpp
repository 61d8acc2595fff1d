// SPDX-License-Identifier: MIT
#include "emulate/timeline.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulate/seeded.hpp"
#include "emulate/timeline_logs.hpp"

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word(Ending ending) {
  switch (ending) {
    case Ending::completed:
      return "Completed";
    case Ending::failed:
      return "Failed";
    case Ending::cancelled:
      return "Cancelled";
  }
  return "Failed";
}

bool is_final(std::string_view status) { return status != "Queued" && status != "Running"; }

/// API versions before 1.2 know no "Cancelled".
std::string shown(std::string status, const OperationView& view, std::string_view unknown) {
  if (view.unknown_words) return std::string(unknown);
  if (view.api_minor < 2 && status == "Cancelled") return "Failed";
  return status;
}

/// Percent at `elapsed` on the way through `points`, 0 before the first one.
int progress_of(const std::vector<ProgressPoint>& points, Offset elapsed) {
  const auto next = std::find_if(points.begin(), points.end(), [&](const auto& point) { return point.at > elapsed; });
  if (next == points.begin()) return 0;
  const auto& before = *(next - 1);
  if (next == points.end()) return before.percent;
  const auto share =
      static_cast<double>((elapsed - before.at).count()) / static_cast<double>((next->at - before.at).count());
  return before.percent + static_cast<int>(share * (next->percent - before.percent));
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

OperationTimeline::OperationTimeline(OperationPlan plan, OperationFacts facts)
    : plan_(std::move(plan)),
      facts_(std::move(facts)),
      end_(plan_.duration),
      outcome_(plan_.outcome),
      message_(plan_.message) {
  // Whole milliseconds, so that the digits of every time stamp are those given to it here.
  facts_.created = std::chrono::floor<std::chrono::milliseconds>(facts_.created);
  facts_.seed = mix(facts_.seed, facts_.id);
}

bool OperationTimeline::cancel(Offset elapsed) {
  if (plan_.cancel == CancelMode::refused) return false;
  if (cancelled_ || plan_.cancel == CancelMode::ignored || elapsed + plan_.cancel_after >= end_) return true;
  cancelled_ = true;
  end_ = elapsed + plan_.cancel_after;
  outcome_ = Ending::cancelled;
  message_ = "Operation cancelled.";
  return true;
}

std::string OperationTimeline::status_at(Offset elapsed) const {
  if (final_at(elapsed)) return std::string(word(outcome_));
  return elapsed < plan_.queued ? "Queued" : "Running";
}

std::string OperationTimeline::id_of(std::string_view what) const { return guid(facts_.seed, what); }

std::string OperationTimeline::stamp(Offset at) const { return eryph_time(facts_.created + at); }

std::string OperationTimeline::filled(std::string text) const {
  if (text.find('{') == std::string::npos) return text;
  replace_all(text, "{name}", facts_.name);
  replace_all(text, "{id}", facts_.id);
  replace_all(text, "{catlet}", facts_.catlet_id);
  return text;
}

Json OperationTimeline::at(Offset elapsed, const OperationView& view) const {
  const auto status = status_at(elapsed);
  Json json;
  json["id"] = facts_.id;
  json["status"] = shown(status, view, "Hibernating");
  json["status_message"] = final_at(elapsed) && !message_.empty() ? filled(message_) : status;
  if (view.api_minor >= 2) {
    if (!facts_.requested_by.empty()) json["requested_by"] = facts_.requested_by;
    json["created"] = stamp({});
    if (elapsed >= plan_.queued && plan_.queued < end_) json["started_at"] = stamp(plan_.queued);
    if (final_at(elapsed)) json["ended_at"] = stamp(end_);
  }
  json["resources"] = view.resources ? resources_at(elapsed, view) : Json::array();
  json["log_entries"] = view.logs ? logs_at(elapsed, view) : Json::array();
  json["projects"] = Json::array();
  if (view.projects) {
    json["projects"].push_back({{"id", id_of("project")}, {"name", "default"}, {"tenant_id", guid(1, "tenant")}});
  }
  json["tasks"] = view.tasks ? tasks_at(elapsed, view) : Json::array();
  if (final_at(elapsed) && outcome_ == Ending::completed && !plan_.result.empty()) {
    json["result"] = filled_result(plan_.result, facts_);
  }
  if (view.unknown_members) {
    json["mood"] = "cheerful";
    json["forecast"] = {{"chance_of_rain", 0.25}, {"by_hour", {1, nullptr, "x"}}};
  }
  return json;
}

Json OperationTimeline::tasks_at(Offset elapsed, const OperationView& view) const {
  Json list = Json::array();
  const auto until = std::min(elapsed, end_);
  for (const auto& task : plan_.tasks) {
    if (task.start <= until) list.push_back(task_at(task, elapsed, view));
  }
  shuffle(list, mix(facts_.seed ^ view.shuffle_seed, "tasks"));
  return list;
}

Json OperationTimeline::task_at(const TaskPlan& task, Offset elapsed, const OperationView& view) const {
  const auto status = task_status(task, elapsed);
  const auto end = std::min(task.end.value_or(end_), end_);
  Json json;
  json["id"] = id_of("task " + task.key);
  json["parent_task_id"] = task.parent.empty() ? facts_.id : id_of("task " + task.parent);
  json["name"] = task.name;
  if (!task.display_name.empty()) json["display_name"] = filled(task.display_name);
  json["progress"] = status == "Completed" ? 100 : progress_of(task.progress, std::min(elapsed, end));
  json["status"] = shown(status, view, "Defragmenting");
  if (view.api_minor >= 2) {
    json["created"] = stamp(task.start);
    if (status != "Queued") json["started_at"] = stamp(task.start + task.queued);
    if (is_final(status)) json["ended_at"] = stamp(end);
  }
  if (view.unknown_members) json["weight"] = {{"unit", "stone"}, {"value", 1}};
  return json;
}

std::string OperationTimeline::task_status(const TaskPlan& task, Offset elapsed) const {
  const bool stays = task.status == "Running" || task.status == "Queued";
  const auto end = std::min(task.end.value_or(end_), end_);
  if (elapsed < end || stays) {
    return std::min(elapsed, end_) < task.start + task.queued || task.status == "Queued" ? "Queued" : "Running";
  }
  const bool ended_itself = task.end && *task.end <= end_;
  if (cancelled_ && !ended_itself) return "Cancelled";
  if (!task.status.empty()) return task.status;
  return std::string(ended_itself ? "Completed" : word(outcome_));
}

Json OperationTimeline::logs_at(Offset elapsed, const OperationView& view) const {
  const LogWindow window{elapsed, end_, cancelled_};
  Json list = Json::array();
  for (const auto& entry : visible_entries(plan_.log, facts_, window, view)) {
    const auto& plan = plan_.log[entry.plan];
    auto message = filled(plan.message);
    replace_all(message, "{n}", std::to_string(entry.number + 1));
    replace_all(message, "{count}", std::to_string(plan.count));
    Json json;
    json["id"] = id_of(fmt::format("log {} {}", entry.plan, entry.number));
    json["task_id"] = id_of("task " + plan.task);
    if (!message.empty()) json["message"] = message;
    json["timestamp"] = eryph_time(entry.timestamp);
    if (view.unknown_members) json["severity"] = 3;
    list.push_back(std::move(json));
  }
  if (!view.newest_first) shuffle(list, mix(facts_.seed ^ view.shuffle_seed, "logs"));
  return list;
}

Json OperationTimeline::resources_at(Offset elapsed, const OperationView& view) const {
  Json list = Json::array();
  for (std::size_t i = 0; i < plan_.resources.size(); ++i) {
    const auto& plan = plan_.resources[i];
    if (plan.at > std::min(elapsed, end_)) continue;
    const auto made_up = plan.type == "Catlet" ? facts_.catlet_id : id_of(fmt::format("thing {}", i));
    list.push_back({{"id", id_of(fmt::format("resource {}", i))},
                    {"resource_id", plan.id.empty() ? made_up : plan.id},
                    {"resource_type", view.unknown_words ? "CatletZoo" : plan.type}});
  }
  shuffle(list, mix(facts_.seed ^ view.shuffle_seed, "resources"));
  return list;
}

}  // namespace optrack::emulate
