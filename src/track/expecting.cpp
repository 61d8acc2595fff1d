// SPDX-License-Identifier: MIT
// What a follower owes to the wait around it: conditions, sources of cancellation, limits of one operation alone.
#include <algorithm>
#include <utility>

#include "track/follower.hpp"
#include "track/nested.hpp"

namespace optrack {
namespace {}  // namespace

std::optional<Remote> Follower::nested() const {
  if (protocol_ == nullptr || !verdict_ || verdict_->operation.status != Status::completed) return std::nullopt;
  if (!verdict_->operation.outcome) return std::nullopt;
  return nested_operation(*protocol_, *verdict_->operation.outcome);
}

void Follower::open_page() {
  if (desk_.options.each_timeout) each_end_ = attached_ + *desk_.options.each_timeout;
  const bool show = desk_.expectations.open(operation_.id, !followed_);
  desk_.journal.open(page_, operation_, show);
  desk_.expectations.opened(operation_.id, page_.known);
}

/// The operation as far as it is known now.
Operation Follower::as_known() const {
  const Known& known = page_.known;
  Operation operation = operation_;
  operation.status = known.status;
  operation.raw_status = known.raw_status;
  operation.message = known.message;
  if (operation.type.empty()) operation.type = known.type;
  operation.progress = known.progress;
  if (known.started) operation.started = known.started;
  operation.ended = known.ended;
  if (known.result_ready) operation.outcome = known.outcome;
  return operation;
}

bool Follower::check_cancel() {
  if (cancel_fired_ || phase_ == Phase::over || operation_.remote.id.empty()) return false;
  const std::optional<CancelFiring> firing = desk_.expectations.fired(operation_.id);
  if (!firing) return false;
  cancel_fired_ = true;
  request_cancel(firing->reason, firing->message);
  return true;
}

/// \return Whether there is nothing else to settle.
bool Follower::take_expectations() {
  if (phase_ == Phase::cancelling && !due_ && !asking()) due_ = now();  // journalled by now: it may be sent
  if (desk_.expectations.idle()) return false;
  if (desk_.expectations.reads_record()) desk_.expectations.look(as_known());
  if (!is_final(page_.known.status)) check_cancel();
  // Once the status is final the rest is waited for all the same: late log entries, the result.
  if (page_.known.result_ready || is_final(page_.known.status)) return false;
  switch (desk_.expectations.state(operation_.id)) {
    case ConditionState::open:
      return false;
    case ConditionState::met:
      end(Verdict::Kind::met);
      return true;
    case ConditionState::impossible:
      break;
  }
  end(Verdict::Kind::impossible);
  return true;
}

/// What the end of the operation, or of waiting for it, means for the conditions.
void Follower::decide_end(Verdict::Kind& kind, std::optional<Error>& error) {
  if (kind == Verdict::Kind::timeout) kind = closing_kind_;
  if (kind == Verdict::Kind::ended) {
    if (desk_.expectations.reads_record()) desk_.expectations.look(as_known());
    const ConditionState state = desk_.expectations.state(operation_.id);
    if (state == ConditionState::impossible) kind = Verdict::Kind::impossible;
    if (state == ConditionState::met && !desk_.expectations.awaits_end(operation_.id)) kind = Verdict::Kind::met;
  }
  if (kind == Verdict::Kind::impossible) {
    error = Error{ErrorKind::conflict, desk_.expectations.why(operation_.id), {}};
  }
}

/// \return Whether a limit of this operation alone was reached.
bool Follower::check_limits() {
  if (leave_by_ && *leave_by_ <= now()) {
    end(Verdict::Kind::timeout);
    return true;
  }
  if (!each_end_ || *each_end_ > now()) return false;
  each_end_.reset();
  if (closing_) return false;
  const bool cancel = desk_.options.on_timeout == OnTimeout::cancel;
  leave_by_ = now() + (cancel ? kCancelAnswer : kLastLook);
  if (cancel) {
    request_cancel("timeout", "the time given to this operation has passed");
    closing_ = true;
  } else {
    last_look();
  }
  desk_.stirred(index_);
  return true;
}

void Follower::cancel_as_rest(const std::string& message) {
  if (phase_ == Phase::over) return;
  closing_ = true;
  closing_kind_ = Verdict::Kind::detached;
  request_cancel("condition", message);
}

}  // namespace optrack
