// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "optrack/error.hpp"
#include "optrack/operation.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// How an operation of this process is recorded.
struct ScopeOptions {
  std::string type = {};                           ///< "data.load"; may be empty.
  std::map<std::string, std::string> labels = {};  ///< For `list --label`.
  std::string parent = {};  ///< Local id; empty: the innermost open scope of the same tracker, if there is one.
  /// Least time between two commits of progress and partial results; everything else is committed at once.
  Milliseconds at_most_every{500};
};

/// Thrown by `OperationScope::check` where work must stop because somebody asked to cancel it.
class Cancelled : public std::exception {
 public:
  explicit Cancelled(CancelRequest request);

  /// Who asked, and why.
  [[nodiscard]] const CancelRequest& request() const { return request_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  CancelRequest request_;
  std::string text_;
};

/// An operation of this very process: in the registry, `running`, from its making on; ended when the scope is
/// left. Other processes list it, read its log and wait for it like for any other; `optrack wait` calls it `lost` when
/// the process dies without ending it.
///
/// Leaving the scope ends it as
/// - `cancelled` when the code was told of a cancellation (`check` threw, `cancelled` said so);
/// - `failed` when an exception leaves it. A destructor cannot see the exception's text: `Tracker::perform`, or
///   `fail` in a handler of one's own, records that too;
/// - `completed` otherwise.
///
/// Made by `Tracker::scope`. Scopes of one tracker are nested: left in the reverse order of their making. Used on the
/// tracker's thread. Trouble with the registry never disturbs the work: what could not be written is written later if
/// possible; `complete`, `fail` and `cancel` tell, the destructor cannot. Moving is cheap; a moved-from scope is empty.
class OperationScope {
 public:
  /// What stands behind a scope.
  class State;

  explicit OperationScope(std::unique_ptr<State> state);
  OperationScope(OperationScope&& other) noexcept;
  OperationScope& operator=(OperationScope&& other) = delete;
  OperationScope(const OperationScope&) = delete;
  OperationScope& operator=(const OperationScope&) = delete;
  ~OperationScope();

  /// Local id.
  [[nodiscard]] const std::string& id() const;

  /// The overall progress, 0 to 100: never falls, shows 100 only when completed. With a message it becomes the status
  /// message.
  void progress(double percent, const std::string& message = {});
  /// The status message alone.
  void message(const std::string& text);
  /// What there is so far; becomes the result if the scope ends without one. One JSON value.
  void partial_result(JsonText value, std::string type = {});
  /// Progress, status message and partial result at once, in one commit; what is absent or empty stays as it was.
  void so_far(std::optional<double> percent, const std::string& message, JsonText partial = {}, std::string type = {});
  /// The result, recorded with the end.
  void result(JsonText value, std::string type = {});

  /// One log line. \param level "debug", "info", "warning" or "error". \param task Id of a task; may be empty.
  void log(std::string text, std::string level = "info", std::string task = {});
  /// Adds or changes a task, told apart by its id.
  void task(Task task);
  /// Adds a running task. \return Its id. \param parent Id of the task it is part of.
  std::string begin_task(std::string name, std::string parent = {});
  /// Ends a task. Unknown ids are ignored.
  void end_task(const std::string& id, Status status = Status::completed, std::string message = {});
  /// Something that was made or is worked on.
  void resource(Resource resource);
  /// Commits what `at_most_every` held back.
  void flush();
  /// Whether progress or a partial result would be committed now and not be held back.
  [[nodiscard]] bool is_due() const;

  /// Whether cancellation was asked for: by another process, by the tracker's sources (`Tracker::cancel_when`, their
  /// timeouts counted from this scope's beginning), or for a scope around this one. Cheap: the registry is looked at
  /// four times a second. False while a `Shield` is held.
  [[nodiscard]] bool cancelled();
  /// Throws `Cancelled` when `cancelled()`.
  void check();
  /// Asks for cancellation of this operation, as `optrack cancel` would.
  void request_cancel(const std::string& message = {});

  /// Ends it as completed. Nothing happens, without an error, when it has ended.
  [[nodiscard]] Result<void> complete();
  /// Ends it as failed, with why.
  [[nodiscard]] Result<void> fail(const std::string& text);
  /// Ends it as cancelled.
  [[nodiscard]] Result<void> cancel(const std::string& message = {});
  /// Whether it has ended.
  [[nodiscard]] bool ended() const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace optrack
