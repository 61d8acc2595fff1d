// SPDX-License-Identifier: MIT
#include "print/hook_queue.hpp"

#include <utility>

#include <fmt/format.h>

namespace optrack {
namespace {

constexpr Milliseconds kHookLook{25};  // Nobody tells us that a child has ended.

}  // namespace

void HookQueue::call(HookCall call) {
  if (waiting_.size() >= limits_.waiting) {
    return trouble(call.hook, "left out",
                   fmt::format("{} calls wait already: further ones are left out", limits_.waiting));
  }
  waiting_.push_back(std::move(call));
}

std::optional<Instant> HookQueue::due() const {
  if (!waiting_.empty() && running_.size() < limits_.running) return Instant{};
  return running_.empty() ? std::nullopt : next_look_;
}

void HookQueue::tick(Instant now) {
  for (auto run = running_.begin(); run != running_.end();) {
    const auto status = run->child.move(now);
    if (status) take_end(*run, *status);
    run = status ? running_.erase(run) : std::next(run);
  }
  while (!waiting_.empty() && running_.size() < limits_.running) {
    HookCall call = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(call), now);
  }
  next_look_ = now + kHookLook;
}

void HookQueue::start(HookCall call, Instant now) {
  const Result<Children::Id> id = children_.start(call.program);
  if (!id) {
    const bool expected = call.may_be_missing && id.error().kind == ErrorKind::not_found;
    if (!expected) trouble(call.hook, "could not be run", id.error().message);
    return;
  }
  running_.push_back({std::move(call.hook), FedChild{children_, *id}});
  FedChild& child = running_.back().child;
  child.feed(call.input);
  child.end_input();
  child.end_by(now + limits_.time);
  (void)child.move(now);
}

void HookQueue::take_end(const Run& run, int status) {
  constexpr int kSignals = 128;
  if (stopping_) return;
  if (run.child.was_stopped()) {
    trouble(run.hook, "took too long", fmt::format("took longer than {} and was ended", format_duration(limits_.time)));
  } else if (status > kSignals) {
    trouble(run.hook, "failed", fmt::format("was ended by signal {}", status - kSignals));
  } else if (status != 0) {
    trouble(run.hook, "failed", fmt::format("ended with status {}", status));
  }
}

void HookQueue::stop(Instant now) {
  if (busy()) {
    tell_(fmt::format("hooks did not finish: {} ended, {} not run", running_.size(), waiting_.size()));
  }
  stopping_ = true;
  waiting_.clear();
  for (Run& run : running_) run.child.end_by(now);
  next_look_ = now;
}

void HookQueue::trouble(const std::string& hook, const std::string& kind, const std::string& sentence) {
  if (++troubles_[{hook, kind}] == 1) tell_(fmt::format("hook {}: {}", hook, sentence));
}

void HookQueue::sum_up() {
  for (const auto& [what, count] : troubles_) {
    if (count > 1) tell_(fmt::format("hook {}: {} {} times", what.first, what.second, count));
  }
  troubles_.clear();
}

}  // namespace optrack
