// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optrack/event.hpp"

namespace optrack {

/// Told what a person should know of a program that runs beside the wait; one sentence, lower case start.
using Tell = std::function<void(const std::string& sentence)>;

/// Programs beside a wait, driven by its turns: never waits, never fails it.
class Companion {
 public:
  virtual ~Companion() = default;

  /// When `tick` is wanted; `nullopt` while nothing is under way.
  [[nodiscard]] virtual std::optional<Instant> due() const = 0;
  /// Moves along whatever can be moved without waiting.
  virtual void tick(Instant now) = 0;
  /// Nothing more will come. It may go on with what it has.
  virtual void finish() = 0;
  /// Whether something still runs or waits to run, after `finish`.
  [[nodiscard]] virtual bool busy() const = 0;
  /// Ends what runs (asked at once, killed 2 s later) and drops what waits.
  virtual void stop(Instant now) = 0;
};

/// All companions of a wait, as its turns see them. Events do not concern it.
class Companions final : public EventSink {
 public:
  /// `companion` must outlive it.
  void add(Companion& companion) { all_.push_back(&companion); }

  void on(const Event& /*event*/) override {}
  [[nodiscard]] std::optional<Instant> due() const override;
  void tick(Instant now, WallTime wall) override;

  void finish();
  [[nodiscard]] bool busy() const;
  void stop(Instant now);

 private:
  std::vector<Companion*> all_;
};

}  // namespace optrack
