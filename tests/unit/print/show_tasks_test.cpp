// SPDX-License-Identifier: MIT
#include "print/show_tasks.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "model/text.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace {

const WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

struct Forest {
  Forest& add(const std::string& id, const std::string& parent, Status status,
              std::optional<std::chrono::seconds> took = std::nullopt, std::optional<double> progress = std::nullopt) {
    Task task;
    task.id = id;
    task.parent = parent;
    task.display_name = "task " + id;
    task.status = status;
    task.progress = progress;
    if (status != Status::pending) task.started = kNoon + std::chrono::seconds{tasks.size()};
    if (took && is_final(status)) task.ended = *task.started + *took;
    tasks[id] = task;
    return *this;
  }
  [[nodiscard]] std::vector<std::string> lines(bool unicode = true) const {
    Terminal terminal;
    terminal.unicode = unicode;
    std::vector<std::string> texts;
    for (const StyledLine& line : task_tree_lines(tasks, kNoon + 60s, terminal)) texts.push_back(line.text);
    return texts;
  }
  Tasks tasks;
};

Forest run() {
  Forest forest;
  forest.add("a", "", Status::failed, 16s).add("b", "a", Status::completed, 1s).add("c", "a", Status::failed, 13s);
  forest.add("d", "c", Status::failed, 12s).add("e", "a", Status::running, {}, 61.7).add("f", "a", Status::pending);
  return forest;
}

}  // namespace

TEST_CASE("T-15 show: tasks are a tree with branches, percentages and durations in columns") {
  Forest forest = run();
  forest.tasks["d"].message = "disk full";
  CHECK(forest.lines() == std::vector<std::string>{
                              "  ✖ task a             0:16",
                              "  ├─ ✔ task b          0:01",
                              "  ├─ ✖ task c          0:13",
                              "  │  └─ ✖ task d       0:12  disk full",
                              "  ├─ ▸ task e     61%  0:56",
                              "  └─ · task f",
                          });
  const std::vector<std::string> plain = forest.lines(false);
  CHECK(plain[3] == "  |  `- x task d       0:12  disk full");
  CHECK(std::all_of(plain.begin(), plain.end(), [](const std::string& line) {
    return std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  }));
}

TEST_CASE("T-8 show: the tasks in which the failure began are those without a failed one below them") {
  CHECK(failed_first(run().tasks, 5) == std::vector<std::string>{"d"});
  CHECK(failed_first(Forest{}.add("a", "b", Status::failed).add("b", "a", Status::completed).tasks, 5) ==
        std::vector<std::string>{"a"});
  CHECK(failed_first(Forest{}.add("a", "a", Status::failed).tasks, 5) == std::vector<std::string>{"a"});
}

TEST_CASE("T-15 show: depth 500 is drawn within a bound, tasks in a circle once") {
  Forest deep;
  for (int i = 0; i < 500; ++i)
    deep.add(fmt::format("{:03}", i), i == 0 ? "" : fmt::format("{:03}", i - 1), Status::running);
  const std::vector<std::string> lines = deep.lines();
  REQUIRE(lines.size() == 500);
  CHECK(std::all_of(lines.begin(), lines.end(), [](const auto& line) { return display_width(line) < 60; }));
  CHECK(lines[1].starts_with("  └─ ▸ task 001"));

  const auto circle = Forest{}.add("a", "b", Status::running).add("b", "a", Status::running).lines();
  CHECK(circle.size() == 2);
}

TEST_CASE(
    "T-15 show: of 10,000 tasks those that failed or run are shown, under what they belong to, and the others "
    "counted") {
  Forest many;
  many.add("root", "", Status::running);
  for (int i = 0; i < 99; ++i) {
    const std::string group = fmt::format("g{:03}", i);
    many.add(group, "root", i == 50 ? Status::failed : Status::completed, 1s);
    for (int j = 0; j < 100; ++j) many.add(fmt::format("{}-{:03}", group, j), group, Status::completed, 1s);
  }
  many.add("g050-bad", "g050", Status::failed, 1s).add("g060-on", "g060", Status::running);
  const std::vector<std::string> lines = many.lines();
  REQUIRE(lines.size() == 6);
  CHECK(lines[0].starts_with("  ▸ task root"));
  CHECK(lines[1].starts_with("  ├─ ✖ task g050 "));
  CHECK(lines[2].starts_with("  │  └─ ✖ task g050-bad"));
  CHECK(lines[3].starts_with("  └─ ✔ task g060 "));
  CHECK(lines[4].starts_with("     └─ ▸ task g060-on"));
  CHECK(lines[5] == "  and 9997 more: 9997 completed");

  Forest all;
  for (int i = 0; i < 10'000; ++i) all.add(fmt::format("{:05}", i), "", Status::failed, 1s);
  CHECK(all.lines().size() == kMostTaskLines + 1);
}

TEST_CASE("T-15 show: on a terminal names give way to percentages and durations, down to 12 cells") {
  Forest forest = run();
  for (auto& [id, task] : forest.tasks)
    task.display_name = "a name that is much longer than any column of the page " + id;
  for (const int columns : {1, 20, 40, 80, 500}) {
    CAPTURE(columns);
    Terminal terminal;
    terminal.is_terminal = terminal.unicode = true;
    terminal.columns = columns;
    const std::vector<StyledLine> lines = task_tree_lines(forest.tasks, kNoon + 60s, terminal);
    CHECK(lines.size() == 6);
    if (columns < 40) continue;
    CHECK(std::all_of(lines.begin(), lines.end(), [&](const StyledLine& line) {
      return display_width(line.text) <= static_cast<std::size_t>(columns);
    }));
    CHECK(lines[3].text.ends_with("0:12"));
    CHECK(lines[4].text.ends_with("61%  0:56"));
  }
}
