// SPDX-License-Identifier: MIT
#include "model/task_tree.hpp"

#include <doctest/doctest.h>

using namespace optrack;

namespace {

Tasks tasks_of(std::initializer_list<std::pair<const char*, const char*>> list) {
  Tasks tasks;
  for (const auto& [id, parent] : list) {
    Task task;
    task.id = id;
    task.parent = parent;
    task.display_name = std::string("step ") + id;
    tasks.emplace(id, task);
  }
  return tasks;
}

std::string drawn(const Tasks& tasks) {
  std::string text;
  for (const TaskRow& row : task_tree(tasks)) {
    text += std::string(static_cast<std::size_t>(row.depth), '.') + row.task->id + (row.last ? "!" : "") + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("task_tree: children follow their parent, siblings in order, the last one is marked") {
  CHECK(drawn(tasks_of({{"a", ""}, {"b", "a"}, {"c", "a"}, {"d", "b"}, {"e", ""}})) == "a .b ..d! .c! e! ");
}

TEST_CASE("task_tree: a task that started earlier comes first") {
  Tasks tasks = tasks_of({{"a", ""}, {"b", ""}});
  tasks["b"].started = WallTime{std::chrono::seconds{1}};
  tasks["a"].started = WallTime{std::chrono::seconds{2}};
  CHECK(drawn(tasks) == "b a! ");
}

TEST_CASE("task_tree: an unknown parent makes a root, a cycle loses nobody") {
  CHECK(drawn(tasks_of({{"a", "gone"}, {"x", "y"}, {"y", "x"}, {"z", "z"}})) == "a! x! .y! z! ");
}

TEST_CASE("task_tree: ten thousand tasks one below the other are listed") {
  Tasks tasks;
  for (int i = 0; i < 10'000; ++i) {
    Task task;
    task.id = std::to_string(i);
    if (i > 0) task.parent = std::to_string(i - 1);
    tasks.emplace(task.id, task);
  }
  const auto rows = task_tree(tasks);
  REQUIRE(rows.size() == 10'000);
  CHECK(rows.back().depth == 9'999);
}

TEST_CASE("task_path: names from the root down, bounded in a cycle") {
  const Tasks tasks = tasks_of({{"a", ""}, {"b", "a"}, {"x", "y"}, {"y", "x"}});
  CHECK(task_path(tasks, "b") == "step a / step b");
  CHECK(task_path(tasks, "nobody").empty());
  CHECK(task_path(tasks, "x").size() < 500);
}
