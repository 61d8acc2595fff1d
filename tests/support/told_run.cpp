// SPDX-License-Identifier: MIT
#include "support/told_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "support/delta_reader.hpp"
#include "track/delta.hpp"
#include "track/entrance.hpp"

namespace optrack::test {
namespace {

using namespace std::chrono_literals;

const WallTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 8h};
constexpr std::size_t kSteps = 8;
constexpr std::size_t kTasks = 4;
constexpr std::size_t kLogs = 12;

/// One run as the server lives through it: what it would answer, whole, at each of its steps.
struct Run {
  explicit Run(Choices& dice) : end(dice.one_in(3) ? Status::failed : Status::completed) {
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
Observation part_of(Observation seen, Choices& dice) {
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

/// Plays `run` in an order of the dice, then its end, then something older.
void play(const Run& run, Choices& dice, Known& known, DeltaReader& reader) {
  DeltaTerms terms{kStart + 2h, kStart, true};
  const std::size_t answers = dice.below(20);
  for (std::size_t i = 0; i < answers; ++i) {
    const std::size_t step = dice.one_in(4) ? dice.below(kSteps) : std::min(i / 2, kSteps - 1);
    reader.read(apply(known, part_of(run.at(step), dice), terms));
  }
  terms.withhold_result = false;
  reader.read(apply(known, run.at(kSteps - 1), terms));
  reader.read(apply(known, part_of(run.at(dice.below(kSteps)), dice), terms));
}

/// What the reader of events believes and what the delta remembers.
std::string reader_difference(const DeltaReader& reader, const Known& known) {
  std::string found;
  const auto differ = [&found](bool same, const char* what) {
    if (!same) found += std::string{what} + " differs from the events; ";
  };
  differ(reader.ended() == known.result_ready, "the end");
  differ(reader.status() == known.status, "status");
  differ(reader.progress() == known.progress, "progress");
  differ(reader.counts() == known.counts, "counts");
  differ(reader.tasks().size() == known.tasks.size(), "number of tasks");
  differ(reader.resources().size() == known.resources.size(), "number of resources");
  for (const auto& [id, task] : known.tasks) {
    const auto at = reader.tasks().find(id);
    if (at == reader.tasks().end()) continue;
    differ(at->second.status == task.status, "status of a task");
    differ(at->second.progress == task.progress, "progress of a task");
  }
  return found;
}

/// Where somebody who was told in pieces and somebody who was told at once differ.
std::string pieces_difference(const Known& pieces, const Known& at_once) {
  std::string found;
  const auto differ = [&found](bool same, const char* what) {
    if (!same) found += std::string{what} + " depends on the way; ";
  };
  differ(pieces.tasks == at_once.tasks, "tasks");
  differ(pieces.resources == at_once.resources, "resources");
  differ(pieces.counts == at_once.counts, "counts");
  differ(pieces.progress == at_once.progress, "progress");
  differ(pieces.started == at_once.started, "start");
  differ(pieces.ended == at_once.ended, "end");
  differ(pieces.raw_status == at_once.raw_status, "remote status");
  return found;
}

constexpr Status kStatuses[] = {Status::pending, Status::running,   Status::completed,
                                Status::failed,  Status::cancelled, Status::lost};
constexpr double kOdd[] = {std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(),
                           -1,
                           0,
                           0.04,
                           33.3333,
                           98.99,
                           99.99,
                           100,
                           1e300};

Status any_status(Choices& choices) { return kStatuses[choices.below(std::size(kStatuses))]; }

std::optional<double> any_percent(Choices& choices) {
  if (choices.one_in(3)) return std::nullopt;
  return kOdd[choices.below(std::size(kOdd))];
}

std::optional<WallTime> any_time(Choices& choices) {
  switch (choices.below(5)) {
    case 0:
      return std::nullopt;
    case 1:
      return WallTime::min();
    case 2:
      return WallTime::max();
    default:
      return kStart + choices.below(256) * 1s;
  }
}

Task nonsense_task(std::size_t id, Choices& choices) {
  Task task;
  task.id = std::to_string(id);
  task.parent = std::to_string(choices.below(5));  // also itself, a cycle, nobody
  task.status = any_status(choices);
  task.progress = any_percent(choices);
  task.message = std::string(choices.below(3), 'm');
  task.started = any_time(choices);
  task.ended = any_time(choices);
  return task;
}

Observation nonsense(Choices& choices) {
  Observation seen;
  if (!choices.one_in(3)) seen.status = any_status(choices);
  seen.raw_status = std::string(choices.below(3), 'r');
  seen.message = std::string(choices.below(3), 'm');
  seen.progress = any_percent(choices);
  seen.started = any_time(choices);
  seen.ended = any_time(choices);
  for (std::size_t id = 0; id < 4; ++id) {
    if (choices.one_in(2)) seen.tasks.push_back(nonsense_task(id, choices));
    if (choices.one_in(2)) seen.resources.push_back({"r" + std::to_string(id), "Disk", "", ""});
  }
  seen.resources_whole = choices.one_in(2);
  seen.logs_once = choices.one_in(4);
  for (std::size_t count = choices.below(6); count > 0; --count) {
    const std::size_t id = choices.below(64);
    seen.logs.emplace_back();
    seen.logs.back().id = std::to_string(id);
    if (id % 8 != 0) seen.logs.back().at = kStart + (id / 3) * 1s;
  }
  if (choices.one_in(2)) seen.logs_until = any_time(choices);
  return seen;
}

}  // namespace

std::string tell_run(Choices& choices) {
  const Run run{choices};
  Known at_once;
  (void)apply(at_once, run.at(kSteps - 1), {kStart + 2h, kStart, false});
  Known known;
  DeltaReader reader;
  play(run, choices, known, reader);
  std::string found = reader.complaints() + reader_difference(reader, known) + pieces_difference(known, at_once);
  if (!reader.ended() || reader.status() != run.end) found += "not the end it had; ";
  if (reader.logs() != kLogs) found += "a log entry is missing; ";
  if ((run.end == Status::completed) != (known.progress == 100.0)) found += "100 % means completed; ";
  return found;
}

std::string tell_nonsense(Choices& choices) {
  constexpr std::size_t kMostAnswers = 64;
  Known known;
  DeltaReader reader;
  DeltaTerms terms{kStart + 2h, kStart, true};
  const std::size_t answers = choices.below(kMostAnswers);
  for (std::size_t i = 0; i <= answers; ++i) {
    terms.withhold_result = i < answers && !choices.one_in(16);
    const Observation seen = make_harmless(nonsense(choices));
    reader.read(apply(known, seen, terms));
    if (!apply(known, seen, terms).empty()) return "the same answer was news twice; ";
    if (const std::string found = reader_difference(reader, known) + reader.complaints(); !found.empty()) return found;
  }
  return {};
}

}  // namespace optrack::test
