// SPDX-License-Identifier: MIT
#include "support/doubles.hpp"

#include <algorithm>
#include <utility>

namespace optrack::test {

void VirtualClock::advance_to(Instant instant) {
  if (instant <= now_) return;
  wall_ += std::chrono::duration_cast<std::chrono::nanoseconds>(instant - now_);
  now_ = instant;
}

std::optional<Instant> ScriptedSignals::due() const {
  if (plan_.empty()) return std::nullopt;
  return plan_.begin()->first;
}

std::optional<Signal> ScriptedSignals::next() {
  if (plan_.empty() || plan_.begin()->first > clock_.now()) return std::nullopt;
  const Signal signal = plan_.begin()->second;
  plan_.erase(plan_.begin());
  return signal;
}

void ScriptedTransport::expect(std::string method, std::string target, Result<Response> answer) {
  script_.push_back({std::move(method), std::move(target), std::move(answer)});
}

std::string ScriptedTransport::complaints() const {
  std::string text;
  for (const std::string& request : unexpected_) text += "unexpected: " + request + "\n";
  for (const Expected& left : script_) text += "never asked for: " + left.method + " " + left.target + "\n";
  return text;
}

Result<Response> ScriptedTransport::answer_for(const Request& request) {
  if (!script_.empty() && script_.front().method == request.method && script_.front().target == request.target) {
    Result<Response> answer = std::move(script_.front().answer);
    script_.pop_front();
    return answer;
  }
  if (otherwise_) return otherwise_(request);
  unexpected_.push_back(request.method + " " + request.target);
  return fail(ErrorKind::local, "no answer scripted for " + unexpected_.back());
}

Ticket ScriptedTransport::send(Request request, Done done) {
  requests_.push_back({request, clock_.now()});
  Result<Response> answer = answer_for(request);
  pending_.push_back({++last_, clock_.now() + latency, std::move(answer), std::move(done)});
  return last_;
}

void ScriptedTransport::cancel(Ticket ticket) {
  std::erase_if(pending_, [ticket](const Pending& pending) { return pending.ticket == ticket; });
}

void ScriptedTransport::wait(Instant until) {
  const auto first = std::min_element(pending_.begin(), pending_.end(),
                                      [](const Pending& a, const Pending& b) { return a.due < b.due; });
  Instant next = until;
  if (first != pending_.end()) next = std::min(next, first->due);
  if (signals_ != nullptr && signals_->due()) next = std::min(next, *signals_->due());
  clock_.advance_to(next);
  if (first == pending_.end() || first->due > clock_.now()) return;
  Pending ready = std::move(*first);
  pending_.erase(first);
  ready.done(std::move(ready.answer));
}

std::vector<std::string> RecordingSink::types(std::string_view op) const {
  std::vector<std::string> words;
  for (const Event& event : events) {
    if (op.empty() || event.op == op) words.emplace_back(type_of(event.body));
  }
  return words;
}

Response reply(int status, std::string body, std::vector<Header> headers) {
  headers.push_back({"Content-Type", "application/json"});
  return {status, std::move(headers), std::move(body), true, {}};
}

}  // namespace optrack::test
