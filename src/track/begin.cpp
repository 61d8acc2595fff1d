// SPDX-License-Identifier: MIT
#include "track/begin.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "model/start_secrets.hpp"
#include "track/ask.hpp"
#include "track/delta.hpp"
#include "track/drive.hpp"
#include "track/entrance.hpp"
#include "track/journal.hpp"
#include "track/outage.hpp"

namespace optrack {
namespace {

/// Nobody is told meanwhile: a server that wants to be left alone for longer has refused.
constexpr Milliseconds kLongestPause{60'000};

bool may_pass(const Error& error) { return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout; }

/// Whether the server may have begun the work although no usable answer came.
bool may_have_begun(const Error& error) {
  const bool redirected = error.http_status && *error.http_status >= 300 && *error.http_status < 400;
  if (error.not_sent || redirected) return false;
  return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout ||
         error.kind == ErrorKind::protocol || error.kind == ErrorKind::stopped;
}

class Beginner {
 public:
  Beginner(const World& world, EventSink& sink, const Protocol& protocol, const StartCall& call, Operation operation,
           const BeginTerms& terms)
      : world_(world),
        sink_(sink),
        protocol_(protocol),
        call_(call),
        terms_(terms),
        journal_(world.store, world.clock, sink),
        traits_(protocol.traits(call.type)),
        operation_(std::move(operation)) {}

  Begun run() {
    if (auto recorded = record(); !recorded) return finish(Begun::Kind::unrecorded, std::move(recorded.error()));
    for (int tries = 1;; ++tries) {
      Result<Started> started = drive(protocol_.start(call_));
      if (started) return take(std::move(*started));
      Error error = std::move(started.error());
      error.message = without_secrets(std::move(error.message), call_);
      if (signal_) return unknown(std::move(error));
      const bool again = weigh(error) && wish_.value_or(Milliseconds{0}) <= kLongestPause;
      if (in_doubt_ && has_key()) {
        Result<std::optional<Started>> found = look_up(error, tries);
        if (signal_) return unknown(std::move(error));
        if (!found) return unknown(std::move(found.error()));
        if (*found) return take(std::move(**found));
      } else if (again && tries < terms_.tries) {
        pause_after(error);
        if (signal_) return in_doubt_ ? unknown(std::move(error)) : refused(std::move(error));
      }
      if (!again || tries >= terms_.tries) return in_doubt_ ? unknown(std::move(error)) : refused(std::move(error));
    }
  }

 private:
  [[nodiscard]] bool has_key() const { return traits_.key_is_id && !call_.key.empty(); }
  [[nodiscard]] bool may_repeat() const {
    return call_.method == "PUT" || call_.method == "DELETE" || has_key() || terms_.retry_start;
  }
  /// What a failed try means. \return Whether the start may be sent again.
  bool weigh(const Error& error) {
    const bool busy = error.http_status == 429 || (error.http_status == 503 && wish_);
    if (busy) return true;
    if (error.not_sent) return may_pass(error);
    if (!may_have_begun(error)) return false;
    in_doubt_ = true;
    return may_repeat();
  }
  [[nodiscard]] PollContext context() const { return {call_.provider, {}, false, true}; }
  [[nodiscard]] double random() const { return terms_.random ? terms_.random() : 0.5; }

  Result<void> record() {
    operation_.status = Status::pending;
    std::vector<Event> events(1);
    events[0].ts = world_.clock.wall();
    events[0].op = operation_.id;
    events[0].body =
        OperationSeen{operation_.name,   operation_.type,  operation_.provider, {}, operation_.status, {}, {},
                      operation_.parent, operation_.labels};
    Result<std::vector<Event>> added = world_.store.add(operation_, std::move(events));
    if (!added) return fail(std::move(added.error()).during("nothing was started: the registry could not be written"));
    journal_.open(page_, operation_, true);
    return {};
  }

  /// Like `ask`, and keeps the server's `Retry-After`.
  template <typename T>
  Result<T> drive(Exchange<T> exchange) {
    std::optional<Result<T>> answer;
    wish_.reset();
    Drive<T> driving{world_.transport, world_.clock};
    const Instant end = world_.clock.now() + terms_.limit;
    driving.begin(std::move(exchange), [this, &answer](Result<T> result, std::optional<Milliseconds> wish) {
      wish_ = wish;
      answer.emplace(std::move(result));
    });
    while (!answer) {
      if (signal_ = leaving_signal(world_.signals); signal_) {
        return fail(ErrorKind::stopped, "interrupted before the server answered");
      }
      if (world_.clock.now() >= end)
        return fail(ErrorKind::timeout, "no answer within " + format_duration(terms_.limit));
      world_.transport.wait(end);
    }
    return std::move(*answer);
  }

  /// Whether the server got the start: asked until it says so, as long as there are `tries` left. Before that
  /// the start must not be sent again.
  Result<std::optional<Started>> look_up(Error trouble, int& tries) {
    while (true) {
      pause_after(trouble);
      if (signal_) return fail(std::move(trouble));
      Result<std::optional<Started>> found = drive(protocol_.find_by_key(call_.key, context()));
      if (found || signal_) return found;
      if (found.error().kind == ErrorKind::not_found) return std::optional<Started>{};
      if (!may_pass(found.error()) || ++tries >= terms_.tries) return found;
      trouble = std::move(found.error());
    }
  }

  void pause_after(const Error& trouble) {
    const Milliseconds delay = outage_.failed(trouble, world_.clock.now(), wish_, random()).delay;
    const Instant end = world_.clock.now() + std::min(delay, kLongestPause);
    while (!signal_ && world_.clock.now() < end) {
      signal_ = leaving_signal(world_.signals);
      if (!signal_) world_.transport.wait(end);
    }
  }

  Begun take(Started started) {
    Remote remote = make_harmless(std::move(started.remote));
    operation_.remote.id = std::move(remote.id);
    operation_.remote.url = std::move(remote.url);
    if (!remote.type.empty()) operation_.remote.type = std::move(remote.type);
    page_.remote = std::make_unique<const Remote>(operation_.remote);
    started.observation.message = without_secrets(std::move(started.observation.message), call_);
    stage(make_harmless(std::move(started.observation)), traits_.late_logs && !operation_.remote.id.empty());
    return finish(Begun::Kind::started, std::nullopt);
  }

  Begun end(Begun::Kind kind, Status status, Error error) {
    Observation last;
    last.status = status;
    last.message = error.message;
    stage(make_harmless(std::move(last)), false);
    return finish(kind, std::move(error));
  }

  Begun refused(Error error) {
    if (error.not_sent) error.message = "nothing was sent: " + error.message;
    return end(Begun::Kind::refused, Status::failed, std::move(error));
  }

  Begun lost(Error error) {
    error.message = "the answer to the start was lost, so it is not known whether it began: " + error.message;
    return end(Begun::Kind::lost, Status::lost, std::move(error));
  }

  /// A later wait can look the start up where there is a key; else nobody can.
  Begun unknown(Error error) {
    return has_key() ? finish(Begun::Kind::pending, std::move(error)) : lost(std::move(error));
  }

  void stage(Observation seen, bool withhold_result) {
    DeltaTerms terms;
    terms.now = world_.clock.wall();
    terms.started = operation_.created;
    terms.withhold_result = withhold_result;
    page_.durable = true;
    const auto kept = std::make_shared<const Observation>(std::move(seen));
    journal_.stage(page_, [kept, terms](Known& known) { return apply(known, *kept, terms); });
    journal_.commit();
  }

  Begun finish(Begun::Kind kind, std::optional<Error> error) {
    if (kind != Begun::Kind::unrecorded) journal_.finish({&page_});
    sink_.flush();
    world_.transport.wake_on(-1);
    const Known& known = page_.known;
    operation_.status = known.status;
    operation_.raw_status = known.raw_status;
    operation_.message = known.message;
    operation_.progress = known.progress;
    if (known.started) operation_.started = known.started;
    operation_.ended = known.ended;
    if (known.result_ready) operation_.outcome = known.outcome;
    return {kind, operation_, std::move(error), signal_};
  }

  const World& world_;
  EventSink& sink_;
  const Protocol& protocol_;
  const StartCall& call_;
  const BeginTerms& terms_;
  Journal journal_;
  Traits traits_;
  Operation operation_;
  JournalPage page_;
  Outage outage_{{}, true};
  std::optional<Milliseconds> wish_;
  std::optional<Signal> signal_;
  bool in_doubt_ = false;  ///< A try may have reached the server, and nobody knows what it did. Stays: a slow server
                           ///< may still do it.
};

}  // namespace

Begun begin_operation(const World& world, EventSink& sink, const Protocol& protocol, const StartCall& call,
                      Operation operation, const BeginTerms& terms) {
  world.transport.wake_on(world.signals.descriptor());
  return Beginner{world, sink, protocol, call, std::move(operation), terms}.run();
}

}  // namespace optrack
