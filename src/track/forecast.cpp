// SPDX-License-Identifier: MIT
#include "track/forecast.hpp"

#include <algorithm>

namespace optrack {
namespace {

constexpr std::size_t kMostPlans = 16;  // a server that names another Retry-After each time must not fill memory
constexpr double kLateAbove = 0.05;

Milliseconds milliseconds(double seconds) {
  return std::chrono::round<Milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace

std::size_t Forecast::samples() const { return std::min(durations_.size(), Prediction::kRemembered); }

const Prediction& Forecast::prediction() {
  if (!prediction_) prediction_.emplace(durations_);
  return *prediction_;
}

std::shared_ptr<const PollPlan> Forecast::plan(const PlanTerms& terms) {
  const auto found = plans_.find(terms);
  if (found != plans_.end()) return found->second;
  if (plans_.size() >= kMostPlans) plans_.clear();
  return plans_.emplace(terms, std::make_shared<const PollPlan>(prediction(), terms)).first->second;
}

std::optional<Milliseconds> Forecast::typical() {
  if (empty()) return std::nullopt;
  return milliseconds(prediction().median());
}

std::optional<Milliseconds> Forecast::p95() {
  if (empty()) return std::nullopt;
  if (!p95_) p95_ = milliseconds(prediction().outlived_by(kLateAbove));
  return p95_;
}

bool Forecast::is_late(Milliseconds elapsed) { return samples() >= kEnough && elapsed > *p95(); }

}  // namespace optrack
