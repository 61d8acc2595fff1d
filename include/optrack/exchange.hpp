// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>
#include <variant>

#include "optrack/transport.hpp"

namespace optrack {

/// A conversation without sockets: either a request together with what to do with its answer,
/// or the end with a result. A protocol returns one; whoever has a transport drives it:
///
///     while (!exchange.ended()) exchange = exchange.answer(transport_answer(exchange.request()));
///     use(exchange.result());
///
/// A value; owns everything it needs. Not for sharing between threads.
template <typename T>
class Exchange {
 public:
  using Then = std::function<Exchange(Result<Response>)>;

  /// Yields `request`; `then` gets the answer (or why there was none) and goes on.
  static Exchange ask(Request request, Then then) { return Exchange{Asking{std::move(request), std::move(then)}}; }

  /// Ends the conversation. Implicit, so that a protocol simply returns its result.
  Exchange(Result<T> result) : state_(std::move(result)) {}   // NOLINT(google-explicit-constructor)
  Exchange(T value) : state_(Result<T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  Exchange(tl::unexpected<Error> error)                       // NOLINT(google-explicit-constructor)
      : state_(Result<T>(std::move(error))) {}

  /// Whether there is a result instead of a request.
  [[nodiscard]] bool ended() const { return std::holds_alternative<Result<T>>(state_); }

  /// REQUIRES: not ended.
  [[nodiscard]] const Request& request() const { return std::get<Asking>(state_).request; }

  /// The request, for who sends it; `request()` is empty afterwards. REQUIRES: not ended.
  [[nodiscard]] Request take_request() { return std::move(std::get<Asking>(state_).request); }

  /// The conversation after the answer to `request()`. REQUIRES: not ended.
  [[nodiscard]] Exchange answer(Result<Response> answer) const {
    return std::get<Asking>(state_).then(std::move(answer));
  }

  /// REQUIRES: ended.
  [[nodiscard]] const Result<T>& result() const& { return std::get<Result<T>>(state_); }
  [[nodiscard]] Result<T> result() && { return std::get<Result<T>>(std::move(state_)); }

 private:
  struct Asking {
    Request request;
    Then then;
  };
  explicit Exchange(Asking asking) : state_(std::move(asking)) {}

  std::variant<Asking, Result<T>> state_;
};

}  // namespace optrack
