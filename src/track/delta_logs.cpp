// SPDX-License-Identifier: MIT
#include "track/delta_logs.hpp"

#include <algorithm>

namespace optrack {
namespace {

/// So many ids are kept although the newest answer did not repeat them: answers may be partial.
constexpr std::size_t kUnrepeated = 500;

/// By time, then id; entries without a time stay in the order given, after all others.
bool earlier(const LogEntry* a, const LogEntry* b) {
  if (!a->at || !b->at) return a->at.has_value() && !b->at;
  if (*a->at != *b->at) return *a->at < *b->at;
  return a->id < b->id;
}

bool is_later(const LogEntry& entry, WallTime until) { return !entry.at || *entry.at > until; }

/// Forgets ids the server will not repeat.
void prune(Known& known, const Observation& seen) {
  std::set<std::string, std::less<>> repeated;
  for (const LogEntry& entry : seen.logs) {
    if (is_later(entry, *known.logs_until)) {
      repeated.insert(entry.id);
    } else if (const auto at = known.recent_logs.find(entry.id); at != known.recent_logs.end()) {
      known.recent_logs.erase(at);
    }
  }
  if (known.recent_logs.size() > repeated.size() + kUnrepeated) known.recent_logs = std::move(repeated);
}

/// Where nothing comes twice, only an answer to the same question asked by another process may
/// repeat entries: the newest answer's ids are enough.
void keep_newest(Known& known, const Observation& seen) {
  if (seen.logs.empty() || known.recent_logs.size() <= seen.logs.size() + kUnrepeated) return;
  known.recent_logs.clear();
  for (const LogEntry& entry : seen.logs) known.recent_logs.insert(entry.id);
}

}  // namespace

void take_logs(Known& known, const Observation& seen, WallTime now, std::vector<EventBody>& bodies) {
  std::vector<const LogEntry*> fresh;
  for (const LogEntry& entry : seen.logs) {
    if (known.logs_until && !is_later(entry, *known.logs_until)) continue;
    if (known.recent_logs.insert(entry.id).second) fresh.push_back(&entry);
  }
  std::stable_sort(fresh.begin(), fresh.end(), earlier);
  for (const LogEntry* entry : fresh) bodies.emplace_back(LogAdded{*entry});

  if (seen.logs_once) keep_newest(known, seen);
  if (!seen.logs_until) return;
  const WallTime until = std::min(*seen.logs_until, now);
  if (known.logs_until && until <= *known.logs_until) return;
  known.logs_until = until;
  prune(known, seen);
}

}  // namespace optrack
