// SPDX-License-Identifier: MIT
#include "system/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "system/errno_text.hpp"
#include "system/spawn.hpp"
#include "system/unique_fd.hpp"

namespace optrack {
namespace {

/// A child under way: kills its group and collects it when left early.
class Running {
 public:
  Running(pid_t process, UniqueFd output)
      : process_(process), output_(std::move(output)), ended_(static_cast<int>(syscall(SYS_pidfd_open, process, 0))) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (collected_) return;
    kill(-process_, SIGKILL);
    kill(process_, SIGKILL);
    collect();
  }

  Result<ChildResult> finish(const Child& child, const Clock& clock);

 private:
  /// Reads what is there. False when there is no more to come or too much came.
  bool read_some(std::string& output, std::size_t limit);
  int collect();

  pid_t process_;
  UniqueFd output_;
  UniqueFd ended_;
  bool collected_ = false;
};

bool Running::read_some(std::string& output, std::size_t limit) {
  std::array<char, 16384> space{};
  while (output.size() <= limit) {
    const ssize_t got = read(output_.get(), space.data(), space.size());
    if (got > 0) output.append(space.data(), static_cast<std::size_t>(got));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
  }
  return false;
}

int Running::collect() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  collected_ = true;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Result<ChildResult> Running::finish(const Child& child, const Clock& clock) {
  const std::string& name = child.arguments.front();
  const Instant limit = clock.now() + child.time_limit;
  ChildResult result;
  bool open = true;
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(limit - clock.now());
    if (left <= Milliseconds{0}) {
      return fail(ErrorKind::timeout, "run " + name + ": no end within " + format_duration(child.time_limit));
    }
    std::array<pollfd, 3> waiting{
        {{open ? output_.get() : -1, POLLIN, 0}, {ended_.get(), POLLIN, 0}, {child.stop_on, POLLIN, 0}}};
    poll(waiting.data(), waiting.size(), static_cast<int>(std::min(left, Milliseconds{60'000}).count()));
    if (waiting[2].revents != 0) return fail(ErrorKind::stopped, "run " + name + ": interrupted");
    const bool ended = waiting[1].revents != 0;
    if (open) open = read_some(result.output, child.output_limit);
    if (result.output.size() > child.output_limit) {
      return fail(ErrorKind::local,
                  "run " + name + ": more than " + std::to_string(child.output_limit) + " bytes of output");
    }
    // Without pidfd_open (kernels before 5.3) the end of the output counts as the end.
    if (!ended && (ended_ || open)) continue;
    result.status = collect();
    return result;
  }
}

}  // namespace

Child shell_line(std::string line) { return {.arguments = {"/bin/sh", "-c", std::move(line)}}; }

Result<ChildResult> run_child(const Child& child, const Clock& clock) {
  if (child.arguments.empty() || child.arguments.front().empty()) return fail(ErrorKind::usage, "no program to run");
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error("open a pipe", errno));
  UniqueFd reading{ends[0]};
  UniqueFd writing{ends[1]};
  fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  const Result<pid_t> process = spawn({.arguments = child.arguments, .output = writing.get()});
  if (!process) return fail(process.error());
  writing.reset();
  return Running{*process, std::move(reading)}.finish(child, clock);
}

}  // namespace optrack
