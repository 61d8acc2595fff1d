// SPDX-License-Identifier: MIT
#include "emulate/timeline.hpp"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace timeline_test {

using namespace optrack;
using namespace optrack::emulate;
using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";

OperationFacts facts() {
  OperationFacts made;
  made.id = kId;
  made.name = "web1";
  made.catlet_id = "9d2e0000-0000-4000-8000-000000000001";
  made.requested_by = "build-agent";
  made.created = *parse_rfc3339("2026-03-01T08:00:00Z");
  return made;
}

OperationTimeline creation() { return {builtin_scenario().plan("catlets.create"), facts()}; }

OperationTimeline planned(const char* operation) {
  const auto scenario = parse_scenario(std::string(R"({"operations":{"catlets.create":)") + operation + "}}", "test");
  REQUIRE_MESSAGE(scenario, (scenario ? "" : scenario.error().message));
  return {scenario->plan("catlets.create"), facts()};
}

OperationView everything() {
  OperationView view;
  view.logs = view.tasks = view.resources = view.projects = true;
  return view;
}

Json task_named(const Json& operation, const std::string& display_name) {
  for (const auto& task : operation["tasks"]) {
    if (task.value("display_name", "") == display_name) return task;
  }
  return {};
}

std::vector<std::string> log_ids(const Json& operation) {
  std::vector<std::string> ids;
  for (const auto& entry : operation["log_entries"]) ids.push_back(entry["id"]);
  return ids;
}

std::set<std::string> distinct(const std::vector<std::string>& ids) { return {ids.begin(), ids.end()}; }

}  // namespace

TEST_CASE("timeline: the same moment always gives the same document") {
  const auto once = creation();
  const auto again = creation();
  const auto late = once.at(4s, everything());
  static_cast<void>(again.at(7s, everything()));
  CHECK(again.at(4s, everything()) == late);
  CHECK(once.at(4s, everything()).dump() == late.dump());
}

TEST_CASE("timeline: an operation is queued, runs and stays final") {
  const auto operation = creation();
  CHECK(operation.status_at(0s) == "Queued");
  CHECK(operation.at(0s)["status_message"] == "Queued");
  CHECK_FALSE(operation.at(0s).contains("started_at"));
  CHECK(operation.status_at(300ms) == "Running");
  CHECK(operation.status_at(7999ms) == "Running");
  CHECK_FALSE(operation.at(7999ms).contains("result"));
  const auto last = operation.at(8s);
  CHECK(last["status"] == "Completed");
  CHECK(last["ended_at"] == "2026-03-01T08:00:08+00:00");
  CHECK(last["result"]["catlet_id"] == facts().catlet_id);
  CHECK(operation.status_at(1000h) == "Completed");
}

TEST_CASE("timeline: only what was asked for is filled in, and nothing is null") {
  const auto bare = creation().at(9s);
  for (const auto* list : {"tasks", "log_entries", "resources", "projects"}) CHECK(bare[list].empty());
  const auto whole = creation().at(4s, everything());
  for (const auto* list : {"tasks", "log_entries", "resources", "projects"}) CHECK_FALSE(whole[list].empty());
  CHECK(whole.dump().find("null") == std::string::npos);
}

TEST_CASE("timeline: tasks nest below the operation and their progress never falls") {
  const auto operation = creation();
  int before = 0;
  for (auto at = Offset{1500ms}; at <= 8s; at += 100ms) {
    const auto now = operation.at(at, everything());
    const auto volume = task_named(now, "Download acme/ubuntu-22.04/latest");
    const int progress = volume["progress"];
    REQUIRE(progress >= before);
    before = progress;
  }
  CHECK(before == 100);
  const auto end = operation.at(8s, everything());
  const auto root = task_named(end, "Create catlet web1");
  CHECK(root["parent_task_id"] == kId);
  CHECK(task_named(end, "Prepare genes")["parent_task_id"] == root["id"]);
}

TEST_CASE("timeline: the log filter is strict to 100 ns") {
  const auto operation = creation();
  auto view = everything();
  const auto all = operation.at(9s, view)["log_entries"];
  CHECK(all.size() == 20);
  for (const auto& entry : all) {
    view.log_after = parse_rfc3339(entry["timestamp"].get<std::string>());
    REQUIRE(view.log_after);
    const auto own = entry["id"].get<std::string>();
    CHECK_FALSE(distinct(log_ids(operation.at(9s, view))).contains(own));
    *view.log_after -= 100ns;
    CHECK(distinct(log_ids(operation.at(9s, view))).contains(own));
  }
}

TEST_CASE("timeline: time stamps differ in their digits") {
  std::set<std::size_t> sizes;
  const auto last = creation().at(9s, everything());
  for (const auto& entry : last["log_entries"]) {
    const auto text = entry["timestamp"].get<std::string>();
    CHECK(text.substr(text.size() - 6) == "+00:00");
    sizes.insert(text.size());
  }
  CHECK(sizes.size() >= 3);
}

TEST_CASE("timeline: a long series costs only what the filter leaves") {
  const auto operation = planned(R"({"duration": 1000, "tasks": [{"key": "t", "name": "T"}],
    "log": [{"task": "t", "count": 1000000, "every": "1ms", "message": "line {n} of {count}"}]})");
  auto view = everything();
  view.log_after = facts().created + 999'990ms;
  const auto entries = operation.at(2000s, view)["log_entries"];
  CHECK(entries.size() == 10);
  CHECK(entries[0]["message"].get<std::string>().find("of 1000000") != std::string::npos);
}

TEST_CASE("timeline: late entries appear after later ones, and none later than the tail") {
  const auto operation = creation();
  auto view = everything();
  view.late = 2s;
  view.late_tail = 800ms;
  const auto prompt = log_ids(operation.at(9s, everything()));
  bool overtaken = false;
  for (auto at = Offset{0}; at < 8s; at += 250ms) {
    const auto seen = operation.at(at, view)["log_entries"];
    const auto there = operation.at(at, everything())["log_entries"];
    std::string newest;
    for (const auto& entry : seen) newest = std::max(newest, entry["timestamp"].get<std::string>());
    const auto ids = distinct(log_ids(operation.at(at, view)));
    for (const auto& entry : there) {
      overtaken = overtaken || (!ids.contains(entry["id"]) && entry["timestamp"].get<std::string>() < newest);
    }
  }
  CHECK(overtaken);
  CHECK(log_ids(operation.at(8s, view)).size() < prompt.size());
  CHECK(log_ids(operation.at(8800ms, view)).size() == prompt.size());
}

TEST_CASE("timeline: doubled entries repeat what the filter hides, newest first is in order") {
  const auto operation = creation();
  auto view = everything();
  view.duplicate_logs = true;
  const auto ids = log_ids(operation.at(9s, view));
  CHECK(ids.size() == 40);
  CHECK(distinct(ids).size() == 20);
  view.log_after = facts().created + 1h;
  CHECK(log_ids(operation.at(9s, view)).size() == 20);
  view = everything();
  view.newest_first = true;
  const auto entries = operation.at(9s, view)["log_entries"];
  CHECK(entries.front()["message"] == "Catlet web1 created");
}

TEST_CASE("timeline: arrays come in another order from answer to answer") {
  auto view = everything();
  const auto first = log_ids(creation().at(9s, view));
  view.shuffle_seed = 2;
  const auto second = log_ids(creation().at(9s, view));
  CHECK(first != second);
  CHECK(distinct(first) == distinct(second));
}

TEST_CASE("timeline: cancel is honoured, ignored, refused, or loses") {
  struct Row {
    const char* mode;
    Offset at;
    bool accepted;
    const char* status;
    const char* why;
  };
  const Row rows[] = {
      {"honoured", 2s, true, "Cancelled", "time enough"},
      {"honoured", 9500ms, true, "Completed", "the end comes before the cancel takes effect"},
      {"honoured", 11s, true, "Completed", "final already"},
      {"ignored", 2s, true, "Completed", "cannot be interrupted"},
      {"refused", 2s, false, "Completed", "not ours"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    auto operation =
        planned((R"({"duration": 10, "cancel_after": 1, "cancel": ")" + std::string(row.mode) + "\"}").c_str());
    CHECK(operation.cancel(row.at) == row.accepted);
    CHECK_FALSE(operation.status_at(row.at + 500ms) == "Cancelled");
    CHECK(operation.status_at(12s) == row.status);
  }
}

TEST_CASE("timeline: a cancelled operation stops its tasks and its log") {
  auto operation = creation();
  operation.cancel(2s);
  const auto last = operation.at(20s, everything());
  CHECK(last["status"] == "Cancelled");
  CHECK(task_named(last, "Resolve configuration")["status"] == "Completed");
  CHECK(task_named(last, "Prepare genes")["status"] == "Cancelled");
  CHECK(task_named(last, "Create virtual machine").is_null());
  CHECK(last["log_entries"].size() < 10);
  CHECK_FALSE(last.contains("result"));
}

TEST_CASE("timeline: failure carries its message, and tasks may stay behind") {
  const auto operation = planned(R"({"duration": 2, "outcome": "failed", "message": "Gene {name} not found.",
    "tasks": [{"key": "a", "name": "A", "display_name": "a"},
              {"key": "b", "name": "B", "display_name": "b", "status": "Running"}],
    "result": {"x": 1}})");
  const auto last = operation.at(3s, everything());
  CHECK(last["status"] == "Failed");
  CHECK(last["status_message"] == "Gene web1 not found.");
  CHECK(task_named(last, "a")["status"] == "Failed");
  CHECK(task_named(last, "b")["status"] == "Running");
  CHECK_FALSE(last.contains("result"));
}

TEST_CASE("timeline: version 1.1 lacks what 1.2 added") {
  auto view = everything();
  view.api_minor = 1;
  auto operation = creation();
  operation.cancel(1s);
  const auto old = operation.at(9s, view);
  CHECK(old["status"] == "Failed");
  for (const auto* member : {"created", "started_at", "ended_at", "requested_by"}) CHECK_FALSE(old.contains(member));
}

}  // namespace timeline_test
