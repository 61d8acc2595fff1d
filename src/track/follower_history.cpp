// SPDX-License-Identifier: MIT
// What a follower knows from operations of the same type before, and what it tells those that come after.
#include <algorithm>

#include "track/follower.hpp"

namespace optrack {
namespace {

/// Whole milliseconds from `from` to `to`, 0 when it is not later, at most about 292 years.
Milliseconds passed_between(WallTime from, WallTime to) {
  if (to <= from) return Milliseconds{0};
  if (from.time_since_epoch().count() < 0 && to > WallTime::max() + from.time_since_epoch()) {
    return std::chrono::floor<Milliseconds>(WallTime::duration::max());
  }
  return std::chrono::floor<Milliseconds>(to - from);
}

}  // namespace

/// Finds out when it began and what its type's history is, as soon as either can be known. Its own
/// start is dated by our clock, one from elsewhere by the server's; where that tells nothing, time counts from
/// when it was first heard of.
void Follower::learn_history() {
  if (!forecast_) {
    forecast_ = desk_.forecasts.of(operation_.provider, history_type(operation_, page_.known));
    if (forecast_) policy_.learn(forecast_);
  }
  if (life_.start_known) return;
  const Known& known = page_.known;
  const bool own = just_started_ || is_own_start(operation_);
  life_.start_known = own || known.started.has_value();
  if (dated_ && !life_.start_known) return;
  dated_ = true;
  const WallTime began = own ? operation_.created : known.started.value_or(operation_.created);
  const Milliseconds here = std::chrono::floor<Milliseconds>(now() - attached_);
  const WallTime wall = desk_.world.clock.wall();
  age_ = passed_between(began, wall) - here;
  // A process before this one may have seen it running.
  if (known.polls.last_poll && known.polls.polls > known.polls.errors && !is_final(known.status)) {
    life_.running_at = std::max(life_.running_at, running_for() - passed_between(*known.polls.last_poll, wall));
  }
}

void Follower::note_answer(const Observation& seen) {
  if (!seen.status || life_.ended_by) return;
  if (!is_final(*seen.status)) {
    life_.running_at = running_for();
  } else {
    life_.ended_by = running_for();
    life_.server_ended = seen.ended;
  }
}

/// Part of a step: `known` is the state after `bodies`.
void Follower::note_events(const std::vector<EventBody>& bodies, const Known& known) {
  page_.lasted.reset();
  if (bodies.empty() || !std::holds_alternative<ResultReady>(bodies.back())) return;
  Lifetime life = life_;
  life.start_known = life.start_known || known.started.has_value();
  life.server_started = known.started;
  const std::string& type = history_type(operation_, known);
  const auto seconds = seconds_lasted(life, known.status, known.cancel_requested);
  if (seconds && !type.empty()) {
    page_.lasted = std::make_unique<const Lasted>(Lasted{operation_.provider, type, *seconds});
  }
}

/// What is known of the type and of the time left. Nothing where nothing is known.
void Follower::adorn(EventBody& body) {
  if (auto* seen = std::get_if<OperationSeen>(&body)) {
    if (seen->remote_id.empty()) seen->remote_id = operation_.remote.id;  // journalled before our own start was sent
    const auto forecast = forecast_ ? forecast_ : desk_.forecasts.of(operation_.provider, history_type(operation_, {}));
    if (!forecast || forecast->empty()) return;
    seen->typical = forecast->typical();
    seen->p95 = forecast->p95();
    seen->samples = static_cast<int>(forecast->samples());
  }
  auto* progress = std::get_if<ProgressChanged>(&body);
  // Half a millisecond of arithmetic: only for somebody who reads along.
  if (progress == nullptr || !desk_.options.fresh || is_final(page_.known.status)) return;
  if (const auto left = policy_.left(running_for())) {
    progress->eta = left->left;
    progress->eta_from = left->from == TimeLeft::From::history ? "history" : "progress";
  }
}

}  // namespace optrack
