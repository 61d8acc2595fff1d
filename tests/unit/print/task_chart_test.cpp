// SPDX-License-Identifier: MIT
#include "print/task_chart.hpp"

#include <doctest/doctest.h>

#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace task_chart_test {

namespace {

const WallTime kBegin = sample_time();

Task task(const std::string& id, std::chrono::seconds from, std::optional<std::chrono::seconds> to,
          const std::string& parent = "") {
  Task made;
  made.id = id;
  made.parent = parent;
  made.status = to ? Status::completed : Status::running;
  made.started = kBegin + from;
  if (to) made.ended = kBegin + *to;
  return made;
}

Tasks tasks(const std::vector<Task>& all) {
  Tasks made;
  for (const Task& one : all) made[one.id] = one;
  return made;
}

using Ids = std::set<std::string>;

}  // namespace

TEST_CASE("critical_path: goes back from the task that ended last") {
  CHECK(critical_path(tasks({task("a", 0s, 10s), task("b", 0s, 4s), task("c", 10s, 20s), task("d", 12s, 15s),
                             task("e", 20s, 30s)})) == Ids{"a", "c", "e"});
  CHECK(critical_path(tasks({task("a", 0s, 10s), task("c", 40s, 50s)})) == Ids{"a", "c"});
  CHECK(critical_path({}).empty());
}

TEST_CASE("critical_path: only tasks without others below them hold anything up") {
  CHECK(critical_path(tasks({task("all", 0s, 30s), task("a", 0s, 10s, "all"), task("b", 10s, 30s, "all")})) ==
        Ids{"a", "b"});
}

TEST_CASE("critical_path: a little overlap is forgiven, a task that runs beside is not") {
  CHECK(critical_path(tasks({task("a", 0s, 11s), task("b", 10s, 30s)})) == Ids{"a", "b"});
  CHECK(critical_path(tasks({task("a", 0s, 13s), task("b", 10s, 30s)})) == Ids{"b"});
  CHECK(critical_path(tasks({task("a", 5s, 5s), task("b", 5s, 5s)})).size() == 1);
}

TEST_CASE("task_chart: bars lie between the first and the last time") {
  const Tasks all = tasks({task("a", 0s, 25s), task("b", 25s, 100s), task("c", 50s, std::nullopt)});
  const TaskChart chart = task_chart(all, kBegin, kBegin + 80s, 10);
  CHECK(chart.begin == kBegin);
  CHECK(chart.end == kBegin + 100s);
  REQUIRE(chart.rows.size() == 3);
  CHECK(chart.rows[0].from == doctest::Approx(0));
  CHECK(chart.rows[0].to == doctest::Approx(25));
  CHECK(chart.rows[0].critical);
  CHECK(chart.rows[1].to == doctest::Approx(100));
  CHECK(chart.rows[2].from == doctest::Approx(50));
  CHECK(chart.rows[2].to == doctest::Approx(100));
  CHECK_FALSE(chart.rows[2].critical);
}

TEST_CASE("task_chart: no time at all is no trouble") {
  const Tasks all = tasks({task("a", 0s, 0s)});
  const TaskChart chart = task_chart(all, kBegin, kBegin - 5s, 10);
  REQUIRE(chart.rows.size() == 1);
  CHECK(chart.rows[0].from == 0);
  CHECK(chart.rows[0].to == 0);
  Task never;
  never.id = "b";
  const Tasks waiting = tasks({never});
  CHECK(task_chart(waiting, kBegin, kBegin, 10).rows.empty());
  CHECK(task_chart(waiting, kBegin, kBegin, 10).left_out == 1);
}

TEST_CASE("task_chart: of too many tasks the failed, the critical and the longest stay, in their order") {
  std::vector<Task> all;
  for (int i = 0; i < 500; ++i) {
    all.push_back(task("t" + std::to_string(1000 + i), std::chrono::seconds{i}, std::chrono::seconds{i + 1}));
  }
  all.push_back(task("u-long", 3s, 400s));
  Task failed = task("v-failed", 7s, 7s);
  failed.status = Status::failed;
  all.push_back(failed);
  const Tasks made = tasks(all);
  const TaskChart chart = task_chart(made, kBegin, kBegin + 500s, 505);
  CHECK(chart.rows.size() == 502);
  const TaskChart small = task_chart(made, kBegin, kBegin + 500s, 2);
  REQUIRE(small.rows.size() == 2);
  CHECK(small.left_out == 500);
  CHECK(small.rows[0].task->id == "u-long");
  CHECK(small.rows[0].critical);
  CHECK(small.rows[1].task->id == "v-failed");
}

}  // namespace task_chart_test
