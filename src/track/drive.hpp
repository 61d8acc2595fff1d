// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
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

  Drive(Transport& transport, const Clock& clock) : transport_(transport), clock_(clock) {}
  ~Drive() { stop(); }
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;

  /// Starts `exchange`. `ended` is called once, perhaps before this returns (an exchange
  /// without a request), and may itself call `begin`. REQUIRES: none under way.
  void begin(Exchange<T> exchange, Ended ended) {
    exchange_.emplace(std::move(exchange));
    ended_ = std::move(ended);
    wish_.reset();
    answered_ = false;
    advance();
  }

  /// Takes the exchange back; `ended` will not be called. Nothing happens when none is under way.
  void stop() {
    if (ticket_) transport_.cancel(*ticket_);
    ticket_.reset();
    exchange_.reset();
    ended_ = nullptr;
  }

  [[nodiscard]] bool under_way() const { return exchange_.has_value(); }

 private:
  void advance() {
    if (!exchange_->ended()) {
      ticket_ = transport_.send(exchange_->request(), [this](Result<Response> answer) { take(std::move(answer)); });
      return;
    }
    Result<T> result = std::move(*exchange_).result();
    if (!result) result = fail(make_harmless(std::move(result.error())));
    const Ended ended = std::exchange(ended_, nullptr);
    exchange_.reset();
    ended(std::move(result), wish_);
  }

  void take(Result<Response> answer) {
    ticket_.reset();
    if (!answer && answered_) answer.error().not_sent = false;  // an earlier request of this exchange was
    answered_ = answered_ || answer.has_value();
    if (answer) {
      if (const auto wish = retry_after(*answer, clock_.wall())) wish_ = std::max(wish_.value_or(*wish), *wish);
    }
    exchange_.emplace(next(std::move(answer)));
    advance();
  }

  /// A protocol must not throw; if one does, its answer was not understood.
  Exchange<T> next(Result<Response> answer) {
    try {
      return exchange_->answer(std::move(answer));
    } catch (const std::exception& trouble) {
      return fail(ErrorKind::protocol, std::string{"the answer could not be understood: "} + trouble.what());
    }
  }

  Transport& transport_;
  const Clock& clock_;
  std::optional<Exchange<T>> exchange_;
  std::optional<Ticket> ticket_;
  std::optional<Milliseconds> wish_;
  bool answered_ = false;  ///< A request of this exchange had an answer.
  Ended ended_;
};

}  // namespace optrack
