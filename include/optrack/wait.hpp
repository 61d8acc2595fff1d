// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optrack/cancel_when.hpp"
#include "optrack/clock.hpp"
#include "optrack/condition.hpp"
#include "optrack/event.hpp"
#include "optrack/protocol.hpp"
#include "optrack/signals.hpp"
#include "optrack/store.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// The outside, borrowed by a wait for as long as it runs. Filled once, at the top.
struct World {
  Clock& clock;
  Transport& transport;
  Store& store;
  Signals& signals;
};

/// What becomes of the operations when the time is up.
enum class OnTimeout { detach, cancel };
/// What becomes of the operations when a signal ends the wait.
enum class OnInterrupt { detach, cancel, ask };

/// Asks the person at the terminal what an interruption shall mean, while the wait goes on. Nothing here blocks.
class InterruptPrompt {
 public:
  /// What a person may answer.
  enum class Choice { detach, cancel, go_on };

  virtual ~InterruptPrompt() = default;
  /// Shows the question; false when there is nobody to ask.
  virtual bool ask() = 0;
  /// The answer, once there is one.
  virtual std::optional<Choice> choice() = 0;
  /// No answer is wanted any more: puts the terminal back. Harmless when nothing was asked.
  virtual void close() = 0;
};

/// What a person at the terminal wishes while the wait goes on. Nothing here blocks.
class Wishes {
 public:
  enum class Wish {
    detach,  ///< As an interruption does, whatever `WaitOptions::on_interrupt` says.
    cancel,  ///< Ask to cancel every operation, and go on waiting.
  };

  virtual ~Wishes() = default;
  /// The next wish, if there is one. Takes the terminal where that is necessary and possible.
  virtual std::optional<Wish> next() = 0;
  /// Gives the terminal back: before the process is stopped, and at the end. Harmless when it was not taken.
  virtual void release() = 0;
};

/// One operation to wait for.
struct Watched {
  Operation operation;
  const Protocol* protocol = nullptr;  ///< Not owned; nullptr for an operation that is final.
  bool just_started = false;           ///< This process started it: wait before the first poll.
  bool followed = false;               ///< A result named it: conditions are not about it, its end is awaited.
};

/// How to wait. Defaults are those of `optrack wait`.
struct WaitOptions {
  std::optional<Milliseconds> timeout;   ///< From the beginning of the wait; absent: none; 0: ask once.
  std::optional<WallTime> deadline;      ///< Wall-clock end; the earlier of the two counts.
  std::optional<Milliseconds> interval;  ///< Fixed time between polls; absent: adaptive.
  Milliseconds min_interval{500};        ///< Floor of adaptive intervals.
  Milliseconds max_interval{300'000};    ///< Ceiling of adaptive intervals.
  Milliseconds poll_cost{500};           ///< Delay of the news of the end that one poll is worth.
  std::optional<Milliseconds> fresh = Milliseconds{3'000};  ///< How old shown events may get while there is news;
                                                            ///< absent: nobody reads along. The journal has them all.
  Milliseconds max_outage{300'000};                         ///< Longest time without a usable answer.
  Milliseconds first_outage{10'000};      ///< The same for TLS, name and protocol trouble before the first good answer.
  Milliseconds not_found_grace{10'000};   ///< How long "not found" is believed to be temporary; 0 once it was seen.
  Milliseconds denied_grace{10'000};      ///< The same for 401 and 403.
  std::optional<Milliseconds> heartbeat;  ///< Silence after which `heartbeat` is shown; absent: never.
  OnTimeout on_timeout = OnTimeout::detach;
  OnInterrupt on_interrupt = OnInterrupt::detach;
  InterruptPrompt* prompt = nullptr;         ///< For `ask`; not owned. nullptr: as `detach`.
  Wishes* wishes = nullptr;                  ///< Asked ten times a second; not owned. nullptr: nobody wishes anything.
  std::vector<Condition> conditions;         ///< All must come true for an operation; none: it must end.
  std::optional<CancelWhen> cancel;          ///< When cancellation is requested; the wait goes on.
  std::size_t first = 0;                     ///< Leave once so many operations ended or met the conditions; 0: all.
  bool fail_fast = false;                    ///< Leave at the first one that ends badly.
  bool cancel_rest = false;                  ///< Then ask to cancel the others, and wait up to 10 s for the answers.
  std::optional<Milliseconds> each_timeout;  ///< Per operation, from when it is watched; then as `on_timeout` says.
  /// Makes the operation that a result names known and watched too (T-3); empty: results are not followed.
  std::function<Result<Watched>(const Operation& parent, const Remote& nested)> follow;
  bool from_start = true;            ///< Show journalled events from the first one; false: only what is new.
  std::optional<WallTime> since;     ///< With `from_start`: only journalled events from then on.
  Milliseconds start_grace{60'000};  ///< How long after its record was made a start without an answer may still get one
                                     ///< from the process that sent it.
  /// Whether the process that runs a local operation (`Traits::journal_only`) still does; empty: believed.
  std::function<bool(const Operation&)> owner_lives;
  SessionTerms session;            ///< As what this wait takes leases where several processes share the registry.
  std::string by;                  ///< "user@host", for the records of cancellations.
  std::function<double()> random;  ///< Uniform in [0, 1), spreads polls and retries; empty: no spread.
  std::string mode;                ///< For `stream_start`.
  std::string version;             ///< For `stream_start`.
};

/// How the wait for one operation ended.
struct Verdict {
  enum class Kind {
    ended,        ///< `operation.status` is final and nothing more will come.
    met,          ///< The conditions came true; the operation may go on.
    pending,      ///< Asked once; still active.
    timeout,      ///< The deadline passed; still active.
    detached,     ///< Left by a signal, a lost reader, `first` or `fail_fast`; still active.
    denied,       ///< Lasting 401 or 403.
    not_found,    ///< Lasting 404, or known to nobody.
    unreachable,  ///< Outage longer than allowed, TLS or protocol trouble.
    rejected,     ///< The server refused the poll as wrong.
    impossible,   ///< A condition can no longer come true.
    local,        ///< The registry failed so that the outcome could not be learned.
  };
  Kind kind = Kind::detached;
  Operation operation;         ///< As known at the end.
  std::optional<Error> error;  ///< Why, for all kinds from `denied` on.
};

/// How a whole wait ended.
struct WaitReport {
  std::vector<Verdict> verdicts;       ///< One per watched operation, in order; then those that were followed.
  std::optional<Signal> signal;        ///< What made it leave.
  bool reader_gone = false;            ///< The output was closed.
  std::optional<Error> store_trouble;  ///< Last failure of the registry that was not mended.
};

/// Waits until every watched operation has ended, or the options say to leave. One thread, one
/// sleep (`world.transport.wait`). Events go to the registry first and then to `sink`.
/// `stream_start` is sent first; `stream_end` is the caller's, who knows exit codes.
/// Never throws. Operations must be in `world.store`.
WaitReport wait_for(const World& world, EventSink& sink, std::vector<Watched> watched, const WaitOptions& options);

}  // namespace optrack
