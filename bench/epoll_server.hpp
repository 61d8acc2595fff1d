// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace optrack::bench {

/// Moments and spans of the monotonic clock, in nanoseconds.
using Nanoseconds = std::int64_t;
Nanoseconds monotonic();

/// What the answers look like.
struct Shape {
  std::size_t body_bytes = 2048;   ///< Of an answer without log entries, at least.
  std::size_t logs = 0;            ///< Log entries every operation has.
  std::size_t logs_from = 1;       ///< The n-th request for an operation is the first that gets them.
  std::size_t completed_from = 0;  ///< The n-th request for an operation finds it completed; 0: never.
  bool changing = false;           ///< No two answers for an operation are the same: a field nobody reads counts them.
};

/// The bodies of operations in the shape of the eryph compute API. Made once; an answer is a copy.
class Bodies {
 public:
  explicit Bodies(const Shape& shape);

  /// \param id      36 characters.
  /// \param nth     Number of this request among those for the operation, from 1.
  /// \param cursor  Value of `log_time_stamp`, percent-encoded; empty: all entries.
  [[nodiscard]] std::string answer(std::string_view id, std::size_t nth, std::string_view cursor) const;

 private:
  /// Text with the places where the id and the number of the answer go.
  struct Template {
    std::string text;
    std::vector<std::size_t> ids;
    std::size_t number = std::string::npos;
  };
  static Template make(const Shape& shape, std::string_view status, const std::string& logs);

  Shape shape_;
  std::string newest_;  ///< Time of the newest log entry, 7 digits behind the point.
  Template running_, with_logs_, completed_;
};

/// When requests came, compared with when they were due: the moment an operation's last answer was written plus
/// the interval.
class Arrivals {
 public:
  explicit Arrivals(Nanoseconds interval) : interval_(interval) {}

  /// Counts a request; returns its number among those for `id`.
  std::size_t came(std::string_view id, Nanoseconds now);
  void answered(std::string_view id, Nanoseconds now);
  /// Forgets counts and latenesses, not when operations were answered.
  void reset();
  /// {"requests":…,"connections":…,"late_ms":{"p50":…,"p95":…,"max":…}}
  [[nodiscard]] std::string report(std::size_t connections) const;

 private:
  struct Seen {
    std::size_t count = 0;
    Nanoseconds answered = 0;
  };
  Nanoseconds interval_;
  std::size_t requests_ = 0;
  std::unordered_map<std::string, Seen> seen_;
  std::vector<Nanoseconds> late_;
};

}  // namespace optrack::bench
