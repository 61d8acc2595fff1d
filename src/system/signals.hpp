// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/signals.hpp"
#include "system/unique_fd.hpp"

namespace optrack {

/// Lets writes to a closed pipe or socket fail with EPIPE, and those beyond the largest file allowed (ulimit -f)
/// with EFBIG, instead of ending the process.
void ignore_failing_writes();

/// INT, TERM, HUP, TSTP and WINCH of this process, through a signalfd. From the first call of `descriptor` or
/// `next` on they are blocked in the calling thread and in threads begun later: make that call before
/// any thread, in one object per process. Until then they do what they always do, so that Ctrl-C ends a
/// command that waits for nothing of ours (stdin). What was ignored at the start (nohup, a shell's
/// background job) stays ignored. SIGPIPE and SIGXFSZ are ignored from the construction on.
/// Child processes must get a clean mask back: `run_child` does.
class SystemSignals final : public Signals {
 public:
  SystemSignals();
  ~SystemSignals() override;
  SystemSignals(const SystemSignals&) = delete;
  SystemSignals& operator=(const SystemSignals&) = delete;

  [[nodiscard]] int descriptor() override;
  std::optional<Signal> next() override;
  void stop() override;

 private:
  void take();

  UniqueFd descriptor_;
  bool asked_ = false;
};

}  // namespace optrack
