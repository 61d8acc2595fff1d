// SPDX-License-Identifier: MIT
#include "optrack/tracker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "library/prepare_start.hpp"
#include "library/records.hpp"
#include "library/scope_state.hpp"
#include "library/tracker_state.hpp"
#include "optrack/version.hpp"
#include "protocol/local.hpp"
#include "registry/names.hpp"
#include "registry/selector.hpp"
#include "system/owner.hpp"
#include "system/random.hpp"
#include "track/begin.hpp"
#include "track/cancel.hpp"

namespace optrack {
namespace {

/// Spreads polls and retries; no security depends on it.
double spread() {
  std::array<std::uint8_t, 2> bytes{};
  if (!fill_random(bytes)) return 0.5;
  return (bytes[0] * 256.0 + bytes[1]) / 65536.0;
}

/// Why there is nothing to wait for; what may still be found out is no error.
std::optional<Error> why_not_started(const Begun& begun) {
  if (begun.kind == Begun::Kind::started || (begun.kind == Begun::Kind::pending && !begun.signal)) return std::nullopt;
  Error error = *begun.error;
  const std::string step = "start " + begun.operation.type;
  if (begun.kind == Begun::Kind::lost) {
    error.message =
        "whether it was started is not known: " + error.message + " (recorded as " + begun.operation.id + ", lost)";
  } else if (begun.signal) {
    error.message += "; whether it was started, waiting for " + begun.operation.id + " tells";
  } else if (!error.message.starts_with(step)) {
    error = std::move(error).during(step);
  }
  return error;
}

/// The options, with what the tracker knows better where they are empty.
WaitOptions filled(WaitOptions options) {
  if (options.by.empty()) options.by = this_person();
  if (!options.owner_lives) options.owner_lives = owner_lives;
  if (!options.random) options.random = spread;
  if (options.version.empty()) options.version = kVersion;
  return options;
}

}  // namespace

Shield::Shield(std::shared_ptr<int> depth) : depth_(std::move(depth)) { ++*depth_; }
Shield::~Shield() {
  if (depth_) --*depth_;
}

Tracker::Tracker(const World& world, std::vector<KnownProvider> providers)
    : state_(std::make_shared<State>(world, std::move(providers))) {}
Tracker::Tracker(std::shared_ptr<State> state) : state_(std::move(state)) {}
Tracker::Tracker(Tracker&& other) noexcept = default;
Tracker& Tracker::operator=(Tracker&& other) noexcept = default;
Tracker::~Tracker() = default;

Handlers& Tracker::handlers() { return state_->handlers; }

Tracker& Tracker::on_handler_trouble(Handlers::Trouble trouble) {
  state_->handlers.report_to(std::move(trouble));
  return *this;
}

Result<void> Tracker::cancel_when(CancelSource source) {
  Result<CancelWhen> checked = optrack::cancel_when(std::move(source));
  if (!checked) return fail(std::move(checked).error());
  state_->cancel = std::move(*checked);
  return {};
}

void Tracker::cancel_never() { state_->cancel.reset(); }

Shield Tracker::shield() { return Shield{state_->shields}; }

Result<Operation> Tracker::start(std::string_view type, const Parameters& parameters, const StartOptions& options) {
  const Busy busy{*state_};
  if (Result<void> alone = busy.check(); !alone) return fail(std::move(alone).error());
  if (!options.name.empty()) {
    if (Result<void> valid = check_operation_name(options.name); !valid) return fail(std::move(valid).error());
  }
  const Result<KnownProvider> provider = state_->provider(options.provider);
  if (!provider) return fail(provider.error());
  StartWish wish{provider->name, std::string{type}, {}, options.body, options.key};
  for (const auto& [name, value] : parameters) wish.parameters.push_back(fmt::format("{}={}", name, value));
  Result<PreparedStart> prepared = prepare_start(*provider->protocol, wish);
  if (!prepared) return fail(std::move(prepared).error());
  Result<Operation> record = fresh_record(state_->clock, provider->name, provider->protocol->name());
  if (!record) return fail(std::move(record).error());
  record->type = record->remote.type = prepared->type->name;
  record->key = prepared->call.key;
  record->name = options.name.empty() ? prepared->default_name : options.name;
  record->labels = options.labels;
  record->parent = options.parent;
  if (record->parent.empty() && !state_->scopes.empty()) record->parent = state_->scopes.back()->id();
  BeginTerms terms;
  terms.retry_start = options.retry_start;
  terms.random = spread;
  Begun begun = begin_operation(state_->world(), state_->handlers, *provider->protocol, prepared->call,
                                std::move(*record), terms);
  if (std::optional<Error> error = why_not_started(begun)) return fail(std::move(*error));
  return std::move(begun.operation);
}

Result<Operation> Tracker::track(std::string_view provider, std::string_view remote_id, const std::string& name) {
  const Busy busy{*state_};
  if (Result<void> alone = busy.check(); !alone) return fail(std::move(alone).error());
  if (!name.empty()) {
    if (Result<void> valid = check_operation_name(name); !valid) return fail(std::move(valid).error());
  }
  const Result<KnownProvider> known = state_->provider(provider);
  if (!known) return fail(known.error());
  const std::optional<Remote> remote = known->protocol->remote_from(remote_id);
  if (!remote) {
    return fail(ErrorKind::usage, "'" + std::string{remote_id} + "' does not name an operation of " + known->name +
                                      " (protocol " + std::string{known->protocol->name()} + ")");
  }
  return remember_remote(state_->store, state_->clock, known->name, known->protocol->name(), *remote, name, {});
}

Result<Verdict> Tracker::wait(std::string_view selector, const WaitOptions& options) {
  Result<WaitReport> report = wait_many({std::string{selector}}, options);
  if (!report) return fail(std::move(report).error());
  return std::move(report->verdicts.front());
}

Result<WaitReport> Tracker::wait_many(const std::vector<std::string>& selectors, const WaitOptions& options) {
  const Busy busy{*state_};
  if (Result<void> alone = busy.check(); !alone) return fail(std::move(alone).error());
  std::vector<Watched> all;
  for (const std::string& selector : selectors) {
    Result<Operation> operation = state_->operation(selector);
    if (!operation) return fail(std::move(operation).error());
    Result<Watched> one = state_->watched(std::move(*operation));
    if (!one) return fail(std::move(one).error());
    all.push_back(std::move(*one));
  }
  WaitOptions known = filled(options);
  if (!known.cancel && !state_->is_shielded()) known.cancel = state_->cancel;
  return wait_for(state_->world(), state_->handlers, std::move(all), known);
}

Result<CancelOutcome> Tracker::cancel(std::string_view selector, std::string reason, std::string message) {
  static constexpr std::array<std::string_view, 5> kReasons{"manual", "timeout", "signal", "condition", "parent"};
  const Busy busy{*state_};
  if (Result<void> alone = busy.check(); !alone) return fail(std::move(alone).error());
  if (std::find(kReasons.begin(), kReasons.end(), reason) == kReasons.end()) {
    return fail(ErrorKind::usage,
                "no such reason: '" + reason + "'; there are manual, timeout, signal, condition, parent");
  }
  Result<Operation> operation = state_->operation(selector);
  if (!operation) return fail(std::move(operation).error());
  Result<Watched> one = state_->watched(std::move(*operation));
  if (!one) return fail(std::move(one).error());
  CancelTerms terms;
  terms.reason = std::move(reason);
  terms.message = std::move(message);
  terms.by = this_person();
  CancelReport report = cancel_operations(state_->world(), state_->handlers,
                                          {CancelTarget{std::move(one->operation), one->protocol}}, terms);
  return std::move(report.outcomes.front());
}

Result<std::optional<Operation>> Tracker::find(std::string_view selector) {
  Result<Selected> selected = resolve(selector, state_->store);
  if (!selected && selected.error().kind == ErrorKind::not_found) return std::optional<Operation>{};
  if (!selected) return fail(std::move(selected).error());
  if (selected->operations.empty()) return std::optional<Operation>{};
  if (selected->operations.size() > 1) {
    return fail(ErrorKind::usage, std::string{selector} + " names " + std::to_string(selected->operations.size()) +
                                      " operations; Tracker::list finds several");
  }
  return std::optional{std::move(selected->operations.front())};
}

Result<std::vector<Operation>> Tracker::list(const Query& query) { return state_->store.query(query); }

Result<std::vector<Event>> Tracker::events(std::string_view id, const EventRange& range) {
  return state_->store.events(id, range);
}

Result<OperationScope> Tracker::scope(const std::string& name, const ScopeOptions& options) {
  auto entered = std::make_unique<OperationScope::State>(state_, options);
  if (Result<void> recorded = entered->enter(name, options); !recorded) return fail(std::move(recorded).error());
  return OperationScope{std::move(entered)};
}

}  // namespace optrack
