// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "optrack/cancel.hpp"
#include "optrack/cancel_when.hpp"
#include "optrack/handlers.hpp"
#include "optrack/operation_scope.hpp"
#include "optrack/result_view.hpp"
#include "optrack/tracked_stream.hpp"
#include "optrack/wait.hpp"

namespace optrack {

/// A remote to talk to. Names where a secret is, never a secret itself; of the credentials at most one.
struct ProviderOptions {
  std::string name = {};           ///< As operations name it: "lab".
  std::string protocol = {};       ///< "eryph", "lxd".
  std::string url = {};            ///< "https://host/base", or "unix:/path/socket".
  std::string token_file = {};     ///< File with a bearer token, read anew when the server refuses the old one.
  std::string token_env = {};      ///< Environment variable with a bearer token.
  std::string token_command = {};  ///< Command line that prints one.
  std::string user = {};           ///< For basic authentication, with `password_file`.
  std::string password_file = {};
  std::string cacert = {};              ///< File of certificates to trust instead of the system's.
  std::string client_certificate = {};  ///< PEM files shown to servers that ask; both or none.
  std::string client_key = {};
};

/// What a tracker needs to work on its own.
struct TrackerOptions {
  std::string context = "default";              ///< The registry in which operations are remembered.
  std::filesystem::path state_folder = {};      ///< Of registries; empty: that of the program `optrack`.
  bool no_registry = false;                     ///< Remember nothing beyond this object.
  std::vector<ProviderOptions> providers = {};  ///< The first is the default.
  /// Receive INT, TERM and HUP instead of what they usually do: they end a wait, and are sources of cancellation. They
  /// are blocked in this thread and in threads made later from the first wait on; one tracker per process may.
  bool take_signals = false;
};

/// A remote that somebody else set up.
struct KnownProvider {
  std::string name;
  const Protocol* protocol = nullptr;  ///< Not owned; never nullptr.
};

/// Parameters of an operation type, as a person would write them: {{"name", "web"}, {"cpu", "2"}}.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// What may be said about a start beside its parameters.
struct StartOptions {
  std::string provider = {};                       ///< Empty: the first one.
  std::string name = {};                           ///< Of the operation; empty: that of the thing it makes.
  std::map<std::string, std::string> labels = {};  ///< For `list --label`.
  std::string parent = {};   ///< Local id; empty: the innermost open scope of this tracker, if there is one.
  JsonText body = {};        ///< Body document to start from; parameters win over it. May be empty.
  std::string key = {};      ///< Idempotency key; empty: a fresh one where the API takes keys.
  bool retry_start = false;  ///< Repeat a POST whose answer was lost although the API may then do it twice.
};

/// Holds cancellation back for as long as it lives, for cleanup that must not be interrupted: the tracker's sources of
/// cancellation and signals are not looked at, in scopes and in waits. What came meanwhile counts afterwards. Shields
/// nest. Used on the tracker's thread.
class Shield {
 public:
  explicit Shield(std::shared_ptr<int> depth);
  Shield(Shield&& other) noexcept = default;
  Shield& operator=(Shield&& other) = delete;
  Shield(const Shield&) = delete;
  Shield& operator=(const Shield&) = delete;
  ~Shield();

 private:
  std::shared_ptr<int> depth_;  ///< How many are held.
};

/// Starts operations, waits for them and remembers them, as the program `optrack` does, with the same registry; and
/// records operations of this very process.
///
/// Errors are values, with the kinds of `ErrorKind`; no function throws what is not the caller's own exception
/// (handlers' exceptions do not arrive either: see `Handlers`). One thread at a time uses a tracker, with its scopes,
/// streams and shields; several threads, like several processes, each open their own on the same registry. A
/// `CancelHandle` may be used from any thread. Handlers run inside the tracker's functions; in there `start`, `track`,
/// `wait` and `cancel` are `usage` errors.
class Tracker {
 public:
  /// What stands behind a tracker.
  class State;

  /// Opens the registry, creating it where it is not there. Sends nothing yet. From then on this process ignores
  /// SIGPIPE and SIGXFSZ: a connection or disk that fails must be an error, not the end. Errors: `usage` for options
  /// that make no sense, `local` for a registry that cannot be opened.
  [[nodiscard]] static Result<Tracker> open(const TrackerOptions& options);

  /// Works on what somebody else owns, which must outlive it; for tests, and for programs with a transport of their
  /// own.
  Tracker(const World& world, std::vector<KnownProvider> providers);
  Tracker(Tracker&& other) noexcept;
  Tracker& operator=(Tracker&& other) noexcept;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;
  ~Tracker();

  /// Calls `handler` for every event of type `Part` from now on: see `Handlers::add`. Chains.
  template <typename Part, typename Handler>
  Tracker& on(Handler handler) {
    handlers().add<Part>(std::move(handler));
    return *this;
  }
  /// Calls back at a stage of every operation. Chains.
  template <typename Callback>
  Tracker& on(Stage stage, Callback callback) {
    handlers().add(stage, std::move(callback));
    return *this;
  }
  /// Who is told of handlers that throw; else handlers for `Notice` are. Chains.
  Tracker& on_handler_trouble(Handlers::Trouble trouble);

  /// What cancels the operations that are waited for and the scopes of this process from now on. Error `usage`:
  /// see `optrack::cancel_when`.
  [[nodiscard]] Result<void> cancel_when(CancelSource source);
  /// Nothing does any more.
  void cancel_never();
  /// Holds cancellation back while the result lives.
  [[nodiscard]] Shield shield();

  /// Starts an operation: records it, then asks the server, then records the answer. An operation whose start was not
  /// answered, but can be looked up, comes back `pending` without a remote id: `wait` finds out.
  /// Errors: `usage` for an unknown type or wrong parameters, all named, before anything is sent; what the server said;
  /// `stopped` by a signal.
  [[nodiscard]] Result<Operation> start(std::string_view type, const Parameters& parameters = {},
                                        const StartOptions& options = {});

  /// Remembers what somebody else started; an active record of the same remote id is returned as it is. Does not ask
  /// the server. \param name For people; may be empty.
  [[nodiscard]] Result<Operation> track(std::string_view provider, std::string_view remote_id,
                                        const std::string& name = {});

  /// Waits for one operation: see `wait_for`. Members of `options` that the tracker knows better are filled in where
  /// they are empty: `by`, `owner_lives`, `random`, `version`, and the cancellation of `cancel_when`.
  /// \param selector  An id, a unique prefix, a name: see `find`.
  /// Errors only for what cannot be waited for; how the wait ended is in the verdict.
  [[nodiscard]] Result<Verdict> wait(std::string_view selector, const WaitOptions& options = {});

  /// Waits for several at once; one verdict each, in order.
  [[nodiscard]] Result<WaitReport> wait_many(const std::vector<std::string>& selectors,
                                             const WaitOptions& options = {});

  /// Asks the server to cancel, and does not wait for the end: asked is not cancelled.
  /// \param reason  "manual", "timeout", "signal", "condition", "parent". \param message For the record; may be empty.
  [[nodiscard]] Result<CancelOutcome> cancel(std::string_view selector, std::string reason = "manual",
                                             std::string message = {});

  /// The operation that `selector` names (`optrack help selectors`); absent when there is none. Error `usage` when it
  /// names several.
  [[nodiscard]] Result<std::optional<Operation>> find(std::string_view selector);
  /// Operations that match, newest first.
  [[nodiscard]] Result<std::vector<Operation>> list(const Query& query = {});
  /// Journalled events of the operation `id`.
  [[nodiscard]] Result<std::vector<Event>> events(std::string_view id, const EventRange& range = {});

  /// Records an operation of this process until the scope is left.
  [[nodiscard]] Result<OperationScope> scope(const std::string& name, const ScopeOptions& options = {});

  /// Runs `work(scope)` as an operation of this process. What it throws is recorded, with its text, and passes through.
  /// An error only when the operation could not be recorded; `work` has then not been run.
  template <typename Work>
  [[nodiscard]] Result<void> perform(const std::string& name, const ScopeOptions& options, Work&& work) {
    Result<OperationScope> entered = scope(name, options);
    if (!entered) return fail(std::move(entered).error());
    try {
      std::forward<Work>(work)(*entered);
    } catch (const Cancelled&) {
      throw;  // the scope knows
    } catch (const std::exception& thrown) {
      (void)entered->fail(thrown.what());
      throw;
    }
    return {};
  }

  /// Counts the items of `range` into an operation of this process. An lvalue is borrowed, anything else kept.
  template <typename Range>
  [[nodiscard]] Result<TrackedStream<Range>> stream(const std::string& name, Range&& range,
                                                    StreamOptions options = {}) {
    if constexpr (requires { std::size(range); }) {
      if (!options.total) options.total = static_cast<std::uint64_t>(std::size(range));
    }
    Result<OperationScope> entered = scope(name, options.scope);
    if (!entered) return fail(std::move(entered).error());
    return TrackedStream<Range>{std::forward<Range>(range), StreamRecorder{std::move(*entered), std::move(options)}};
  }

 private:
  explicit Tracker(std::shared_ptr<State> state);
  [[nodiscard]] Handlers& handlers();

  std::shared_ptr<State> state_;
};

}  // namespace optrack
