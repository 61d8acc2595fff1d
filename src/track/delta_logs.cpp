// SPDX-License-Identifier: MIT
#include "track/delta_logs.hpp"

#include <algorithm>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace optrack {
namespace {

/// So many ids are kept although the newest answer did not repeat them: answers may be partial.
constexpr std::size_t kUnrepeated = 500;
/// Events of an observation that is no log entry, task or resource.
constexpr std::size_t kFew = 8;

/// By time, then id; entries without a time stay in the order given, after all others.
bool logged_before(const LogEntry* a, const LogEntry* b) {
  if (!a->at || !b->at) return a->at.has_value() && !b->at;
  if (*a->at != *b->at) return *a->at < *b->at;
  return a->id < b->id;
}

bool is_later(const LogEntry& entry, WallTime until) { return !entry.at || *entry.at > until; }

/// Where `logs_until` moves to; nullopt when it stays.
std::optional<WallTime> next_until(const Known& known, const Observation& seen, WallTime now) {
  if (!seen.logs_until) return std::nullopt;
  const WallTime until = std::min(*seen.logs_until, now);
  if (known.logs_until && until <= *known.logs_until) return std::nullopt;
  return until;
}

/// Tells the entries of one answer apart, and knows which ids are worth remembering after it: not those that will be
/// known for good by their time, which are nearly all of a long log that comes at once.
class Sieve {
 public:
  Sieve(Known& known, std::size_t entries, std::optional<WallTime> until) : known_(known), until_(until) {
    if (until_) here_.reserve(entries);
  }

  /// Whether `entry` was never seen before.
  bool is_new(const LogEntry& entry) {
    if (!until_) return known_.recent_logs.insert(entry.id).second;
    const bool first_here = here_.insert(entry.id).second;
    if (is_later(entry, *until_)) {
      const bool unknown = known_.recent_logs.insert(entry.id).second;
      if (first_here || unknown) repeated_.push_back(entry.id);
      return first_here && unknown;
    }
    if (!first_here) return false;
    const auto recent = known_.recent_logs.find(entry.id);
    if (recent == known_.recent_logs.end()) return true;
    known_.recent_logs.erase(recent);
    return false;
  }

  /// Forgets the ids that the server did not repeat for long.
  void prune() {
    if (!until_ || known_.recent_logs.size() <= repeated_.size() + kUnrepeated) return;
    known_.recent_logs.clear();
    for (const std::string_view id : repeated_) known_.recent_logs.emplace(id);
  }

 private:
  Known& known_;
  std::optional<WallTime> until_;
  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::unordered_set<std::string_view> here_{&memory_};
  std::vector<std::string_view> repeated_;
};

/// Where nothing comes twice, only an answer to the same question asked by another process may
/// repeat entries: the newest answer's ids are enough.
void keep_newest(Known& known, const Observation& seen) {
  if (seen.logs.empty() || known.recent_logs.size() <= seen.logs.size() + kUnrepeated) return;
  known.recent_logs.clear();
  for (const LogEntry& entry : seen.logs) known.recent_logs.insert(entry.id);
}

}  // namespace

void take_logs(Known& known, const Observation& seen, WallTime now, std::vector<EventBody>& bodies) {
  const std::optional<WallTime> until = next_until(known, seen, now);
  Sieve sieve{known, seen.logs.size(), until};
  std::vector<const LogEntry*> fresh;
  fresh.reserve(seen.logs.size());
  for (const LogEntry& entry : seen.logs) {
    if (known.logs_until && !is_later(entry, *known.logs_until)) continue;
    if (sieve.is_new(entry)) fresh.push_back(&entry);
  }
  if (!std::is_sorted(fresh.begin(), fresh.end(), logged_before))
    std::stable_sort(fresh.begin(), fresh.end(), logged_before);
  // With room for what follows: all of a long log would move for the status behind it.
  if (!fresh.empty()) bodies.reserve(bodies.size() + fresh.size() + seen.tasks.size() + seen.resources.size() + kFew);
  for (const LogEntry* entry : fresh) bodies.emplace_back(LogAdded{*entry});

  if (seen.logs_once) keep_newest(known, seen);
  sieve.prune();
  if (until) known.logs_until = until;
}

}  // namespace optrack
