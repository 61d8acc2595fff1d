// SPDX-License-Identifier: MIT
#include "track/cancel.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "model/text.hpp"
#include "track/ask.hpp"
#include "track/drive.hpp"
#include "track/journal.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kTryLimit{30'000};
constexpr Milliseconds kPause{1'000};
constexpr int kTries = 5;

CancelOutcome outcome_of(const Result<CancelReply>& reply) {
  using Kind = CancelOutcome::Kind;
  if (!reply) {
    const bool refused = reply.error().kind == ErrorKind::conflict || reply.error().kind == ErrorKind::denied ||
                         reply.error().kind == ErrorKind::not_found || reply.error().kind == ErrorKind::usage;
    return {refused ? Kind::refused : Kind::unreachable, reply.error().message, reply.error()};
  }
  const std::string message = harmless(reply->message);
  switch (reply->kind) {
    case CancelReply::Kind::accepted:
      return {Kind::requested, message, std::nullopt};
    case CancelReply::Kind::already_final:
      return {Kind::already_final, message, std::nullopt};
    case CancelReply::Kind::refused:
      return {Kind::refused, message, std::nullopt};
    case CancelReply::Kind::unsupported:
      break;
  }
  return {Kind::refused, message.empty() ? "the server cannot cancel this operation" : message, std::nullopt};
}

/// One cancel on its way.
struct Errand {
  Errand(CancelTarget to, const World& world)
      : target(std::move(to)), drive(world.transport, world.clock), due(world.clock.now()) {}

  CancelTarget target;
  JournalPage page;
  Drive<CancelReply> drive;
  Instant due;  ///< Of the next try, or when the try under way is taken back.
  int tries = 0;
  std::optional<CancelOutcome> outcome;
};

class Canceller {
 public:
  Canceller(const World& world, EventSink& sink, const CancelTerms& terms)
      : world_(world), sink_(sink), terms_(terms), journal_(world.store, world.clock, sink) {}

  CancelReport run(std::vector<CancelTarget> targets) {
    for (CancelTarget& target : targets) errands_.push_back(std::make_unique<Errand>(std::move(target), world_));
    for (const auto& errand : errands_) prepare(*errand);
    journal_.commit();
    for (const auto& errand : errands_) {
      if (!errand->outcome) queue_.push_back(errand.get());
    }
    world_.transport.wake_on(world_.signals.descriptor());
    while (!signal_ && turn()) {
    }
    world_.transport.wake_on(-1);
    return report();
  }

 private:
  void prepare(Errand& errand) {
    using Kind = CancelOutcome::Kind;
    journal_.open(errand.page, errand.target.operation, false);
    if (is_final(errand.page.known.status)) {
      errand.outcome = CancelOutcome{Kind::already_final, {}, std::nullopt};
    } else if (errand.target.protocol == nullptr || errand.target.operation.remote.id.empty()) {
      errand.outcome = CancelOutcome{Kind::refused, "its remote id is not known", std::nullopt};
    } else {
      errand.page.cancel = std::make_unique<const CancelRequest>(
          CancelRequest{world_.clock.wall(), terms_.reason, terms_.message, terms_.by});
      stage(errand, {CancelState::requested, terms_.reason, terms_.message, terms_.by});
    }
  }

  void stage(Errand& errand, const CancelChanged& change) {
    errand.page.durable = true;
    journal_.stage(errand.page, [change](Known& known) {
      if (known.result_ready) return std::vector<EventBody>{};
      known.cancel_requested = true;
      return std::vector<EventBody>{change};
    });
  }

  /// \return Whether anything is left to do.
  bool turn() {
    if (signal_ = leaving_signal(world_.signals); signal_) return false;
    while (!queue_.empty() && active_.size() < std::max<std::size_t>(terms_.parallel, 1)) {
      active_.push_back(queue_.front());
      queue_.pop_front();
      active_.back()->due = world_.clock.now();
    }
    for (Errand* errand : active_) act(*errand);
    journal_.commit();
    active_.erase(
        std::remove_if(active_.begin(), active_.end(), [](const Errand* e) { return e->outcome.has_value(); }),
        active_.end());
    sink_.flush();
    if (active_.empty()) return !queue_.empty();
    Instant wake = active_.front()->due;
    for (const Errand* errand : active_) wake = std::min(wake, errand->due);
    world_.transport.wait(wake);
    return true;
  }

  void act(Errand& errand) {
    const Instant now = world_.clock.now();
    if (errand.outcome || errand.due > now) return;
    if (errand.drive.under_way()) {
      errand.drive.stop();
      take(errand, fail(ErrorKind::timeout, "no answer within " + format_duration(kTryLimit)), std::nullopt);
      return;
    }
    if (is_final(errand.page.known.status)) {  // learned from a conflict: it ended meanwhile
      errand.outcome = CancelOutcome{CancelOutcome::Kind::already_final, {}, std::nullopt};
      return;
    }
    ++errand.tries;
    errand.due = now + kTryLimit;
    const Operation& operation = errand.target.operation;
    errand.drive.begin(
        errand.target.protocol->cancel(operation.remote, {operation.provider, errand.page.known.cursor, true, true}),
        [this, &errand](const Result<CancelReply>& reply, std::optional<Milliseconds> wish) {
          take(errand, reply, wish);
        });
  }

  void take(Errand& errand, const Result<CancelReply>& reply, std::optional<Milliseconds> wish) {
    CancelOutcome outcome = outcome_of(reply);
    if (outcome.kind == CancelOutcome::Kind::unreachable && errand.tries < kTries) {
      errand.due = world_.clock.now() + std::max(kPause, std::min(wish.value_or(kPause), kTryLimit));
      return;
    }
    if (outcome.kind == CancelOutcome::Kind::requested) stage(errand, {CancelState::accepted, {}, outcome.message, {}});
    if (outcome.kind == CancelOutcome::Kind::refused) stage(errand, {CancelState::refused, {}, outcome.message, {}});
    errand.outcome = std::move(outcome);
  }

  CancelReport report() {
    CancelReport report;
    std::vector<JournalPage*> pages;
    for (const auto& errand : errands_) {
      errand->drive.stop();
      pages.push_back(&errand->page);
      const Error stopped{ErrorKind::stopped, "interrupted before the server answered", std::nullopt};
      report.outcomes.push_back(
          errand->outcome.value_or(CancelOutcome{CancelOutcome::Kind::unreachable, stopped.message, stopped}));
    }
    journal_.finish(pages);
    sink_.flush();
    report.signal = signal_;
    report.store_trouble = journal_.trouble();
    return report;
  }

  const World& world_;
  EventSink& sink_;
  const CancelTerms& terms_;
  Journal journal_;
  std::vector<std::unique_ptr<Errand>> errands_;
  std::deque<Errand*> queue_;
  std::vector<Errand*> active_;
  std::optional<Signal> signal_;
};

}  // namespace

std::string_view to_string(CancelOutcome::Kind kind) {
  switch (kind) {
    case CancelOutcome::Kind::requested:
      return "requested";
    case CancelOutcome::Kind::already_final:
      return "already_final";
    case CancelOutcome::Kind::refused:
      return "refused";
    case CancelOutcome::Kind::unreachable:
      break;
  }
  return "unreachable";
}

CancelReport cancel_operations(const World& world, EventSink& sink, std::vector<CancelTarget> targets,
                               const CancelTerms& terms) {
  return Canceller{world, sink, terms}.run(std::move(targets));
}

}  // namespace optrack
