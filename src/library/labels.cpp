// SPDX-License-Identifier: MIT
#include "library/labels.hpp"

#include <cstddef>
#include <utility>

namespace optrack {
namespace {

constexpr int kAttempts = 20;  // each waits for the lock of another process itself

/// The part of `wish` that is not so yet.
LabelsChanged missing_of(const std::map<std::string, std::string>& present, const LabelsChanged& wish) {
  LabelsChanged change;
  change.by = wish.by;
  for (const auto& [key, value] : wish.labels) {
    const auto found = present.find(key);
    if (found == present.end() || found->second != value) change.labels.emplace(key, value);
  }
  for (const std::string& key : wish.removed) {
    if (present.count(key) != 0 && wish.labels.count(key) == 0) change.removed.push_back(key);
  }
  return change;
}

/// The change that makes `wish` true of operation `id` as it is now; without `labels`: it is true.
Result<Change> change_for(Store& store, const Clock& clock, const std::string& id, const LabelsChanged& wish) {
  const Result<Known> known = store.known(id);  // before the labels: who changes them in between makes a conflict
  if (!known) return fail(known.error());
  const Result<std::optional<Operation>> operation = store.find(id);
  if (!operation) return fail(operation.error());
  if (!*operation) return fail(ErrorKind::not_found, "operation " + id + " is not in the registry any more");
  Change change;
  change.op = id;
  change.base_seq = known->last_seq;
  LabelsChanged labels = missing_of((*operation)->labels, wish);
  if (labels.labels.empty() && labels.removed.empty()) return change;
  if (!known->result_ready) change.events.push_back(Event{0, clock.wall(), id, labels});
  change.labels = std::move(labels);
  return change;
}

/// One attempt for those of `left`; takes out of it what is done.
Result<void> attempt(Store& store, const Clock& clock, std::span<const std::string> operations,
                     const LabelsChanged& wish, std::vector<std::size_t>& left, std::vector<LabelsChanged>& done) {
  std::vector<Change> changes;
  std::vector<std::size_t> changed;
  for (const std::size_t place : left) {
    Result<Change> change = change_for(store, clock, operations[place], wish);
    if (!change) return fail(std::move(change).error());
    if (!change->labels) continue;
    changes.push_back(std::move(*change));
    changed.push_back(place);
  }
  left.clear();
  if (changes.empty()) return {};
  const Result<std::vector<Committed>> answers = store.commit(changes);
  if (!answers) {
    left = changed;
    return fail(answers.error());
  }
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if ((*answers)[i].kind == Committed::Kind::stored) {
      done[changed[i]] = *changes[i].labels;
    } else {
      left.push_back(changed[i]);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<LabelsChanged>> change_labels(Store& store, const Clock& clock,
                                                 std::span<const std::string> operations, const LabelsChanged& wish) {
  std::vector<LabelsChanged> done(operations.size());
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < operations.size(); ++i) left.push_back(i);
  Result<void> last;
  for (int tries = 0; tries < kAttempts && !left.empty(); ++tries) {
    last = attempt(store, clock, operations, wish, left, done);
    if (!last && last.error().kind != ErrorKind::local) break;
  }
  if (!last) return fail(std::move(last).error());
  if (!left.empty()) return fail(ErrorKind::local, "the registry is being written by others: try again");
  return done;
}

}  // namespace optrack
