// SPDX-License-Identifier: MIT
#include "emulate/scenario_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/json_place.hpp"
#include "model/nearest.hpp"
#include "optrack/time.hpp"

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;

constexpr Offset kLongest = std::chrono::hours{24 * 3650};
constexpr std::size_t kMostEntries = 1'000'000;

/// What is wrong with the value at `path`; caught in `read_scenario`, never leaves this file.
struct Wrong {
  std::vector<std::string> path;
  std::string message;
};

std::string choices_text(std::string_view word, std::span<const std::string> choices) {
  const auto near = nearest(word, choices);
  return near.empty() ? fmt::format("known are {}", fmt::join(choices, ", "))
                      : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

/// One JSON value and the way that led to it.
class Node {
 public:
  Node(const Json& json, std::vector<std::string> path) : json_(&json), path_(std::move(path)) {}

  [[noreturn]] void wrong(std::string message) const { throw Wrong{path_, std::move(message)}; }

  /// The members of an object, all of which must be in `allowed`.
  void expect_object(std::span<const std::string> allowed) const {
    if (!json_->is_object()) wrong("an object is expected here");
    for (const auto& item : json_->items()) {
      if (std::find(allowed.begin(), allowed.end(), item.key()) == allowed.end()) {
        at(item.key()).wrong(fmt::format("unknown member \"{}\"; {}", item.key(), choices_text(item.key(), allowed)));
      }
    }
  }

  [[nodiscard]] bool has(const std::string& key) const { return json_->contains(key); }
  [[nodiscard]] const Json& json() const { return *json_; }

  [[nodiscard]] Node at(const std::string& key) const {
    auto path = path_;
    path.push_back(key);
    return {json_->at(key), std::move(path)};
  }

  [[nodiscard]] std::vector<Node> list() const {
    if (!json_->is_array()) wrong("a list is expected here");
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < json_->size(); ++i) {
      auto path = path_;
      path.push_back(std::to_string(i));
      nodes.emplace_back((*json_)[i], std::move(path));
    }
    return nodes;
  }

  [[nodiscard]] std::vector<Node> list(const std::string& key) const {
    return has(key) ? at(key).list() : std::vector<Node>{};
  }

  [[nodiscard]] std::string text() const {
    if (!json_->is_string()) wrong("a text is expected here");
    return json_->get<std::string>();
  }

  [[nodiscard]] std::string text(const std::string& key, std::string fallback = {}) const {
    return has(key) ? at(key).text() : std::move(fallback);
  }

  [[nodiscard]] std::string required(const std::string& key) const {
    if (!has(key)) wrong(fmt::format("member \"{}\" is missing", key));
    auto text = at(key).text();
    if (text.empty()) at(key).wrong("must not be empty");
    return text;
  }

  [[nodiscard]] Offset time() const {
    if (json_->is_number()) {
      const auto seconds = json_->get<double>();
      if (!(seconds >= 0 && seconds * 1e9 <= static_cast<double>(kLongest.count())))
        wrong("a time from 0 to 3650 days is expected");
      return Offset{static_cast<std::int64_t>(seconds * 1e9)};
    }
    if (!json_->is_string()) wrong("a time is expected here: seconds, or a text such as \"1.5s\"");
    const auto duration = parse_duration(json_->get_ref<const std::string&>());
    if (!duration) wrong(duration.error().message);
    if (*duration > kLongest) wrong("a time from 0 to 3650 days is expected");
    return *duration;
  }

  [[nodiscard]] Offset time(const std::string& key, Offset fallback) const {
    return has(key) ? at(key).time() : fallback;
  }

  [[nodiscard]] std::int64_t whole(std::int64_t from, std::int64_t to) const {
    const bool fits =
        json_->is_number_integer() && (!json_->is_number_unsigned() || json_->get<std::uint64_t>() <= INT64_MAX);
    const auto value = fits ? json_->get<std::int64_t>() : 0;
    if (!fits || value < from || value > to) wrong(fmt::format("a whole number from {} to {} is expected", from, to));
    return value;
  }

  /// The index of the word at `key` in `words`, 0 when the member is absent.
  [[nodiscard]] std::size_t word(const std::string& key, std::span<const std::string> words) const {
    if (!has(key)) return 0;
    const auto found = std::find(words.begin(), words.end(), at(key).text());
    if (found == words.end()) {
      at(key).wrong(fmt::format("\"{}\" is not known; {}", at(key).text(), choices_text(at(key).text(), words)));
    }
    return static_cast<std::size_t>(found - words.begin());
  }

 private:
  const Json* json_;
  std::vector<std::string> path_;
};

std::vector<ProgressPoint> read_progress(const Node& node) {
  std::vector<ProgressPoint> points;
  for (const auto& item : node.list()) {
    const auto pair = item.list();
    if (pair.size() != 2) item.wrong("a pair [time, percent] is expected");
    ProgressPoint point{pair[0].time(), static_cast<int>(pair[1].whole(0, 100))};
    if (!points.empty() && point.at < points.back().at) pair[0].wrong("progress points must be ordered by time");
    if (!points.empty() && point.percent < points.back().percent) pair[1].wrong("progress never falls");
    points.push_back(point);
  }
  return points;
}

TaskPlan read_task(const Node& node, const std::set<std::string>& known) {
  static const std::vector<std::string> kMembers{"key",    "name", "display_name", "parent", "start",
                                                 "queued", "end",  "progress",     "status"};
  static const std::vector<std::string> kStatuses{"", "Completed", "Failed", "Cancelled", "Running", "Queued"};
  node.expect_object(kMembers);
  TaskPlan task;
  task.key = node.required("key");
  if (known.contains(task.key)) node.at("key").wrong(fmt::format("a task \"{}\" is there already", task.key));
  task.name = node.required("name");
  task.display_name = node.text("display_name");
  task.parent = node.text("parent");
  if (!task.parent.empty() && !known.contains(task.parent)) {
    node.at("parent").wrong(fmt::format("no task \"{}\" before this one", task.parent));
  }
  task.start = node.time("start", {});
  task.queued = node.time("queued", {});
  if (node.has("end")) task.end = node.at("end").time();
  if (task.end && *task.end < task.start) node.at("end").wrong("the end is before the start");
  if (node.has("progress")) task.progress = read_progress(node.at("progress"));
  task.status = kStatuses[node.word("status", kStatuses)];
  return task;
}

LogPlan read_log(const Node& node, const std::set<std::string>& tasks) {
  static const std::vector<std::string> kMembers{"task", "at", "message", "count", "every"};
  node.expect_object(kMembers);
  LogPlan entry;
  entry.task = node.required("task");
  if (!tasks.contains(entry.task)) {
    const std::vector<std::string> known(tasks.begin(), tasks.end());
    node.at("task").wrong(fmt::format("no task \"{}\"; {}", entry.task, choices_text(entry.task, known)));
  }
  entry.at = node.time("at", {});
  entry.message = node.text("message");
  if (node.has("count")) entry.count = static_cast<std::size_t>(node.at("count").whole(1, kMostEntries));
  entry.every = node.time("every", {});
  if (entry.every > kLongest / static_cast<std::int64_t>(entry.count))
    node.at("every").wrong("the series lasts longer than 3650 days");
  return entry;
}

ResourcePlan read_resource(const Node& node) {
  static const std::vector<std::string> kMembers{"type", "at", "id"};
  node.expect_object(kMembers);
  return {node.required("type"), node.time("at", {}), node.text("id")};
}

OperationPlan read_operation(const Node& node) {
  static const std::vector<std::string> kMembers{"queued",       "duration", "outcome", "message",   "cancel",
                                                 "cancel_after", "tasks",    "log",     "resources", "result"};
  static const std::vector<std::string> kOutcomes{"completed", "failed", "cancelled"};
  static const std::vector<std::string> kCancels{"honoured", "ignored", "refused"};
  node.expect_object(kMembers);
  OperationPlan plan;
  plan.queued = node.time("queued", {});
  plan.duration = node.time("duration", plan.duration);
  plan.outcome = static_cast<Ending>(node.word("outcome", kOutcomes));
  plan.message = node.text("message");
  plan.cancel = static_cast<CancelMode>(node.word("cancel", kCancels));
  plan.cancel_after = node.time("cancel_after", plan.cancel_after);
  std::set<std::string> keys;
  for (const auto& item : node.list("tasks")) {
    plan.tasks.push_back(read_task(item, keys));
    keys.insert(plan.tasks.back().key);
  }
  for (const auto& item : node.list("log")) plan.log.push_back(read_log(item, keys));
  for (const auto& item : node.list("resources")) plan.resources.push_back(read_resource(item));
  if (node.has("result")) {
    if (!node.at("result").json().is_object()) node.at("result").wrong("an object is expected here");
    plan.result.text = node.at("result").json().dump();
  }
  return plan;
}

Scenario read_root(const Node& node, Scenario scenario) {
  static const std::vector<std::string> kMembers{"operations"};
  node.expect_object(kMembers);
  if (!node.has("operations")) node.wrong("member \"operations\" is missing");
  const auto operations = node.at("operations");
  operations.expect_object(operation_types());
  for (const auto& item : operations.json().items()) {
    scenario.operations.insert_or_assign(item.key(), read_operation(operations.at(item.key())));
  }
  return scenario;
}

tl::unexpected<Error> fail_at(std::string_view name, JsonPlace place, std::string_view message) {
  return fail(ErrorKind::usage, fmt::format("{}:{}:{}: {}", name, place.line, place.column, message));
}

/// The useful part of "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …; expected …".
std::string plain(std::string_view what) {
  const auto colon = what.find(": ");
  return std::string(colon == std::string_view::npos ? what : what.substr(colon + 2));
}

/// Deeper than any scenario needs, and shallow enough for any stack.
constexpr int kDeepest = 64;

}  // namespace

Result<Scenario> read_scenario(std::string_view text, std::string_view name, Scenario base) {
  try {
    const auto shallow = [](int depth, Json::parse_event_t, Json&) {
      if (depth > kDeepest) throw Wrong{{}, "nested deeper than 64 levels"};
      return true;
    };
    const auto json = Json::parse(text.begin(), text.end(), shallow, true, true);
    return read_root(Node(json, {}), std::move(base));
  } catch (const Json::parse_error& error) {
    return fail_at(name, place_of(text, error.byte == 0 ? 0 : error.byte - 1), plain(error.what()));
  } catch (const Wrong& wrong) {
    return fail_at(name, place_of_value(text, wrong.path), wrong.message);
  } catch (const Json::exception& error) {
    return fail_at(name, {}, plain(error.what()));
  }
}

}  // namespace optrack::emulate
