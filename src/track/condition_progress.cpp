// SPDX-License-Identifier: MIT
#include "track/condition_progress.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/large_integers.hpp"
#include "track/condition_tree.hpp"

namespace optrack {
namespace {

using LeafKind = ConditionLeaf::Kind;
using Comparison = ConditionLeaf::Comparison;

constexpr double kWholeProgress = 100;  // percent

Truth denied(Truth truth) {
  if (truth == Truth::never) return Truth::always;
  return truth == Truth::always ? Truth::never : Truth::not_yet;
}

Truth of_term(const ConditionTerm& term, Truth leaf) {
  for (int i = 0; i < term.denials; ++i) leaf = denied(leaf);
  return leaf;
}

/// After the end nothing moves any more.
Truth settled(Truth truth, bool ended) {
  if (!ended) return truth;
  return truth == Truth::now || truth == Truth::always ? Truth::always : Truth::never;
}

Truth status_truth(Status wanted, const OperationFacts& facts) {
  if (!facts.seen) return Truth::not_yet;
  if (facts.status == wanted) return is_final(wanted) ? Truth::always : Truth::now;
  return is_final(facts.status) || wanted == Status::pending ? Truth::never : Truth::not_yet;
}

bool is_called(const std::string& id, const OperationFacts::SeenTask& task, const std::string& name) {
  return id == name || task.name == name || task.display_name == name;
}

Truth task_truth(const ConditionLeaf& leaf, const OperationFacts& facts) {
  Truth truth = Truth::not_yet;
  for (const auto& [id, task] : facts.tasks) {
    if (!is_called(id, task, leaf.name)) continue;
    if (!leaf.status) return Truth::always;
    if (task.status != *leaf.status) continue;
    if (is_final(task.status)) return Truth::always;
    truth = Truth::now;
  }
  return truth;
}

/// The percentage never falls, and stands still for good at 100.
Truth progress_truth(const ConditionLeaf& leaf, const OperationFacts& facts) {
  const std::optional<double> percent = facts.status == Status::completed ? kWholeProgress : facts.percent;
  if (!percent) return Truth::not_yet;
  const bool still = *percent >= kWholeProgress;
  switch (leaf.comparison) {
    case Comparison::at_least:
      return *percent >= leaf.number ? Truth::always : Truth::not_yet;
    case Comparison::more:
      if (leaf.number >= kWholeProgress) return Truth::never;
      return *percent > leaf.number ? Truth::always : Truth::not_yet;
    case Comparison::equal:
      if (*percent > leaf.number) return Truth::never;
      if (*percent < leaf.number) return Truth::not_yet;
      return still ? Truth::always : Truth::now;
    case Comparison::at_most:
      if (*percent > leaf.number) return Truth::never;
      return still || leaf.number >= kWholeProgress ? Truth::always : Truth::now;
    case Comparison::less:
      return *percent < leaf.number ? Truth::now : Truth::never;
  }
  return Truth::not_yet;
}

/// Numbers by value, exact where they are whole; everything else as it is written.
bool is_written(const Json& value, const std::string& text) {
  if (value.is_string()) return value.get_ref<const std::string&>() == text;
  if (value.is_boolean()) return text == (value.get<bool>() ? "true" : "false");
  if (value.is_null()) return text == "null";
  if (!value.is_number()) {
    const Result<Json> other = parse_json(text);
    return other && *other == value;
  }
  if (json_text(value) == text) return true;
  const Result<Json> other = parse_json(text);
  if (!other || !other->is_number()) return false;
  const bool exact = value.is_number_integer() && other->is_number_integer();
  return exact ? value == *other : value.get<double>() == other->get<double>();
}

std::string why_leaf(const ConditionTerm& term, const OperationFacts& facts) {
  const ConditionLeaf& leaf = term.leaf;
  if (term.denials > 0) return term.text + " did not come true";
  switch (leaf.kind) {
    case LeafKind::done:
    case LeafKind::success:
      return "";
    case LeafKind::status:
      return fmt::format("its status {} {}", facts.ended ? "never was" : "cannot become", to_string(*leaf.status));
    case LeafKind::task: {
      std::string last;
      for (const auto& [id, task] : facts.tasks) {
        if (is_called(id, task, leaf.name)) last = to_string(task.status);
      }
      if (last.empty()) return "task:" + leaf.name + " never appeared";
      return fmt::format("task:{} was never {}, but {} at the end", leaf.name, to_string(*leaf.status), last);
    }
    case LeafKind::progress:
      return facts.percent ? fmt::format("its progress is {}%", std::floor(*facts.percent)) : "it showed no progress";
    case LeafKind::log:
      return "no log entry matched " + term.text;
    case LeafKind::resource:
      return "no resource of type " + leaf.name + " appeared";
    case LeafKind::pointer:
    case LeafKind::jq:
      return term.text + " did not come true";
  }
  return "";
}

}  // namespace

void OperationFacts::note(const EventBody& body) {
  if (const auto* first = std::get_if<OperationSeen>(&body)) {
    status = first->status;
    seen = true;
  } else if (const auto* change = std::get_if<StatusChanged>(&body)) {
    status = change->to;
    seen = true;
  } else if (const auto* progress = std::get_if<ProgressChanged>(&body)) {
    if (progress->percent) percent = progress->percent;
  } else if (const auto* added = std::get_if<TaskNew>(&body)) {
    tasks[added->task.id] = {added->task.name, added->task.display_name, added->task.status};
  } else if (const auto* update = std::get_if<TaskUpdate>(&body)) {
    SeenTask& task = tasks[update->task];
    if (update->to) task.status = *update->to;
    if (update->display_name) task.display_name = *update->display_name;
  } else if (const auto* result = std::get_if<ResultReady>(&body)) {
    status = result->status;
    seen = true;
    ended = true;
  }
}

ConditionProgress::ConditionProgress(Condition condition)
    : condition_(std::move(condition)),
      truths_(condition_.tree().terms.size(), Truth::not_yet),
      troubles_(condition_.tree().terms.size()) {}

void ConditionProgress::on(const EventBody& body, const OperationFacts& facts) {
  if (state_ != ConditionState::open) return;
  const auto* change = std::get_if<StatusChanged>(&body);
  if (change != nullptr && change->from == Status::pending && change->to == Status::completed) {
    // What has completed was running, also when nobody asked in between.
    OperationFacts before = facts;
    before.status = Status::running;
    on(StatusChanged{Status::pending, Status::running, {}, {}, {}, {}}, before);
    if (state_ != ConditionState::open) return;
  }
  for (std::size_t i = 0; i < truths_.size(); ++i) {
    const ConditionLeaf& leaf = condition_.tree().terms[i].leaf;
    Truth& truth = truths_[i];
    switch (leaf.kind) {
      case LeafKind::done:
        truth = facts.ended ? Truth::always : Truth::not_yet;
        break;
      case LeafKind::success:
        if (is_final(facts.status) && facts.status != Status::completed) truth = Truth::never;
        if (facts.ended && facts.status == Status::completed) truth = Truth::always;
        break;
      case LeafKind::status:
        truth = status_truth(*leaf.status, facts);
        break;
      case LeafKind::task:
        if (truth != Truth::always) truth = task_truth(leaf, facts);
        break;
      case LeafKind::progress:
        truth = progress_truth(leaf, facts);
        break;
      case LeafKind::log:
        if (const auto* added = std::get_if<LogAdded>(&body);
            added != nullptr && leaf.pattern && leaf.pattern->found_in(added->entry.message)) {
          truth = Truth::always;
        }
        break;
      case LeafKind::resource:
        if (const auto* made = std::get_if<ResourceNew>(&body); made != nullptr && made->resource.type == leaf.name) {
          truth = Truth::always;
        }
        break;
      case LeafKind::pointer:
      case LeafKind::jq:
        continue;  // the record tells, see `look`
    }
    truth = settled(truth, facts.ended);
  }
  decide(facts);
}

void ConditionProgress::look(const Json& record, const std::string& number_safe, const OperationFacts& facts) {
  if (state_ != ConditionState::open) return;
  for (std::size_t i = 0; i < truths_.size(); ++i) {
    const ConditionLeaf& leaf = condition_.tree().terms[i].leaf;
    if (leaf.kind == LeafKind::pointer) {
      const Json* value = value_at(record, leaf.name);
      truths_[i] = value != nullptr && is_written(*value, leaf.value) ? Truth::now : Truth::not_yet;
    } else if (leaf.kind == LeafKind::jq && troubles_[i].empty()) {
      const Result<bool> holds = leaf.filter->holds(number_safe);
      if (!holds) troubles_[i] = holds.error().message;
      truths_[i] = !holds ? Truth::never : *holds ? Truth::now : Truth::not_yet;
    } else {
      continue;
    }
    if (!troubles_[i].empty()) truths_[i] = Truth::never;
    truths_[i] = settled(truths_[i], facts.ended);
  }
  decide(facts);
}

void ConditionProgress::decide(const OperationFacts& facts) {
  Truth best = Truth::never;
  for (std::size_t i = 0; i < truths_.size(); ++i) {
    // A program that broke down says nothing, neither yes nor no.
    if (troubles_[i].empty()) best = std::max(best, of_term(condition_.tree().terms[i], truths_[i]));
  }
  if (best >= Truth::now) state_ = ConditionState::met;
  if (best != Truth::never) return;
  state_ = ConditionState::impossible;
  reason_ = why_not(facts);
}

std::string ConditionProgress::why_not(const OperationFacts& facts) const {
  std::string why = facts.ended || is_final(facts.status) ? fmt::format("ended {}", to_string(facts.status)) : "";
  for (std::size_t i = 0; i < truths_.size(); ++i) {
    const std::string part = troubles_[i].empty() ? why_leaf(condition_.tree().terms[i], facts) : troubles_[i];
    if (!part.empty()) why += (why.empty() ? "" : "; ") + part;
  }
  return why;
}

std::string number_safe_text(const Json& record) { return quote_large_integers(json_text(record)); }

}  // namespace optrack
