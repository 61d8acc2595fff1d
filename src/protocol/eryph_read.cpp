// SPDX-License-Identifier: MIT
#include "protocol/eryph_read.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "protocol/answer.hpp"
#include "protocol/eryph_result.hpp"

namespace optrack::eryph {
namespace {

struct Word {
  std::string_view remote;
  Status status;
};
constexpr Word kWords[] = {{"Queued", Status::pending},
                           {"Running", Status::running},
                           {"Completed", Status::completed},
                           {"Failed", Status::failed},
                           {"Cancelled", Status::cancelled}};

std::vector<JsonView> items_or_none(JsonView json, std::string_view key) {
  return items_at(json, key).value_or(std::vector<JsonView>{});
}

/// An unknown word never ends a wait: the work may still be going on.
Status status_of(std::string_view word) {
  for (const Word& known : kWords) {
    if (known.remote == word) return known.status;
  }
  return Status::running;
}

std::string without_command(std::string name) {
  constexpr std::string_view kSuffix = "Command";
  if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
  return name;
}

/// 0 is also what a task says that never reports progress; it is then no progress at all.
std::optional<double> task_progress(JsonView task, Status status) {
  const double percent = std::clamp(number_at(task, "progress").value_or(0), 0.0, 100.0);
  if (percent > 0) return percent;
  if (status == Status::completed) return 100;
  return std::nullopt;
}

std::optional<Task> read_task(JsonView json, const std::string& operation_id) {
  auto id = string_at(json, "id");
  if (!id || id->empty()) return std::nullopt;
  Task task;
  task.id = *std::move(id);
  task.parent = string_at(json, "parent_task_id").value_or("");
  if (task.parent == operation_id) task.parent.clear();
  task.name = string_at(json, "name").value_or("");
  task.display_name = string_at(json, "display_name").value_or("");
  if (task.display_name.empty()) task.display_name = without_command(task.name);
  task.raw_status = string_at(json, "status").value_or("");
  task.status = status_of(task.raw_status);
  task.progress = task_progress(json, task.status);
  task.started = real_time_at(json, "started_at");
  task.ended = real_time_at(json, "ended_at");
  if (const auto reference = object_at(json, "reference")) task.reference.text = json_text(json_of(*reference));
  return task;
}

/// Gives tasks without any name that of their nearest ancestor with one.
void inherit_names(std::vector<Task>& tasks) {
  if (std::none_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.display_name.empty(); })) return;
  std::map<std::string_view, const Task*> by_id;
  for (const Task& task : tasks) by_id.emplace(task.id, &task);
  for (Task& task : tasks) {
    std::string_view parent = task.parent;
    for (std::size_t depth = 0; task.display_name.empty() && depth < tasks.size(); ++depth) {
      const auto found = by_id.find(parent);
      if (found == by_id.end()) break;
      task.display_name = found->second->display_name;
      parent = found->second->parent;
    }
  }
}

void read_tasks(JsonView operation, const std::string& operation_id, Observation& into) {
  for (const JsonView json : items_or_none(operation, "tasks")) {
    if (auto task = read_task(json, operation_id)) into.tasks.push_back(*std::move(task));
  }
  inherit_names(into.tasks);
  for (const Task& task : into.tasks) {
    if (task.parent.empty() && into.type.empty()) into.type = task.display_name;
  }
}

void read_resources(JsonView operation, Observation& into) {
  for (const JsonView json : items_or_none(operation, "resources")) {
    Resource resource;
    resource.id = string_at(json, "resource_id").value_or(string_at(json, "id").value_or(""));
    resource.type = string_at(json, "resource_type").value_or("");
    if (resource.id.empty()) continue;
    if (resource.type == "Catlet") resource.link = "/v1/catlets/" + path_segment(resource.id);
    into.resources.push_back(std::move(resource));
  }
}

void read_logs(JsonView operation, Observation& into) {
  const std::vector<JsonView> logs = items_or_none(operation, "log_entries");
  into.logs.reserve(logs.size());
  for (const JsonView json : logs) {
    LogEntry entry;
    entry.id = string_at(json, "id").value_or("");
    if (entry.id.empty()) continue;
    entry.task = string_at(json, "task_id").value_or("");
    entry.at = time_at(json, "timestamp");
    entry.message = string_at(json, "message").value_or("");
    into.logs.push_back(std::move(entry));
  }
  const auto earlier = [](const LogEntry& a, const LogEntry& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); };
  if (!std::is_sorted(into.logs.begin(), into.logs.end(), earlier)) {
    std::sort(into.logs.begin(), into.logs.end(), earlier);
  }
}

WallTime cut_to_100ns(WallTime time) {
  using Tick = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
  return std::chrono::floor<Tick>(time);
}

}  // namespace

LogCursor LogCursor::parse(const JsonText& cursor) {
  if (cursor.empty()) return {};
  const Result<Json> json = parse_json(cursor.text);
  return {json ? time_at(*json, "logs_after") : std::nullopt};
}

JsonText LogCursor::text() const {
  if (!after) return {};
  return {json_text(Json{{"logs_after", format_rfc3339_exact(*after)}})};
}

LogCursor advance(const LogCursor& before, std::optional<WallTime> newest, std::optional<WallTime> date) {
  if (!newest) return before;
  // Near the ends of time there is no room for the margin or for cutting; such a clock is not worth following.
  const WallTime margin_of = date.value_or(*newest);
  if (std::min(*newest, margin_of) < WallTime::min() + kLateLogs) return before;
  const WallTime after = cut_to_100ns(std::min(*newest, margin_of - kLateLogs));
  return {before.after ? std::max(*before.after, after) : after};
}

Result<Observation> read_operation(JsonView operation) {
  const std::string id = string_at(operation, "id").value_or("");
  const auto word = string_at(operation, "status");
  if (id.empty() || !word || word->empty()) {
    return fail(ErrorKind::protocol, "the answer is no operation: it has no id or no status");
  }
  Observation seen;
  seen.raw_status = *word;
  seen.status = status_of(*word);
  seen.message = string_at(operation, "status_message").value_or("");
  if (seen.message == *word) seen.message.clear();
  seen.started = real_time_at(operation, "started_at");
  if (!seen.started && is_final(*seen.status)) seen.started = real_time_at(operation, "created");
  seen.ended = real_time_at(operation, "ended_at");
  read_tasks(operation, id, seen);
  read_resources(operation, seen);
  read_logs(operation, seen);
  if (!is_final(*seen.status)) return seen;
  if (const auto result = object_at(operation, "result")) seen.outcome = read_result(json_of(*result));
  return seen;
}

std::string catlet_to_fetch(const Observation& observation, std::string_view operation_type) {
  if (observation.status != Status::completed) return {};
  if (observation.outcome)
    return observation.outcome->type == "Catlet" ? catlet_id(*observation.outcome) : std::string{};
  if (operation_type != "catlets.create") return {};
  const auto catlet = std::find_if(observation.resources.begin(), observation.resources.end(),
                                   [](const Resource& resource) { return resource.type == "Catlet"; });
  return catlet == observation.resources.end() ? std::string{} : catlet->id;
}

void add_catlet(Observation& observation, const Json& catlet) {
  observation.outcome = catlet_outcome(catlet);
  const std::string id = string_at(catlet, "id").value_or("");
  for (Resource& resource : observation.resources) {
    if (resource.type == "Catlet" && resource.id == id) resource.name = string_at(catlet, "name").value_or("");
  }
}

}  // namespace optrack::eryph
