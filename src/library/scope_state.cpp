// SPDX-License-Identifier: MIT
#include "library/scope_state.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "library/records.hpp"
#include "model/record_json.hpp"
#include "protocol/local.hpp"
#include "registry/names.hpp"

#include <nlohmann/json.hpp>

namespace optrack {
OperationScope::State::State(std::shared_ptr<Tracker::State> tracker, const ScopeOptions& options)
    : tracker_(std::move(tracker)),
      recorder_(tracker_->store, tracker_->clock, *this, options.at_most_every),
      begun_(tracker_->clock.now()),
      look_at_(begun_),
      signals_before_(tracker_->signals.came().size()),
      exceptions_(std::uncaught_exceptions()) {
  if (tracker_->cancel) sources_.emplace(*tracker_->cancel);
}

OperationScope::State::~State() { close(); }

Result<void> OperationScope::State::enter(const std::string& name, const ScopeOptions& options) {
  if (!name.empty()) {
    if (Result<void> valid = check_operation_name(name); !valid) return valid;
  }
  const std::string_view local = local_protocol().name();
  Result<Operation> record = fresh_record(tracker_->clock, local, local);
  if (!record) return optrack::fail(std::move(record).error());
  record->name = name;
  record->type = options.type;
  record->labels = options.labels;
  record->parent = options.parent;
  if (record->parent.empty() && !tracker_->scopes.empty()) record->parent = tracker_->scopes.back()->id();
  record->remote.id = record->id;
  if (Result<void> begun = recorder_.begin(std::move(*record)); !begun) return begun;
  tracker_->scopes.push_back(this);
  return {};
}

void OperationScope::State::on(const Event& event) {
  if (is_journalled(event.body)) {
    facts_.note(event.body);
    if (sources_) sources_->on(event.body, facts_);
  }
  tracker_->handlers.on(event);
}

bool OperationScope::State::cancelled() {
  if (tracker_->is_shielded()) return false;
  if (told_ || recorder_.ended()) return told_;
  for (State* outer : tracker_->scopes) {
    if (outer == this) break;
    if (!outer->is_asked()) continue;
    outer->told_ = true;  // by way of this one
    request_cancel("parent", "operation " + outer->id() + " around it is cancelled");
    break;
  }
  told_ = is_asked();
  return told_;
}

bool OperationScope::State::is_asked() {
  if (!recorder_.cancel_request()) ask_sources();
  return recorder_.cancel_request().has_value();
}

void OperationScope::State::ask_sources() {
  if (!tracker_->cancel) return;
  if (!sources_ || &sources_->when().source() != &tracker_->cancel->source()) sources_.emplace(*tracker_->cancel);
  const CancelSource& source = sources_->when().source();
  CancelFacts facts;
  facts.waited = std::chrono::floor<Milliseconds>(tracker_->clock.now() - begun_);
  const std::vector<Signal>& came = tracker_->signals.came();
  facts.signals.insert(came.begin() + static_cast<std::ptrdiff_t>(signals_before_), came.end());
  if (reads_record(source)) look_at_record();
  const std::optional<CancelFiring> firing = sources_->fired(facts);
  if (!firing) return;
  for (const Signal signal : facts.signals) {
    if (listens_to(source, signal)) tracker_->signals.consume(signal);
  }
  request_cancel(firing->reason, firing->message);
}

void OperationScope::State::look_at_record() {
  const Instant now = tracker_->clock.now();
  if (now < look_at_) return;
  look_at_ = now + kRegistryLook;
  const Result<std::optional<Operation>> stored = tracker_->store.find(id());
  if (!stored || !*stored) return;
  const Json record = record_json(**stored, tracker_->store.context(), tracker_->clock.wall());
  sources_->look(record, number_safe_text(record), facts_);
}

void OperationScope::State::request_cancel(const std::string& reason, const std::string& message) {
  recorder_.request_cancel(CancelRequest{tracker_->clock.wall(), reason, message, this_person()});
}

Result<void> OperationScope::State::end(Status status, const std::string& message) {
  if (recorder_.ended()) return {};
  close();
  return recorder_.end(status, message, std::exchange(result, std::nullopt));
}

void OperationScope::State::leave() {
  if (recorder_.ended()) return;
  // Nobody is left to take an error; the handlers have been told.
  if (told_) {
    (void)end(Status::cancelled, request().message);
  } else if (std::uncaught_exceptions() > exceptions_) {
    (void)end(Status::failed, "left by an exception");
  } else {
    (void)end(Status::completed, {});
  }
}

void OperationScope::State::close() {
  std::vector<State*>& open = tracker_->scopes;
  open.erase(std::remove(open.begin(), open.end(), this), open.end());
}

}  // namespace optrack
