// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack::emulate {

/// What a request is about. Faults choose by it, counters count by it.
enum class RequestKind { version, list, poll, cancel, start, read, other };

/// "version", "list", "poll", "cancel", "start", "read", "other".
std::string_view to_string(RequestKind kind);

enum class FaultKind {
  latency,
  silence,
  too_many,
  too_many_date,
  server_error,
  unavailable,
  not_found,
  html,
  html_ok,
  empty,
  cut_json,
  short_body,
  reset,
  token_expiry,
  late_logs,
  duplicate_logs,
  unordered_logs,
  unknown_words,
  unknown_members,
};

/// One fault the emulator can show, for help texts and for tests that try them all.
/// The numbers are what the bare name means; with them every fault ends by itself or does not
/// hinder, so that a patient client succeeds.
struct FaultInfo {
  FaultKind kind;
  std::string_view name;     ///< As written in an option: "short-body".
  std::string_view summary;  ///< One line for people.
  std::size_t from;          ///< First request hit, counting from 1.
  std::size_t count;         ///< How many requests are hit; 0: all.
  Milliseconds duration;     ///< Of faults that last (latency, silence, late-logs); else 0.
};

/// Every fault, in a fixed order.
std::span<const FaultInfo> faults();

/// A fault switched on.
struct Fault {
  FaultKind kind = FaultKind::latency;
  Milliseconds duration{};
  std::size_t from = 1;
  std::size_t count = 0;                                              ///< 0: every request from `from` on.
  std::size_t every = 1;                                              ///< Only each so-many-th request from `from` on.
  std::uint32_t on = 1U << static_cast<unsigned>(RequestKind::poll);  ///< One bit per `RequestKind`.
  std::int64_t retry_after = 1;                                       ///< Seconds in Retry-After.
  Milliseconds tail{800};      ///< late-logs: the latest an entry appears after the end of the operation.
  std::filesystem::path file;  ///< token-expiry: gets the new token; empty: the token file of the emulator.

  [[nodiscard]] bool concerns(RequestKind request) const { return ((on >> static_cast<unsigned>(request)) & 1U) != 0; }
};

/// Reads `NAME[=VALUE][,KEY=VALUE]…`. VALUE is a duration for latency, silence and late-logs, else the number of
/// requests to hit. Keys: from, count, every, on (kinds joined with +, or any), retry-after, tail, file.
/// \return `usage` with the nearest names for an unknown name, key or kind, and for a value that does not fit.
[[nodiscard]] Result<Fault> parse_fault(std::string_view text);

/// The grammar and all faults as text for a terminal, one line each.
std::string fault_help();

/// Decides which faults a request meets. Requests are counted per operation where they name one, so that
/// every operation meets the fault; others together. Not thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults);

  /// The faults this request meets, by counting it. At most one of them replaces or damages the answer: the
  /// others wait for a later request, so that none is lost.
  /// \param operation Id of a known operation, or empty.
  std::vector<Fault> meet(RequestKind kind, const std::string& operation);

  /// Drops what is counted for an operation.
  void forget(const std::string& operation) { counters_.erase(operation); }

 private:
  struct Counter {
    std::size_t seen = 0;
    std::size_t hit = 0;
  };

  std::vector<Fault> faults_;
  std::map<std::string, std::vector<Counter>> counters_;
};

/// True for a fault that replaces or damages a whole answer; such faults exclude each other.
bool spoils_answer(FaultKind kind);

}  // namespace optrack::emulate
