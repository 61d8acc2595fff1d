// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "track/delta.hpp"
#include "track/delta_tasks.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace {

const WallTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 8h};
constexpr std::size_t kSteps = 8;
constexpr std::size_t kTasks = 4;
constexpr std::size_t kLogs = 12;

/// The same numbers on every machine (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t most) { return static_cast<std::size_t>(roll() % most); }
  bool one_in(std::size_t most) { return below(most) == 0; }

 private:
  std::uint64_t roll() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

/// One run as the server lives through it: what it would answer, whole, at each of its steps.
struct Run {
  explicit Run(Dice& dice) : end(dice.one_in(3) ? Status::failed : Status::completed) {
    for (std::size_t& step : log_step) step = dice.below(kSteps);
    for (std::size_t& step : task_step) step = dice.below(kSteps);
  }

  [[nodiscard]] Observation at(std::size_t step) const {
    const bool over = step + 1 == kSteps;
    Observation seen;
    seen.status = over ? end : step == 0 ? Status::pending : Status::running;
    seen.raw_status = "step " + std::to_string(step);
    seen.started = kStart;
    if (over) seen.ended = kStart + 1min;
    for (std::size_t i = 0; i < kTasks; ++i) {
      if (task_step[i] <= step) seen.tasks.push_back(task(i, step));
    }
    seen.logs_until = kStart + 1h;
    for (std::size_t i = 0; i < kLogs; ++i) {
      const WallTime time = kStart + (i / 2) * 1s;
      if (log_step[i] > step) {
        seen.logs_until = std::min(*seen.logs_until, time - 1ns);  // it may come as late as it likes
      } else {
        seen.logs.emplace_back();
        seen.logs.back().id = "log " + std::to_string(i);
        seen.logs.back().at = time;
      }
    }
    for (std::size_t i = 0; i <= step; i += 3) seen.resources.push_back({"r" + std::to_string(i), "Disk", "", ""});
    seen.resources_whole = true;
    return seen;
  }

  [[nodiscard]] Task task(std::size_t i, std::size_t step) const {
    Task made;
    made.id = "task " + std::to_string(i);
    if (i > 0) made.parent = "task 0";
    const std::size_t done = step - task_step[i];
    made.status = step + 1 == kSteps ? end : done == 0 ? Status::pending : Status::running;
    made.progress = 10.0 * static_cast<double>(done);
    made.message = "at " + std::to_string(step);
    return made;
  }

  Status end;
  std::size_t log_step[kLogs] = {};
  std::size_t task_step[kTasks] = {};
};

/// What an answer may lose on its way: a part of the logs, the tasks, the resources, the status.
Observation part_of(Observation seen, Dice& dice) {
  if (dice.one_in(3)) return seen;
  if (dice.one_in(3)) {
    seen.status.reset();
    seen.started.reset();
    seen.ended.reset();
  }
  if (dice.one_in(3)) seen.resources_whole = false;
  if (!seen.resources_whole) seen.resources.clear();
  std::erase_if(seen.tasks, [&](const Task&) { return dice.one_in(3); });
  if (std::erase_if(seen.logs, [&](const LogEntry&) { return dice.one_in(3); }) > 0) seen.logs_until.reset();
  for (std::size_t i = seen.logs.size(); i > 1; --i) std::swap(seen.logs[i - 1], seen.logs[dice.below(i)]);
  return seen;
}

/// Believes nothing but events, and notes what they contradict.
class Reader {
 public:
  void read(const std::vector<EventBody>& bodies) {
    for (const EventBody& body : bodies) {
      if (ended_) complain("an event after the result");
      std::visit([this](const auto& event) { take(event); }, body);
    }
  }
  [[nodiscard]] const std::string& complaints() const { return complaints_; }
  [[nodiscard]] Status status() const { return status_; }
  [[nodiscard]] std::size_t logs() const { return logs_.size(); }
  [[nodiscard]] const std::optional<double>& progress() const { return progress_; }
  [[nodiscard]] const TaskCounts& counts() const { return counts_; }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void complain(const std::string& text) { complaints_ += text + "; "; }
  void rise(std::optional<double>& known, std::optional<double> seen, bool completed, const char* what) {
    if (!seen) return;
    if (known && *seen < *known) complain(std::string{what} + " fell");
    if (*seen < 0 || *seen > 100 || (*seen == 100 && !completed)) complain(std::string{what} + " too high");
    known = seen;
  }
  void take(const TaskNew& event) {
    if (!tasks_.emplace(event.task.id, event.task).second) complain("task_new twice");
  }
  void take(const TaskUpdate& event) {
    const auto at = tasks_.find(event.task);
    if (at == tasks_.end()) return complain("task_update of nothing");
    if (event.from && *event.from != at->second.status) complain("task status has a gap");
    if (event.to && is_final(at->second.status)) complain("final task left");
    if (event.to) at->second.status = *event.to;
    rise(at->second.progress, event.progress, at->second.status == Status::completed, "task progress");
  }
  void take(const LogAdded& event) {
    if (!logs_.insert(event.entry.id).second) complain(event.entry.id + " twice");
  }
  void take(const ResourceNew& event) {
    if (!resources_.insert(event.resource.id).second) complain("resource_new twice");
  }
  void take(const ResourceGone& event) {
    if (resources_.erase(event.resource.id) == 0) complain("resource_gone of nothing");
  }
  void take(const ProgressChanged& event) {
    rise(progress_, event.percent, true, "progress");
    counts_ = event.tasks;
  }
  void take(const StatusChanged& event) {
    if (event.from != status_) complain("status has a gap");
    if (!may_change(event.from, event.to) || is_final(event.from)) complain("status went back");
    status_ = event.to;
  }
  void take(const ResultReady& event) {
    if (event.status != status_) complain("another result than status");
    ended_ = true;
  }
  template <typename Other>
  void take(const Other& /*event*/) {
    complain("an event of no delta");
  }

  Status status_ = Status::pending;
  bool ended_ = false;
  std::optional<double> progress_;
  TaskCounts counts_;
  std::map<std::string, Task> tasks_;
  std::set<std::string> logs_, resources_;
  std::string complaints_;
};

/// Plays `run` in an order of the dice, then its end, and tells what was wrong.
std::string played(const Run& run, Dice& dice, Known& known, Reader& reader) {
  DeltaTerms terms{kStart + 2h, kStart, true};
  const std::size_t answers = dice.below(20);
  for (std::size_t i = 0; i < answers; ++i) {
    const std::size_t step = dice.one_in(4) ? dice.below(kSteps) : std::min(i / 2, kSteps - 1);
    reader.read(apply(known, part_of(run.at(step), dice), terms));
  }
  terms.withhold_result = false;
  reader.read(apply(known, run.at(kSteps - 1), terms));
  reader.read(apply(known, part_of(run.at(dice.below(kSteps)), dice), terms));
  return reader.complaints();
}

}  // namespace

TEST_CASE("delta: one run told in any order, in parts and twice, ends the same and contradicts nothing") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Dice dice{seed};
    const Run run{dice};
    Known straight;
    (void)apply(straight, run.at(kSteps - 1), {kStart + 2h, kStart, false});
    Known known;
    Reader reader;

    const std::string complaints = played(run, dice, known, reader);

    const bool same = complaints.empty() && reader.ended() && reader.status() == run.end && reader.logs() == kLogs &&
                      known.tasks == straight.tasks && known.resources == straight.resources &&
                      known.counts == straight.counts && reader.counts() == known.counts &&
                      reader.progress() == known.progress && known.started == straight.started &&
                      known.ended == straight.ended && known.raw_status == straight.raw_status;
    if (same && (run.end == Status::completed) == (known.progress == 100.0)) continue;
    CAPTURE(seed);
    FAIL("not the same end: ", complaints);
  }
}
