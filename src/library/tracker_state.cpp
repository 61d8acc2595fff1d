// SPDX-License-Identifier: MIT
#include "library/tracker_state.hpp"

#include <algorithm>
#include <utility>

#include "library/scope_state.hpp"
#include "model/nearest.hpp"
#include "protocol/local.hpp"
#include "registry/selector.hpp"
#include "system/owner.hpp"

namespace optrack {

Tracker::State::State(const World& world, std::vector<KnownProvider> known, OwnedWorld own)
    : owned(std::move(own)),
      clock(world.clock),
      transport(world.transport),
      store(world.store),
      signals(world.signals, shields),
      providers(std::move(known)) {}

Result<KnownProvider> Tracker::State::provider(std::string_view name) const {
  if (name.empty() && !providers.empty()) return providers.front();
  const auto found =
      std::find_if(providers.begin(), providers.end(), [name](const KnownProvider& one) { return one.name == name; });
  if (found != providers.end()) return *found;
  if (providers.empty()) return fail(ErrorKind::usage, "this tracker has no provider; name one in TrackerOptions");
  std::vector<std::string> names;
  for (const KnownProvider& one : providers) names.push_back(one.name);
  return fail(ErrorKind::usage, "this tracker has no provider '" + std::string{name} + "'" + did_you_mean(name, names));
}

Result<Operation> Tracker::State::operation(std::string_view selector) {
  Result<Selected> selected = resolve(selector, store);
  if (!selected) return fail(std::move(selected).error());
  if (selected->operations.size() == 1) return std::move(selected->operations.front());
  if (selected->operations.empty()) {
    return fail(ErrorKind::not_found,
                "not in the registry: " + std::string{selector} + "; remember it with Tracker::track first");
  }
  return fail(ErrorKind::usage, std::string{selector} + " names " + std::to_string(selected->operations.size()) +
                                    " operations, not one; name one of them by its id");
}

Result<Watched> Tracker::State::watched(Operation operation) const {
  Watched one;
  one.operation = std::move(operation);
  const Operation& record = one.operation;
  const bool ours = std::any_of(scopes.begin(), scopes.end(),
                                [&record](const OperationScope::State* scope) { return scope->id() == record.id; });
  if (ours) return fail(ErrorKind::usage, "operation " + record.id + " is run by this tracker: leave its scope first");
  if (record.protocol == local_protocol().name()) {
    one.protocol = &local_protocol();
    return one;
  }
  const Result<KnownProvider> known = provider(record.provider);
  if (known && !record.provider.empty()) {
    one.protocol = known->protocol;
  } else if (!is_final(record.status) || !record.outcome) {
    const Error error = known ? Error{ErrorKind::usage, "it has no provider", {}} : known.error();
    return fail(Error{error}.during("operation " + record.id));
  }
  return one;
}

World Tracker::State::world() { return {clock, transport, store, signals}; }

Result<void> Busy::check() const {
  if (!was_) return {};
  return fail(ErrorKind::usage, "the tracker is in use: a handler may not start, track, wait or cancel");
}

std::string this_person() {
  const Owner owner = this_process();
  return owner.user + "@" + owner.host;
}

}  // namespace optrack
