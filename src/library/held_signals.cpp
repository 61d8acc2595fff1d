// SPDX-License-Identifier: MIT
#include "library/held_signals.hpp"

#include <algorithm>
#include <utility>

namespace optrack {

HeldSignals::HeldSignals(Signals& inner, std::shared_ptr<const int> shields)
    : inner_(inner), shields_(std::move(shields)) {}

int HeldSignals::descriptor() { return *shields_ > 0 ? -1 : inner_.descriptor(); }

void HeldSignals::gather() {
  while (const auto signal = inner_.next()) {
    kept_.push_back(*signal);
    came_.push_back(*signal);
  }
}

std::optional<Signal> HeldSignals::next() {
  gather();
  if (*shields_ > 0 || kept_.empty()) return std::nullopt;
  const Signal first = kept_.front();
  kept_.pop_front();
  return first;
}

const std::vector<Signal>& HeldSignals::came() {
  gather();
  return came_;
}

void HeldSignals::consume(Signal signal) {
  const auto at = std::find(kept_.begin(), kept_.end(), signal);
  if (at != kept_.end()) kept_.erase(at);
}

}  // namespace optrack
