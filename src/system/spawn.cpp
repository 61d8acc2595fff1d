// SPDX-License-Identifier: MIT
#include "system/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "system/errno_text.hpp"

extern char** environ;

namespace optrack {
namespace {

/// posix_spawn's settings, freed together.
class Settings {
 public:
  explicit Settings(const SpawnPlan& plan) {
    posix_spawn_file_actions_init(&actions_);
    if (plan.input >= 0) {
      posix_spawn_file_actions_adddup2(&actions_, plan.input, STDIN_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    if (plan.output >= 0) posix_spawn_file_actions_adddup2(&actions_, plan.output, STDOUT_FILENO);
    if (plan.error >= 0) posix_spawn_file_actions_adddup2(&actions_, plan.error, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;
  ~Settings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  /// errno, 0 for success.
  int spawn(pid_t& process, char* const* arguments, char* const* environment) const {
    return posix_spawnp(&process, arguments[0], &actions_, &attributes_, arguments, environment);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> found;
  for (std::string& text : texts) found.push_back(text.data());
  found.push_back(nullptr);
  return found;
}

}  // namespace

Result<pid_t> spawn(SpawnPlan plan) {
  const std::vector<char*> arguments = pointers(plan.arguments);
  const std::vector<char*> environment = pointers(plan.environment);
  pid_t process = 0;
  const int reason =
      Settings{plan}.spawn(process, arguments.data(), plan.own_environment ? environment.data() : environ);
  if (reason == 0) return process;
  Error error = system_error("run " + plan.arguments.front(), reason);
  if (reason == ENOENT) error.kind = ErrorKind::not_found;
  return fail(std::move(error));
}

}  // namespace optrack
