// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "cli/app.hpp"
#include "cli/hooks.hpp"
#include "optrack/children.hpp"
#include "print/exec_output.hpp"

namespace optrack::cli {

/// The programs that run beside one wait: `-o exec=CMD`, `--on`, `--notify`. They neither slow nor fail it.
class SidePrograms {
 public:
  /// \param tell  Outlives this; called while the wait goes on and in `end`.
  SidePrograms(App& app, Tell tell);

  /// Starts the command of `-o exec=CMD`. \return Its stdin, which lives as long as this.
  Result<Output*> exec(const std::string& command, bool to_stdout);

  /// The sink that calls hooks; must not outlive this.
  std::unique_ptr<EventSink> hooks(const HookArgs& args, HookScene scene);

  /// The sink through which the turns of the wait move the programs along; must not outlive this.
  std::unique_ptr<EventSink> mover();

  /// The wait is over: gives them 10 s to end by themselves, then 2 s more; a signal that asks us to end shortens that.
  void end();

 private:
  void wait_until(Instant limit);
  void show_overheard(bool all);

  App& app_;
  Tell tell_;
  std::unique_ptr<Children> children_;
  std::deque<ExecOutput> execs_;
  std::unique_ptr<HookQueue> queue_;
  Companions all_;
};

}  // namespace optrack::cli
