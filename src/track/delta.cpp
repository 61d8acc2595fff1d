// SPDX-License-Identifier: MIT
#include "track/delta.hpp"

#include <algorithm>
#include <utility>

#include "track/delta_logs.hpp"
#include "track/delta_tasks.hpp"

namespace optrack {
namespace {

using Bodies = std::vector<EventBody>;

constexpr std::size_t kMostFailedTasks = 1000;

void add_resources(Known& known, const Observation& seen, Bodies& bodies) {
  std::set<std::string_view> present;
  for (const Resource& resource : seen.resources) {
    present.insert(resource.id);
    if (known.resources.size() >= kMostRemembered && known.resources.count(resource.id) == 0) continue;
    const auto [at, is_new] = known.resources.try_emplace(resource.id, resource);
    if (is_new) {
      bodies.emplace_back(ResourceNew{resource});
    } else {
      at->second = resource;
    }
  }
  if (!seen.resources_whole) return;
  for (auto at = known.resources.begin(); at != known.resources.end();) {
    if (present.count(at->first) != 0) {
      ++at;
      continue;
    }
    bodies.emplace_back(ResourceGone{std::move(at->second)});
    at = known.resources.erase(at);
  }
}

std::optional<Milliseconds> elapsed_of(const Known& known, const DeltaTerms& terms) {
  const std::optional<WallTime> from = known.started ? known.started : terms.started;
  if (!from) return std::nullopt;
  const WallTime to = known.ended.value_or(terms.now);
  if (to <= *from) return Milliseconds{0};
  // Compared before subtracting: two hostile times may be further apart than fits.
  if (from->time_since_epoch().count() < 0 && to > WallTime{WallTime::duration::max() + from->time_since_epoch()}) {
    return std::chrono::floor<Milliseconds>(WallTime::duration::max());
  }
  return std::chrono::floor<Milliseconds>(to - *from);
}

void add_progress(Known& known, const Observation& seen, bool tasks_changed, Status status_after, Bodies& bodies) {
  const TaskCounts counts = tasks_changed ? count_tasks(known.tasks) : known.counts;
  std::optional<double> percent = seen.progress;
  if (!percent && tasks_changed) percent = mean_progress(known.tasks);
  if (percent) percent = shown_progress(*percent, status_after);
  if (status_after == Status::completed && (percent || known.progress || counts.total > 0)) percent = 100.0;
  if (!percent || (known.progress && *percent <= *known.progress)) percent = known.progress;
  if (percent == known.progress && counts == known.counts) return;
  known.progress = percent;
  known.counts = counts;
  bodies.emplace_back(ProgressChanged{percent, counts});
}

/// The status after `seen`, which is not yet taken over.
Status next_status(const Known& known, const Observation& seen) {
  if (!seen.status || !may_change(known.status, *seen.status)) return known.status;
  return *seen.status;
}

void take_times(Known& known, const Observation& seen, const DeltaTerms& terms, Status to) {
  if (seen.started && !known.started) known.started = seen.started;
  if (!is_final(to) || known.ended) return;
  known.ended = seen.ended ? seen.ended : terms.now;
}

void add_status(Known& known, const Observation& seen, const DeltaTerms& terms, Bodies& bodies) {
  if (!seen.status || !may_change(known.status, *seen.status)) return;
  const Status from = known.status;
  take_times(known, seen, terms, *seen.status);
  if (is_final(from)) return;
  const bool other_word = !seen.raw_status.empty() && seen.raw_status != known.raw_status;
  const bool other_message = !seen.message.empty() && seen.message != known.message;
  if (from == *seen.status && !other_word && !other_message) return;

  known.status = *seen.status;
  if (other_word) known.raw_status = seen.raw_status;
  if (other_message) known.message = seen.message;
  StatusChanged change{from, known.status, known.raw_status, known.message, std::nullopt, elapsed_of(known, terms)};
  if (is_final(known.status)) change.at = seen.ended;
  if (known.status == Status::running && from != known.status) change.at = seen.started;
  bodies.emplace_back(std::move(change));
}

void add_result(Known& known, const Observation& seen, const DeltaTerms& terms, Bodies& bodies) {
  if (!is_final(known.status)) return;
  if (seen.outcome) known.outcome = seen.outcome;
  if (terms.withhold_result) return;
  ResultReady result{known.status, known.outcome.value_or(Outcome{}), known.message, {}, elapsed_of(known, terms)};
  for (const auto& [id, task] : known.tasks) {
    if (task.status == Status::failed && result.failed_tasks.size() < kMostFailedTasks)
      result.failed_tasks.push_back(id);
  }
  known.result_ready = true;
  known.outcome = result.outcome;
  bodies.emplace_back(std::move(result));
}

}  // namespace

std::vector<EventBody> apply(Known& known, const Observation& seen, const DeltaTerms& terms) {
  Bodies bodies;
  if (known.result_ready) return bodies;
  Bodies updates;
  const bool tasks_changed = take_tasks(known.tasks, seen.tasks, bodies, updates);
  take_logs(known, seen, terms.now, bodies);
  std::move(updates.begin(), updates.end(), std::back_inserter(bodies));
  add_resources(known, seen, bodies);
  add_progress(known, seen, tasks_changed, next_status(known, seen), bodies);
  add_status(known, seen, terms, bodies);
  add_result(known, seen, terms, bodies);
  if (known.type.empty()) known.type = seen.type;
  if (!seen.cursor.empty()) known.cursor = seen.cursor;
  return bodies;
}

}  // namespace optrack
