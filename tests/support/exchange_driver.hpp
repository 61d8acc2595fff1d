// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "optrack/exchange.hpp"

namespace optrack::test {

/// How a driven exchange went.
template <typename T>
struct Driven {
  std::vector<Request> requests;    ///< In order.
  std::optional<Result<T>> result;  ///< Absent: it did not end within the answers given.
  std::size_t unused = 0;           ///< Answers nobody asked for.

  /// "GET /v1/version" of request `i`; empty beyond the last.
  [[nodiscard]] std::string line(std::size_t i) const {
    return i < requests.size() ? requests[i].method + " " + requests[i].target : std::string{};
  }
  [[nodiscard]] bool ok() const { return result && result->has_value(); }
  /// REQUIRES: ok().
  [[nodiscard]] const T& value() const { return **result; }
  /// The error; `local` "did not end" or "no error" when there is none.
  [[nodiscard]] Error error() const {
    if (!result) return {ErrorKind::local, "did not end", {}};
    return result->has_value() ? Error{ErrorKind::local, "no error", {}} : result->error();
  }
};

/// Drives an exchange with canned answers, in order; stops when there are none left.
template <typename T>
Driven<T> drive(Exchange<T> exchange, std::deque<Result<Response>> answers) {
  Driven<T> driven;
  while (!exchange.ended()) {
    driven.requests.push_back(exchange.request());
    if (answers.empty()) return driven;
    Result<Response> answer = std::move(answers.front());
    answers.pop_front();
    exchange = exchange.answer(std::move(answer));
  }
  driven.result = exchange.result();
  driven.unused = answers.size();
  return driven;
}

/// Drives an exchange with a function that answers every request; gives up after `most` requests.
template <typename T>
Driven<T> drive(Exchange<T> exchange, const std::function<Result<Response>(const Request&)>& server,
                std::size_t most = 1000) {
  Driven<T> driven;
  while (!exchange.ended()) {
    driven.requests.push_back(exchange.request());
    if (driven.requests.size() > most) return driven;
    exchange = exchange.answer(server(driven.requests.back()));
  }
  driven.result = exchange.result();
  return driven;
}

}  // namespace optrack::test
