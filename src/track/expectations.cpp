// SPDX-License-Identifier: MIT
#include "track/expectations.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/record_json.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kHandleLook{250};

/// How many sources that do not depend on an operation are true.
std::size_t count_outside(const CancelSource& source, const CancelFacts& facts) {
  std::size_t count = 0;
  for (const CancelSource& part : source.parts) count += count_outside(part, facts);
  if (source.kind == CancelSource::Kind::timeout && facts.waited >= source.after) ++count;
  if (source.kind == CancelSource::Kind::signal && facts.signals.count(source.signal) != 0) ++count;
  if (source.kind == CancelSource::Kind::manual && source.handles.front().requested()) ++count;
  return count;
}

bool any_reads_record(const WaitOptions& options) {
  if (options.cancel && reads_record(options.cancel->source())) return true;
  return std::any_of(options.conditions.begin(), options.conditions.end(),
                     [](const Condition& condition) { return condition.reads_record(); });
}

}  // namespace

Expectations::Expectations(EventSink& sink, const Clock& clock, const Store& store, const WaitOptions& options)
    : sink_(sink),
      clock_(clock),
      store_(store),
      options_(options),
      begun_(clock.now()),
      reads_record_(any_reads_record(options)) {}

bool Expectations::is_past(const Event& event) const {
  if (!opening_ || event.seq == 0) return false;
  return !options_.from_start || (options_.since && event.ts < *options_.since);
}

void Expectations::on(const Event& event) {
  if (!is_past(event)) sink_.on(event);
  if (entries_.empty() || !is_journalled(event.body)) return;
  if (const auto entry = entries_.find(event.op); entry != entries_.end())
    take(entry->first, entry->second, event.body);
}

/// Moves all that `op` is expected to do by one step and tells what was decided by it.
template <typename Move>
void Expectations::move(const std::string& op, Entry& entry, const Move& step) {
  if (entry.cancel) step(*entry.cancel);
  for (ConditionProgress& condition : entry.conditions) {
    if (condition.state() != ConditionState::open) continue;
    step(condition);
    if (condition.state() == ConditionState::open) continue;
    ConditionChanged change{condition.condition().text(), std::string{to_string(condition.state())}};
    sink_.on(Event{0, clock_.wall(), op, std::move(change)});
  }
}

void Expectations::take(const std::string& op, Entry& entry, const EventBody& body) {
  entry.facts.note(body);
  move(op, entry, [&](auto& progress) { progress.on(body, entry.facts); });
}

std::vector<std::string> Expectations::texts() const {
  std::vector<std::string> texts;
  for (const Condition& condition : options_.conditions) texts.push_back(condition.text());
  return texts;
}

bool Expectations::open(const std::string& op, bool conditions) {
  opening_ = true;
  conditions = conditions && !options_.conditions.empty();
  if (!conditions && !options_.cancel) return options_.from_start;
  Entry entry;
  for (const Condition& condition : options_.conditions) {
    if (conditions) entry.conditions.emplace_back(condition);
  }
  if (options_.cancel) entry.cancel.emplace(*options_.cancel);
  entries_.insert_or_assign(op, std::move(entry));
  return true;
}

void Expectations::opened(const std::string& op, const Known& known) {
  opening_ = false;
  const auto found = entries_.find(op);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  for (const auto& [id, task] : known.tasks) {
    const auto seen = entry.facts.tasks.find(id);
    if (seen == entry.facts.tasks.end() || seen->second.status != task.status) take(op, entry, TaskNew{task});
  }
  if (known.progress && known.progress != entry.facts.percent) {
    take(op, entry, ProgressChanged{known.progress, known.counts});
  }
  if (!entry.facts.seen || known.status != entry.facts.status) {
    take(op, entry, StatusChanged{entry.facts.status, known.status, {}, {}, {}, {}});
  }
  if (known.result_ready && !entry.facts.ended) take(op, entry, ResultReady{known.status, {}, {}, {}, {}});
}

void Expectations::look(const Operation& record) {
  const auto entry = entries_.find(record.id);
  if (entry == entries_.end() || !reads_record_) return;
  const Json json = record_json(record, store_.context(), clock_.wall());
  const std::string safe = number_safe_text(json);
  move(entry->first, entry->second, [&](auto& progress) { progress.look(json, safe, entry->second.facts); });
}

ConditionState Expectations::state(const std::string& op) const {
  const auto entry = entries_.find(op);
  if (entry == entries_.end() || entry->second.conditions.empty()) return ConditionState::open;
  ConditionState all = ConditionState::met;
  for (const ConditionProgress& condition : entry->second.conditions) {
    if (condition.state() == ConditionState::impossible) return ConditionState::impossible;
    if (condition.state() == ConditionState::open) all = ConditionState::open;
  }
  return all;
}

std::string Expectations::why(const std::string& op) const {
  std::string sentence;
  const auto entry = entries_.find(op);
  if (entry == entries_.end()) return sentence;
  for (const ConditionProgress& condition : entry->second.conditions) {
    if (condition.state() != ConditionState::impossible) continue;
    sentence += sentence.empty() ? "" : "; ";
    sentence += "condition " + condition.condition().text() + " can no longer come true: " + condition.reason();
  }
  return sentence;
}

bool Expectations::awaits_end(const std::string& op) const {
  const auto entry = entries_.find(op);
  if (entry == entries_.end() || entry->second.conditions.empty()) return true;
  return std::any_of(entry->second.conditions.begin(), entry->second.conditions.end(),
                     [](const ConditionProgress& progress) { return progress.condition().is_done(); });
}

CancelFacts Expectations::outside() const {
  return {std::chrono::floor<Milliseconds>(clock_.now() - begun_), signals_};
}

std::optional<CancelFiring> Expectations::fired(const std::string& op) {
  const auto entry = entries_.find(op);
  if (entry == entries_.end() || !entry->second.cancel) return std::nullopt;
  return entry->second.cancel->fired(outside());
}

bool Expectations::take_signal(Signal signal) {
  if (!options_.cancel || !listens_to(options_.cancel->source(), signal)) return false;
  return signals_.insert(signal).second;
}

bool Expectations::outside_moved() {
  if (!options_.cancel) return false;
  const std::size_t count = count_outside(options_.cancel->source(), outside());
  return count > std::exchange(moved_, count);
}

std::optional<Instant> Expectations::next_look() const {
  if (!options_.cancel) return std::nullopt;
  std::optional<Instant> due;
  if (has_handle(options_.cancel->source())) due = clock_.now() + kHandleLook;
  if (const auto next = next_timeout(options_.cancel->source(), outside().waited)) {
    due = std::min(due.value_or(begun_ + *next), begun_ + *next);
  }
  return due;
}

}  // namespace optrack
