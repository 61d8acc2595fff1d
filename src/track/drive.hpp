// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "optrack/clock.hpp"
#include "optrack/exchange.hpp"
#include "optrack/transport.hpp"
#include "track/entrance.hpp"
#include "track/retry_after.hpp"

namespace optrack {

/// Drives one exchange after another over a transport, without blocking: requests go out from
/// `begin` and from the transport's callbacks. At most one exchange at a time. Must not move
/// while one is under way; takes its request back when destroyed.
template <typename T>
class Drive {
 public:
  /// Gets the result (an error is harmless text) and the longest `Retry-After` of the answers on the way.
  using Ended = std::function<void(Result<T>, std::optional<Milliseconds>)>;
  /// Looks at each answer, and the longest `Retry-After` so far, before the protocol reads it. `true`: that was all,
  /// the exchange is over and `ended` will not be called.
  using Glance = std::function<bool(const Response&, std::optional<Milliseconds>)>;

  Drive(Transport& transport, const Clock& clock) : transport_(transport), clock_(clock) {}
  ~Drive() { stop(); }
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;

  /// Starts `exchange`. `ended` is called once, perhaps before this returns (an exchange
  /// without a request), and may itself call `begin`. REQUIRES: none under way.
  void begin(Exchange<T> exchange, Ended ended, Glance glance = {}) {
    under_way_ = std::make_unique<UnderWay>(std::move(exchange), std::move(ended), std::move(glance));
    advance();
  }

  /// Takes the exchange back; `ended` will not be called. Nothing happens when none is under way.
  void stop() {
    if (under_way_ && under_way_->ticket) transport_.cancel(*under_way_->ticket);
    under_way_.reset();
  }

  [[nodiscard]] bool under_way() const { return under_way_ != nullptr; }

 private:
  /// Made for each exchange: of thousands of operations few are being asked at a time.
  struct UnderWay {
    UnderWay(Exchange<T> of, Ended then, Glance first)
        : exchange(std::move(of)), ended(std::move(then)), glance(std::move(first)) {}

    Exchange<T> exchange;
    Ended ended;
    Glance glance;
    std::optional<Ticket> ticket;
    std::optional<Milliseconds> wish;
    bool answered = false;  ///< A request of this exchange had an answer.
  };

  void advance() {
    if (!under_way_->exchange.ended()) {
      under_way_->ticket = transport_.send(under_way_->exchange.take_request(),
                                           [this](Result<Response> answer) { take(std::move(answer)); });
      return;
    }
    const std::unique_ptr<UnderWay> over = std::move(under_way_);
    Result<T> result = std::move(over->exchange).result();
    if (!result) result = fail(make_harmless(std::move(result.error())));
    over->ended(std::move(result), over->wish);
  }

  void take(Result<Response> answer) {
    UnderWay& now = *under_way_;
    now.ticket.reset();
    if (!answer && now.answered) answer.error().not_sent = false;  // an earlier request of this exchange was
    now.answered = now.answered || answer.has_value();
    if (answer) {
      if (const auto wish = retry_after(*answer, clock_.wall())) now.wish = std::max(now.wish.value_or(*wish), *wish);
    }
    if (answer && now.glance && now.glance(*answer, now.wish)) return under_way_.reset();
    now.exchange = next(std::move(answer));
    advance();
  }

  /// A protocol must not throw; if one does, its answer was not understood.
  Exchange<T> next(Result<Response> answer) {
    try {
      return under_way_->exchange.answer(std::move(answer));
    } catch (const std::exception& trouble) {
      return fail(ErrorKind::protocol, std::string{"the answer could not be understood: "} + trouble.what());
    }
  }

  Transport& transport_;
  const Clock& clock_;
  std::unique_ptr<UnderWay> under_way_;
};

}  // namespace optrack
