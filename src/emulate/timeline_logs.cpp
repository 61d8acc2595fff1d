// SPDX-License-Identifier: MIT
#include "emulate/timeline_logs.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulate/seeded.hpp"

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;
using Tick = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;  ///< 100 ns, as the server keeps time.

constexpr Offset kJitter = std::chrono::milliseconds{1};
constexpr std::size_t kRepeated = 10;

/// Below a millisecond every entry has its own digits, 3 to 7 of them.
Offset jitter(std::uint64_t hash) {
  static constexpr std::int64_t kSteps[] = {10'000, 1'000, 100, 10, 1};
  const auto step = kSteps[hash % 5];
  return Tick{static_cast<std::int64_t>((hash >> 8U) % 10'000) / step * step};
}

/// When the entry can be read: some are committed in time, some late, some in between.
Offset visible_at(Offset at, std::uint64_t hash, const LogWindow& window, const OperationView& view) {
  const auto late = at + view.late * static_cast<std::int64_t>(hash % 3) / 2;
  return at > window.end ? late : std::min(late, std::max(at, window.end + view.late_tail));
}

/// The first entry of a series that can be later than the filter.
std::size_t first_after(const LogPlan& plan, WallTime created, const OperationView& view) {
  if (!view.log_after || view.duplicate_logs || plan.every <= Offset{}) return 0;
  const auto passed = *view.log_after - created - plan.at - kJitter;
  if (passed <= Offset{}) return 0;
  return static_cast<std::size_t>(passed / plan.every);
}

void collect(std::vector<VisibleEntry>& entries, const LogPlan& plan, std::size_t index, const OperationFacts& facts,
             const LogWindow& window, const OperationView& view) {
  for (std::size_t n = first_after(plan, facts.created, view); n < plan.count; ++n) {
    const auto at = plan.at + plan.every * static_cast<std::int64_t>(n);
    if (at > window.elapsed || (window.cancelled && at > window.end)) break;
    const auto hash = mix(facts.seed, fmt::format("entry {} {}", index, n));
    if (visible_at(at, hash, window, view) > window.elapsed) continue;
    entries.push_back({index, n, facts.created + at + jitter(hash)});
  }
}

bool earlier(const VisibleEntry& a, const VisibleEntry& b) {
  return std::tie(a.timestamp, a.plan, a.number) < std::tie(b.timestamp, b.plan, b.number);
}

/// Drops what the filter hides; the fault keeps the last few of them and doubles everything.
void filter(std::vector<VisibleEntry>& entries, const OperationView& view) {
  auto first = entries.begin();
  if (view.log_after) {
    const auto after = std::chrono::floor<Tick>(*view.log_after);
    first = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.timestamp > after; });
  }
  if (view.duplicate_logs) first -= std::min<std::ptrdiff_t>(kRepeated, first - entries.begin());
  entries.erase(entries.begin(), first);
  if (!view.duplicate_logs) return;
  const auto size = entries.size();
  entries.resize(size * 2);
  std::copy_n(entries.begin(), size, entries.begin() + static_cast<std::ptrdiff_t>(size));
}

void fill(Json& json, const OperationFacts& facts) {
  if (json.is_structured()) {
    for (auto& item : json) fill(item, facts);
    return;
  }
  if (!json.is_string()) return;
  auto& text = json.get_ref<std::string&>();
  if (text == "{configuration}") {
    json = facts.configuration.empty() ? Json::object() : Json::parse(facts.configuration.text, nullptr, false);
  } else if (text == "{catlet}") {
    text = facts.catlet_id;
  } else if (text == "{name}") {
    text = facts.name;
  } else if (text == "{id}") {
    text = facts.id;
  }
}

}  // namespace

std::vector<VisibleEntry> visible_entries(const std::vector<LogPlan>& log, const OperationFacts& facts,
                                          const LogWindow& window, const OperationView& view) {
  std::vector<VisibleEntry> entries;
  for (std::size_t i = 0; i < log.size(); ++i) collect(entries, log[i], i, facts, window, view);
  std::sort(entries.begin(), entries.end(), earlier);
  filter(entries, view);
  if (view.newest_first) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return earlier(b, a); });
  }
  return entries;
}

std::string eryph_time(WallTime time) {
  auto text = format_rfc3339(time, 7);
  text.pop_back();  // 'Z'
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + "+00:00";
}

Json filled_result(const JsonText& result, const OperationFacts& facts) {
  auto json = Json::parse(result.text, nullptr, false);
  fill(json, facts);
  return json;
}

}  // namespace optrack::emulate
