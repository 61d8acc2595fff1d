// SPDX-License-Identifier: MIT
#include "track/cancel_progress.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace optrack {
namespace {

using SourceKind = CancelSource::Kind;

bool is_joined(const CancelSource& source) {
  return source.kind == SourceKind::any_of || source.kind == SourceKind::all_of;
}

template <typename Predicate>
bool has_leaf(const CancelSource& source, const Predicate& holds) {
  if (!is_joined(source)) return holds(source);
  return std::any_of(source.parts.begin(), source.parts.end(),
                     [&holds](const CancelSource& part) { return has_leaf(part, holds); });
}

std::string_view name_of(Signal signal) {
  if (signal == Signal::interrupt) return "INT";
  return signal == Signal::terminate ? "TERM" : "HUP";
}

CancelFiring firing(const CancelSource& source) {
  switch (source.kind) {
    case SourceKind::timeout:
      return {"timeout", "waited for " + format_duration(source.after)};
    case SourceKind::signal:
      return {"signal", "signal " + std::string{name_of(source.signal)}};
    case SourceKind::condition:
      return {"condition", "came true: " + source.conditions.front().text()};
    case SourceKind::manual:
    case SourceKind::any_of:
    case SourceKind::all_of:
      break;
  }
  return {"manual", source.handles.front().message()};
}

}  // namespace

bool listens_to(const CancelSource& source, Signal signal) {
  return has_leaf(
      source, [signal](const CancelSource& leaf) { return leaf.kind == SourceKind::signal && leaf.signal == signal; });
}

bool has_handle(const CancelSource& source) {
  return has_leaf(source, [](const CancelSource& leaf) { return leaf.kind == SourceKind::manual; });
}

bool reads_record(const CancelSource& source) {
  return has_leaf(source, [](const CancelSource& leaf) {
    return leaf.kind == SourceKind::condition && leaf.conditions.front().reads_record();
  });
}

std::optional<Milliseconds> next_timeout(const CancelSource& source, Milliseconds waited) {
  if (source.kind == SourceKind::timeout) return source.after > waited ? std::optional{source.after} : std::nullopt;
  std::optional<Milliseconds> next;
  for (const CancelSource& part : source.parts) {
    const auto other = next_timeout(part, waited);
    if (other && (!next || *other < *next)) next = other;
  }
  return next;
}

CancelProgress::CancelProgress(CancelWhen when) : when_(std::move(when)) { collect(when_.source()); }

void CancelProgress::collect(const CancelSource& source) {
  if (is_joined(source)) {
    for (const CancelSource& part : source.parts) collect(part);
    return;
  }
  Leaf leaf{&source, std::nullopt};
  if (source.kind == SourceKind::condition) leaf.condition.emplace(source.conditions.front());
  leaves_.push_back(std::move(leaf));
}

void CancelProgress::on(const EventBody& body, const OperationFacts& facts) {
  for (Leaf& leaf : leaves_) {
    if (leaf.condition) leaf.condition->on(body, facts);
  }
}

void CancelProgress::look(const Json& record, const std::string& number_safe, const OperationFacts& facts) {
  for (Leaf& leaf : leaves_) {
    if (leaf.condition) leaf.condition->look(record, number_safe, facts);
  }
}

bool CancelProgress::is_true(const Leaf& leaf, const CancelFacts& facts) {
  switch (leaf.source->kind) {
    case SourceKind::timeout:
      return facts.waited >= leaf.source->after;
    case SourceKind::signal:
      return facts.signals.count(leaf.source->signal) != 0;
    case SourceKind::condition:
      return leaf.condition->state() == ConditionState::met;
    case SourceKind::manual:
      return leaf.source->handles.front().requested();
    case SourceKind::any_of:
    case SourceKind::all_of:
      break;
  }
  return false;
}

/// The leaf that made `source` true; nullptr while it is not.
const CancelProgress::Leaf* CancelProgress::decisive(const CancelSource& source) const {
  if (!is_joined(source)) {
    const auto found =
        std::find_if(leaves_.begin(), leaves_.end(), [&source](const Leaf& leaf) { return leaf.source == &source; });
    return found == leaves_.end() || found->order == 0 ? nullptr : &*found;
  }
  const bool all = source.kind == SourceKind::all_of;
  const Leaf* chosen = nullptr;
  for (const CancelSource& part : source.parts) {
    const Leaf* leaf = decisive(part);
    if (leaf == nullptr && all) return nullptr;
    if (leaf == nullptr) continue;
    if (chosen == nullptr || (all ? leaf->order > chosen->order : leaf->order < chosen->order)) chosen = leaf;
  }
  return chosen;
}

std::optional<CancelFiring> CancelProgress::fired(const CancelFacts& facts) {
  for (Leaf& leaf : leaves_) {
    if (leaf.order == 0 && is_true(leaf, facts)) leaf.order = ++came_;
  }
  const Leaf* leaf = decisive(when_.source());
  if (leaf == nullptr) return std::nullopt;
  return firing(*leaf->source);
}

}  // namespace optrack
