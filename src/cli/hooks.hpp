// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cli/hook_options.hpp"
#include "optrack/clock.hpp"
#include "optrack/handlers.hpp"
#include "optrack/output.hpp"
#include "print/hook_queue.hpp"

namespace optrack::cli {

/// What hooks know beside the events.
struct HookScene {
  std::string context;
  std::map<std::string, std::string> titles;  ///< Of operations, by id.
  Output* bell = nullptr;                     ///< The terminal; nullptr: there is none to ring.
};

/// Turns events into calls of hooks: `--on` by event and stage, `--notify` at the end of a wait that took long.
class Hooks final : public EventSink {
 public:
  /// `queue` and `clock` must outlive it.
  Hooks(HookQueue& queue, const Clock& clock, HookArgs args, HookScene scene);

  void on(const Event& event) override { handlers_.on(event); }

 private:
  void call(const std::string& hook, const std::string& command, const Event& event);
  void notify(const Event& event, const StreamEnd& end);
  [[nodiscard]] std::string text_about(const StreamEnd& end, Milliseconds took) const;

  HookQueue& queue_;
  const Clock& clock_;
  HookArgs args_;
  HookScene scene_;
  Handlers handlers_;
  std::optional<Instant> begun_;
};

}  // namespace optrack::cli
