// SPDX-License-Identifier: MIT
#include "optrack/operation_scope.hpp"

#include <utility>

#include "library/scope_state.hpp"
#include "model/json.hpp"

#include <nlohmann/json.hpp>

namespace optrack {
namespace {

/// What is no JSON is shown as the text it is: nothing invalid gets into the registry.
JsonText valid(JsonText value) {
  if (value.empty() || parse_json(value.text)) return value;
  return {json_text(Json(value.text))};
}

std::string cancelled_text(const CancelRequest& request) {
  return "cancelled (" + request.reason + ")" + (request.message.empty() ? "" : ": " + request.message);
}

}  // namespace

Cancelled::Cancelled(CancelRequest request) : request_(std::move(request)), text_(cancelled_text(request_)) {}

OperationScope::OperationScope(std::unique_ptr<State> state) : state_(std::move(state)) {}
OperationScope::OperationScope(OperationScope&& other) noexcept = default;
OperationScope::~OperationScope() {
  if (state_) state_->leave();
}

const std::string& OperationScope::id() const { return state_->id(); }

void OperationScope::so_far(std::optional<double> percent, const std::string& message, JsonText partial,
                            std::string type) {
  Observation seen;
  seen.status = Status::running;
  seen.progress = percent;
  seen.message = message;
  if (!partial.empty()) seen.outcome = Outcome{std::move(type), valid(std::move(partial)), std::nullopt};
  state_->recorder().record_soon(std::move(seen));
}

void OperationScope::progress(double percent, const std::string& message) { so_far(percent, message); }
void OperationScope::message(const std::string& text) { so_far(std::nullopt, text); }
void OperationScope::partial_result(JsonText value, std::string type) {
  so_far(std::nullopt, {}, std::move(value), std::move(type));
}

void OperationScope::result(JsonText value, std::string type) {
  state_->result = Outcome{std::move(type), valid(std::move(value)), std::nullopt};
}

void OperationScope::log(std::string text, std::string level, std::string task) {
  LogEntry entry;
  entry.message = std::move(text);
  entry.level = std::move(level);
  entry.task = std::move(task);
  state_->recorder().log(std::move(entry));
}

void OperationScope::task(Task task) {
  Observation seen;
  seen.tasks.push_back(std::move(task));
  state_->recorder().record(std::move(seen));
}

std::string OperationScope::begin_task(std::string name, std::string parent) {
  Task begun;
  begun.id = "t" + std::to_string(++state_->tasks);
  begun.parent = std::move(parent);
  begun.name = std::move(name);
  begun.status = Status::running;
  begun.started = state_->clock().wall();
  std::string id = begun.id;
  task(std::move(begun));
  return id;
}

void OperationScope::end_task(const std::string& id, Status status, std::string message) {
  const auto& tasks = state_->recorder().known().tasks;
  const auto known = tasks.find(id);
  if (known == tasks.end()) return;
  Task ended = known->second;
  ended.status = status;
  ended.message = std::move(message);
  ended.ended = state_->clock().wall();
  task(std::move(ended));
}

void OperationScope::resource(Resource resource) {
  Observation seen;
  seen.resources.push_back(std::move(resource));
  state_->recorder().record(std::move(seen));
}

void OperationScope::flush() { state_->recorder().flush(); }
bool OperationScope::is_due() const { return state_->recorder().is_due(); }

bool OperationScope::cancelled() { return state_->cancelled(); }

void OperationScope::check() {
  if (state_->cancelled()) throw Cancelled{state_->request()};
}

void OperationScope::request_cancel(const std::string& message) { state_->request_cancel("manual", message); }

Result<void> OperationScope::complete() { return state_->end(Status::completed, {}); }
Result<void> OperationScope::fail(const std::string& text) { return state_->end(Status::failed, text); }
Result<void> OperationScope::cancel(const std::string& message) { return state_->end(Status::cancelled, message); }
bool OperationScope::ended() const { return !state_ || state_->recorder().ended(); }

}  // namespace optrack
