// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include "support/fake_protocol.hpp"
#include "support/shared_leases.hpp"

namespace optrack::test {

/// A scene with other processes: what they do is planned for a time, and done when this one looks.
struct Shared : Scene {
  Shared() {
    store->sharing = &leases;
    options.session.boot = "boot";
    options.interval = std::chrono::seconds{2};
    options.fresh.reset();
    transport.latency = Milliseconds{0};
    transport.otherwise([](const Request&) { return reply(200, "running"); });
    leases.elsewhere = [this] { return run_plan(); };
  }

  void plan(std::chrono::milliseconds at, std::function<void()> what) {
    plan_.push_back({begun + at, std::move(what)});
  }

  /// Another process begins a wait and claims `id`.
  SessionId other(const std::string& id, Milliseconds length = std::chrono::minutes{10}) {
    SessionTerms terms;
    terms.boot = "boot";
    terms.length = length;
    const SessionId session = *memory->leases()->open_session(terms);
    const auto claimed = memory->leases()->claim(session, std::vector<std::string>{id});
    REQUIRE(claimed);
    token = claimed->at(0).token;
    return session;
  }

  /// Another process journals under its token that `id` is now `status`.
  Committed::Kind journal_elsewhere(const std::string& id, Status status) {
    Known known = *memory->known(id);
    Change change;
    change.op = id;
    change.base_seq = known.last_seq;
    change.fence = token;
    Event moved{0, clock.wall(), id, StatusChanged{known.status, status, std::string{to_string(status)}, "", {}, {}}};
    change.events = {moved};
    known.status = status;
    known.raw_status = to_string(status);
    if (is_final(status)) {
      known.result_ready = true;
      known.outcome = Outcome{};
      ResultReady result;
      result.status = status;
      change.events.push_back({0, clock.wall(), id, result});
    }
    change.known = &known;
    const auto committed = memory->commit(std::span{&change, 1});
    REQUIRE(committed);
    return committed->at(0).kind;
  }

  /// Events that were shown more than once, or under another number than journalled; empty is good.
  std::string wrongly_shown(const std::string& id) {
    std::uint64_t seq = 0;
    for (const Event& event : sink.events) {
      if (!is_journalled(event.body)) continue;
      if (event.seq != ++seq) return std::to_string(event.seq) + " in the place of " + std::to_string(seq);
    }
    return seq == memory->known(id)->last_seq ? "" : "incomplete";
  }

  SharedLeases leases{*memory->leases()};
  std::uint64_t token = 0;  ///< Of the other process.

 private:
  bool run_plan() {
    bool wrote = false;
    while (!plan_.empty() && plan_.front().first <= clock.now()) {
      const auto what = plan_.front().second;
      plan_.erase(plan_.begin());
      what();
      wrote = true;
    }
    return wrote;
  }

  std::vector<std::pair<Instant, std::function<void()>>> plan_;
};

}  // namespace optrack::test
