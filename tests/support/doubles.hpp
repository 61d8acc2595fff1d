// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "optrack/clock.hpp"
#include "optrack/event.hpp"
#include "optrack/signals.hpp"
#include "optrack/transport.hpp"

namespace optrack::test {

/// A clock that only moves when told to: hours in microseconds.
class VirtualClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override { return wall_; }
  [[nodiscard]] std::chrono::seconds utc_offset(WallTime /*time*/) const override { return offset; }

  void advance_to(Instant instant);
  void advance(std::chrono::nanoseconds by) { advance_to(now_ + by); }
  /// Moves the wall clock alone, as an administrator or NTP would.
  void step_wall(std::chrono::nanoseconds by) { wall_ += by; }

  std::chrono::seconds offset{0};

 private:
  Instant now_{std::chrono::hours{1000}};
  WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{8}};
};

/// Signals a test decides about: `at` lets one arrive when the virtual clock gets there.
class ScriptedSignals final : public Signals {
 public:
  explicit ScriptedSignals(const VirtualClock& clock) : clock_(clock) {}
  void at(Instant instant, Signal signal) { plan_.emplace(instant, signal); }
  [[nodiscard]] std::optional<Instant> due() const;
  [[nodiscard]] int descriptor() override { return -1; }
  std::optional<Signal> next() override;
  void stop() override { ++stops; }

  int stops = 0;  ///< How often the process was to be stopped.

 private:
  const VirtualClock& clock_;
  std::multimap<Instant, Signal> plan_;
};

/// A transport without sockets: answers requests from a script or a function, after a delay of
/// virtual time, and notes every request. Unexpected requests answer `local` errors and are named.
class ScriptedTransport final : public Transport {
 public:
  explicit ScriptedTransport(VirtualClock& clock, ScriptedSignals* signals = nullptr)
      : clock_(clock), signals_(signals) {}

  struct Exchanged {
    Request request;
    Instant at;
  };
  using Answer = std::function<Result<Response>(const Request&)>;

  /// The next request must match `method` and `target` and gets `answer`.
  void expect(std::string method, std::string target, Result<Response> answer);
  /// Answers every request that the script does not.
  void otherwise(Answer answer) { otherwise_ = std::move(answer); }

  [[nodiscard]] const std::vector<Exchanged>& requests() const { return requests_; }
  /// Requests that were not expected and answers nobody asked for, one per line; empty is good.
  [[nodiscard]] std::string complaints() const;

  Ticket send(Request request, Done done) override;
  void cancel(Ticket ticket) override;
  void wait(Instant until) override;
  void wake_on(int /*descriptor*/) override {}

  Milliseconds latency{10};  ///< Virtual time between request and answer.

 private:
  struct Expected {
    std::string method, target;
    Result<Response> answer;
  };
  struct Pending {
    Ticket ticket;
    Instant due;
    Result<Response> answer;
    Done done;
  };
  Result<Response> answer_for(const Request& request);

  VirtualClock& clock_;
  ScriptedSignals* signals_;
  std::deque<Expected> script_;
  Answer otherwise_;
  std::vector<Exchanged> requests_;
  std::vector<std::string> unexpected_;
  std::vector<Pending> pending_;
  Ticket last_ = 0;
};

/// Keeps every event.
class RecordingSink final : public EventSink {
 public:
  void on(const Event& event) override { events.push_back(event); }
  [[nodiscard]] bool gone() const override { return reader_gone; }

  /// The type words of all events, in order, optionally of one operation.
  [[nodiscard]] std::vector<std::string> types(std::string_view op = {}) const;
  /// All bodies of one kind, in order.
  template <typename Body>
  [[nodiscard]] std::vector<Body> all() const {
    std::vector<Body> found;
    for (const Event& event : events) {
      if (const Body* body = std::get_if<Body>(&event.body)) found.push_back(*body);
    }
    return found;
  }

  std::vector<Event> events;
  bool reader_gone = false;
};

/// An answer with a JSON body.
Response reply(int status, std::string body, std::vector<Header> headers = {});

}  // namespace optrack::test
