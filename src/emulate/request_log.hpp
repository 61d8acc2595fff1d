// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "emulate/fault.hpp"

namespace optrack::emulate {

/// One request an emulated server got. Holds no headers, so no secrets.
struct SeenRequest {
  std::uint64_t number = 0;  ///< Counts from 1 since the start or the last reset.
  RequestKind kind = RequestKind::other;
  std::string method;
  std::string target;     ///< Path and query as sent, cut at 2,000 bytes.
  std::string operation;  ///< Id it was about, or which it began; empty for none.
  Instant at;
  WallTime wall;
  int status = 0;  ///< Answered; 0: closed without an answer.
  std::vector<std::string> faults;
};

/// The last requests and how many there were of each kind. Not thread-safe.
class RequestLog {
 public:
  void add(SeenRequest request);
  void reset();

  [[nodiscard]] const std::deque<SeenRequest>& requests() const { return requests_; }
  [[nodiscard]] std::uint64_t count(RequestKind kind) const { return counts_.at(static_cast<std::size_t>(kind)); }

  /// The whole log as a JSON text: {"counts":{"poll":3},"requests":[…]}, times in ms since `start`.
  [[nodiscard]] std::string json(Instant start) const;

  static constexpr std::size_t kKept = 100'000;  ///< Older requests are only counted.

 private:
  std::deque<SeenRequest> requests_;
  std::array<std::uint64_t, 7> counts_{};
  std::uint64_t seen_ = 0;
};

}  // namespace optrack::emulate
