// SPDX-License-Identifier: MIT
#include "model/operation_fold.hpp"

namespace optrack {
namespace {

/// Longer ones are not believed, and would not fit a time stamp.
constexpr std::chrono::hours kLongestLife{24 * 36'500};

void take_end(Operation& operation, WallTime at, std::optional<Milliseconds> elapsed) {
  if (!operation.ended) operation.ended = at;
  const bool told = elapsed && *elapsed >= Milliseconds{0} && *elapsed < kLongestLife;
  if (!operation.started && told && operation.ended->time_since_epoch() > kLongestLife * -1) {
    operation.started = *operation.ended - *elapsed;
  }
}

void take(Operation& operation, const Event& event, const OperationSeen& body) {
  operation.created = event.ts;
  operation.name = body.name;
  operation.type = body.op_type;
  operation.provider = body.provider;
  operation.remote = {body.remote_id, body.url, {}};
  operation.status = body.status;
  operation.raw_status = body.raw_status;
  operation.parent = body.parent;
  operation.labels = body.labels;
}

void take(Operation& operation, const Event& event, const StatusChanged& body) {
  operation.status = body.to;
  operation.raw_status = body.raw_status;
  operation.message = body.message;
  const WallTime at = body.at.value_or(event.ts);
  if (body.to == Status::running && !operation.started) operation.started = at;
  if (is_final(body.to)) take_end(operation, at, body.elapsed);
}

void take(Operation& operation, const Event& /*event*/, const ProgressChanged& body) {
  if (body.percent) operation.progress = body.percent;
}

void take(Operation& operation, const Event& event, const CancelChanged& body) {
  if (body.state != CancelState::requested) return;
  operation.cancel = CancelRequest{event.ts, body.reason, body.message, body.by};
}

void take(Operation& operation, const Event& /*event*/, const LabelsChanged& body) {
  for (const auto& [key, value] : body.labels) operation.labels[key] = value;
  for (const std::string& key : body.removed) operation.labels.erase(key);
}

void take(Operation& operation, const Event& event, const ResultReady& body) {
  operation.status = body.status;
  operation.message = body.message;
  operation.outcome = body.outcome;
  take_end(operation, event.ts, body.elapsed);
}

template <typename Body>
void take(Operation& /*operation*/, const Event& /*event*/, const Body& /*body*/) {
  static_assert(std::variant_size_v<EventBody> == 18, "does the new kind say anything of the record?");
}

}  // namespace

void fold(Operation& operation, const Event& event) {
  operation.id = event.op;
  std::visit([&](const auto& body) { take(operation, event, body); }, event.body);
}

}  // namespace optrack
