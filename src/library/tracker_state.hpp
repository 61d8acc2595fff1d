// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/held_signals.hpp"
#include "optrack/tracker.hpp"

namespace optrack {

/// What a tracker that was opened owns. The store goes first: it reads the clock.
struct OwnedWorld {
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Signals> signals;
  std::unique_ptr<Transport> transport;
  std::unique_ptr<Store> store;
};

/// Behind a tracker and its scopes, which keep it alive.
class Tracker::State {
 public:
  /// \param world  Borrowed, or part of `owned`.
  State(const World& world, std::vector<KnownProvider> providers, OwnedWorld owned = {});

  /// The provider `name`, the first one for an empty name; `usage` error with the nearest names.
  [[nodiscard]] Result<KnownProvider> provider(std::string_view name) const;
  /// The operation that `selector` names; `not_found` when there is none.
  [[nodiscard]] Result<Operation> operation(std::string_view selector);
  /// With its protocol. `usage` when nobody knows how to ask about it, or when this tracker itself runs it.
  [[nodiscard]] Result<Watched> watched(Operation operation) const;
  /// The world with signals that shields hold back.
  [[nodiscard]] World world();
  [[nodiscard]] bool is_shielded() const { return *shields > 0; }

  OwnedWorld owned;
  Clock& clock;
  Transport& transport;
  Store& store;
  std::shared_ptr<int> shields = std::make_shared<int>(0);
  HeldSignals signals;
  std::vector<KnownProvider> providers;
  Handlers handlers;
  std::optional<CancelWhen> cancel;
  std::vector<OperationScope::State*> scopes;  ///< Open, outermost first.
  bool busy = false;                           ///< Inside a function that uses the transport.
};

/// Marks a tracker as busy; one that is already refuses (a handler called it).
class Busy {
 public:
  explicit Busy(Tracker::State& state) : state_(state), was_(state.busy) { state_.busy = true; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() { state_.busy = was_; }

  /// `usage` when somebody else is inside.
  [[nodiscard]] Result<void> check() const;

 private:
  Tracker::State& state_;
  bool was_;
};

/// "user@host" of this process, for records.
std::string this_person();

}  // namespace optrack
