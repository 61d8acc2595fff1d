// SPDX-License-Identifier: MIT
#include "track/local_recorder.hpp"

#include <memory>
#include <utility>

#include "track/delta.hpp"
#include "track/entrance.hpp"

namespace optrack {
namespace {

using Bodies = std::vector<EventBody>;

OperationSeen first_sight(const Operation& operation) {
  return {operation.name,   operation.type,  operation.provider, operation.remote.id, operation.status, {}, {},
          operation.parent, operation.labels};
}

/// A partial result alone has no event of its own: that the progress was told again says that it moved.
Bodies news_of(Known& known, const Observation& seen, const DeltaTerms& terms) {
  const bool partial =
      !is_final(seen.status.value_or(Status::running)) && seen.outcome && known.outcome != seen.outcome;
  if (partial && !known.result_ready) known.outcome = seen.outcome;
  Bodies bodies = apply(known, seen, terms);
  if (partial && bodies.empty() && !known.result_ready)
    bodies.emplace_back(ProgressChanged{known.progress, known.counts});
  return bodies;
}

}  // namespace

LocalRecorder::LocalRecorder(Store& store, const Clock& clock, EventSink& sink, Milliseconds at_most_every)
    : store_(store), clock_(clock), sink_(sink), at_most_every_(at_most_every), journal_(store, clock, sink) {}

Result<void> LocalRecorder::begin(Operation record) {
  operation_ = std::move(record);
  operation_.status = Status::running;
  operation_.created = clock_.wall();
  operation_.started = operation_.created;
  const Result<std::vector<Event>> added =
      store_.add(operation_, {Event{0, operation_.created, operation_.id, first_sight(operation_)}});
  if (!added) return fail(Error{added.error()}.during("the operation could not be recorded"));
  journal_.open(page_, operation_, false);
  for (const Event& event : *added) sink_.on(event);
  look_at_ = clock_.now() + kRegistryLook;
  return {};
}

void LocalRecorder::log(LogEntry entry) {
  entry.id = std::to_string(++logs_);
  if (!entry.at) entry.at = clock_.wall();
  Observation seen;
  seen.logs.push_back(std::move(entry));
  // Nobody repeats our entries: their ids need not be remembered, as the delta would.
  const auto clean = std::make_shared<const Observation>(make_harmless(std::move(seen)));
  journal_.stage(page_, [clean](Known& known) {
    Bodies bodies;
    if (known.result_ready) return bodies;
    for (const LogEntry& kept : clean->logs) bodies.emplace_back(LogAdded{kept});
    return bodies;
  });
  journal_.commit();
}

void LocalRecorder::record(Observation seen) {
  stage_held();
  stage(std::move(seen));
  journal_.commit();
}

void LocalRecorder::record_soon(Observation seen) {
  if (held_) {
    if (!seen.progress) seen.progress = held_->progress;
    if (seen.message.empty()) seen.message = std::move(held_->message);
    if (!seen.outcome) seen.outcome = std::move(held_->outcome);
  }
  held_ = std::move(seen);
  if (is_due()) flush();
}

void LocalRecorder::flush() {
  if (!held_) return;
  stage_held();
  journal_.commit();
}

void LocalRecorder::stage_held() {
  if (!held_) return;
  written_ = clock_.now();
  stage(*std::exchange(held_, std::nullopt));
}

void LocalRecorder::stage(Observation seen) {
  DeltaTerms terms;
  terms.now = clock_.wall();
  terms.started = operation_.started;
  const auto clean = std::make_shared<const Observation>(make_harmless(std::move(seen)));
  journal_.stage(page_, [clean, terms](Known& known) { return news_of(known, *clean, terms); });
}

void LocalRecorder::request_cancel(CancelRequest request) {
  if (cancel_ || ended()) return;
  const CancelChanged change{CancelState::requested, request.reason, request.message, request.by};
  cancel_ = request;
  page_.cancel = std::make_unique<const CancelRequest>(std::move(request));
  page_.durable = true;
  journal_.stage(page_, [change](Known& known) {
    if (known.result_ready) return Bodies{};
    known.cancel_requested = true;
    return Bodies{change};
  });
  journal_.commit();
}

const std::optional<CancelRequest>& LocalRecorder::cancel_request() {
  if (cancel_ || ended()) return cancel_;
  // A conflict may have told already that somebody asked, but not who.
  if (!page_.known.cancel_requested && clock_.now() < look_at_) return cancel_;
  look_at_ = clock_.now() + kRegistryLook;
  take_cancel();
  return cancel_;
}

void LocalRecorder::take_cancel() {
  const Result<std::optional<Operation>> stored = store_.find(operation_.id);
  if (!stored || !*stored || !(*stored)->cancel) return;
  cancel_ = (*stored)->cancel;
  journal_.refresh(page_);
}

Result<void> LocalRecorder::end(Status status, std::string message, std::optional<Outcome> outcome) {
  stage_held();
  Observation last;
  last.status = status;
  last.message = std::move(message);
  last.outcome = std::move(outcome);
  page_.durable = true;
  stage(std::move(last));
  journal_.commit();
  journal_.finish({&page_});
  sink_.flush();
  if (const auto& trouble = journal_.trouble()) return fail(Error{*trouble}.during("the end could not be recorded"));
  return {};
}

}  // namespace optrack
