// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "optrack/event.hpp"

namespace optrack {

/// What a status callback is called for.
enum class Stage {
  start,      ///< The operation is there: begun, or seen for the first time.
  progress,   ///< The percentage or the counts of tasks moved.
  completed,  ///< It ended well.
  failed,     ///< It ended badly.
  cancelled,  ///< It was stopped on request.
  lost,       ///< How it ended cannot be known any more.
};

/// "start", "progress", …
std::string_view to_string(Stage stage);

/// What a status callback is told.
struct StageReport {
  Stage stage = Stage::start;
  std::string op;                   ///< Local id.
  WallTime at{};                    ///< When optrack saw it.
  Status status = Status::pending;  ///< After it; for `progress` always `running`.
  std::optional<double> percent;    ///< For `progress`, where it is known.
  TaskCounts tasks;                 ///< For `progress`.
  std::string message;              ///< Of the end; may be empty.
  Outcome outcome;                  ///< Of the end; may be empty.
};

/// What `event` means for a status callback; `nullopt` when it is none of the stages.
std::optional<StageReport> stage_report(const Event& event);

/// The part of `event` that a handler for `Part` gets; nullptr when the event is of another type. `Part` is an
/// alternative of `EventBody`, `Event` itself (every event), or what such an alternative is about: `LogEntry` of
/// `LogAdded`, `Task` of `TaskNew`, `Resource` of `ResourceNew`.
template <typename Part>
const Part* part_of(const Event& event) {
  if constexpr (std::is_same_v<Part, Event>) {
    return &event;
  } else if constexpr (std::is_same_v<Part, LogEntry>) {
    const auto* added = std::get_if<LogAdded>(&event.body);
    return added == nullptr ? nullptr : &added->entry;
  } else if constexpr (std::is_same_v<Part, Task>) {
    const auto* seen = std::get_if<TaskNew>(&event.body);
    return seen == nullptr ? nullptr : &seen->task;
  } else if constexpr (std::is_same_v<Part, Resource>) {
    const auto* seen = std::get_if<ResourceNew>(&event.body);
    return seen == nullptr ? nullptr : &seen->resource;
  } else {
    return std::get_if<Part>(&event.body);
  }
}

/// Calls handlers by the type of event (T-4), in the order they were added; events without a handler are ignored. Each
/// journalled event arrives once, however often its journal is read again. A handler that throws is reported and
/// changes nothing else. Used on one thread; handlers may add handlers.
class Handlers final : public EventSink {
 public:
  /// Told that a handler for `event` threw, and what.
  using Trouble = std::function<void(const Event& event, const std::string& what)>;

  /// Adds a handler for `Part` (see `part_of`): `void(const Part&)` or `void(const Event&, const Part&)`, where the
  /// event tells the operation, its number and the time.
  template <typename Part, typename Handler>
  void add(Handler handler) {
    handlers_.emplace_back([handler = std::move(handler)](const Event& event) mutable {
      const Part* part = part_of<Part>(event);
      if (part == nullptr) return;
      if constexpr (std::is_invocable_v<Handler&, const Event&, const Part&>) {
        handler(event, *part);
      } else {
        handler(*part);
      }
    });
  }

  /// Adds a status callback.
  void add(Stage stage, std::function<void(const StageReport&)> callback);

  /// Who is told of handlers that throw. Without anybody handlers for `Notice` are.
  void report_to(Trouble trouble) { trouble_ = std::move(trouble); }

  /// How many calls of handlers ended with an exception.
  [[nodiscard]] std::size_t failures() const { return failures_; }

  void on(const Event& event) override;

 private:
  using Handler = std::function<void(const Event&)>;

  [[nodiscard]] bool is_news(const Event& event);
  void deliver(const Event& event);
  void report(const Event& event, const std::string& what);

  std::deque<Handler> handlers_;  ///< A deque: what is being called stays where it is.
  Trouble trouble_;
  std::map<std::string, std::uint64_t, std::less<>> delivered_;  ///< Newest number per operation.
  std::size_t failures_ = 0;
  bool reporting_ = false;
};

}  // namespace optrack
