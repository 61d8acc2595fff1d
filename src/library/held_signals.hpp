// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "optrack/signals.hpp"

namespace optrack {

/// Passes signals on, but not while a shield is held: then they are kept. Scopes may look at what came without taking
/// it from a wait.
class HeldSignals final : public Signals {
 public:
  /// \param inner  Not owned. \param shields  How many shields are held.
  HeldSignals(Signals& inner, std::shared_ptr<const int> shields);

  /// Not readable while they are held back: a wait would never sleep.
  [[nodiscard]] int descriptor() override;
  std::optional<Signal> next() override;
  void stop() override { inner_.stop(); }

  /// Everything that came so far, in order; grows by what a person does.
  [[nodiscard]] const std::vector<Signal>& came();
  /// Takes the oldest kept `signal` away, if there is one: it has had its effect.
  void consume(Signal signal);

 private:
  void gather();

  Signals& inner_;
  std::shared_ptr<const int> shields_;
  std::deque<Signal> kept_;
  std::vector<Signal> came_;
};

/// For programs that handle signals themselves.
class NoSignals final : public Signals {
 public:
  [[nodiscard]] int descriptor() override { return -1; }
  std::optional<Signal> next() override { return std::nullopt; }
  void stop() override {}
};

}  // namespace optrack
