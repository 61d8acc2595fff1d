// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/condition.hpp"
#include "optrack/error.hpp"
#include "optrack/signals.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// A switch in somebody's hand that asks to cancel. Copies are the same switch. Safe to use from any thread.
class CancelHandle {
 public:
  CancelHandle();

  /// Asks; the running wait learns of it within a quarter of a second. Only the first message counts.
  void request(std::string message = {});
  [[nodiscard]] bool requested() const;
  /// What was said with it; empty before.
  [[nodiscard]] std::string message() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What may trigger a cancellation, as it is written: made by the functions in `sources`.
struct CancelSource {
  /// What triggers it; the two last combine others.
  enum class Kind { timeout, signal, condition, manual, any_of, all_of };

  Kind kind = Kind::manual;
  Milliseconds after{0};              ///< timeout.
  Signal signal = Signal::interrupt;  ///< signal.
  std::vector<Condition> conditions;  ///< condition: exactly one.
  std::vector<CancelHandle> handles;  ///< manual: exactly one.
  std::vector<CancelSource> parts;    ///< any_of, all_of: at least one.
  std::string wrong;                  ///< Why it cannot be used; empty: it can.
};

/// The words in which sources of cancellation are written:
///
///     using namespace optrack::sources;
///     options.cancel = *cancel_when(any_of(timeout(5min), signal(SIGINT), condition("log~panic")));
namespace sources {

/// This long after the wait began; not negative.
CancelSource timeout(Milliseconds after);
/// The process gets this signal, which then does not end the wait; a second one does.
CancelSource signal(Signal signal);
/// The same by its number in <csignal>: SIGINT, SIGTERM or SIGHUP.
CancelSource signal(int number);
/// The condition comes true for an operation: that one alone is cancelled.
CancelSource condition(Condition condition);
/// The same, read from text (docs/conditions.md).
CancelSource condition(std::string_view text, const FilterMaker& jq = {});
/// Somebody asks through `handle`.
CancelSource manual(CancelHandle handle);
/// The first of `parts` to come true.
CancelSource any_of(std::vector<CancelSource> parts);
/// Once every one of `parts` has come true, at whatever time.
CancelSource all_of(std::vector<CancelSource> parts);

/// `any_of(a, b, …)`.
template <typename... More>
CancelSource any_of(CancelSource first, More... more) {
  return any_of(std::vector<CancelSource>{std::move(first), std::move(more)...});
}
/// `all_of(a, b, …)`.
template <typename... More>
CancelSource all_of(CancelSource first, More... more) {
  return all_of(std::vector<CancelSource>{std::move(first), std::move(more)...});
}

}  // namespace sources

/// Sources of cancellation, checked. Immutable and cheap to copy; used by a wait: when they fire for an operation its
/// cancellation is requested, once, with the reason of the source that decided, and the wait goes on to its end.
class CancelWhen {
 public:
  /// The tree as it was checked.
  [[nodiscard]] const CancelSource& source() const { return *source_; }

 private:
  friend Result<CancelWhen> cancel_when(CancelSource source);
  explicit CancelWhen(std::shared_ptr<const CancelSource> source) : source_(std::move(source)) {}

  std::shared_ptr<const CancelSource> source_;
};

/// Checks `source`. Error `usage`: a condition that cannot be read, a negative timeout, a signal that is none of INT,
/// TERM and HUP, nothing to combine.
[[nodiscard]] Result<CancelWhen> cancel_when(CancelSource source);

/// Reads sources as `--cancel-on` takes them: `timeout:5m`, `signal:INT`, or a condition; `,` between them means any,
/// `+` all, which binds closer. `\,` and `\+` are those characters themselves. Several `lists`: any.
/// \return A `usage` error that names the part that is wrong.
[[nodiscard]] Result<CancelWhen> parse_cancel_when(const std::vector<std::string>& lists, const FilterMaker& jq = {});

}  // namespace optrack
