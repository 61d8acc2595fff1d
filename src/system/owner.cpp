// SPDX-License-Identifier: MIT
#include "system/owner.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <fstream>
#include <sstream>

#include "system/system_clock.hpp"

namespace optrack {
namespace {

std::string user_name() {
  const uid_t user = geteuid();
  std::array<char, 4096> space{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(user, &entry, space.data(), space.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return std::to_string(user);
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

/// Field 22 of /proc/PID/stat: clock ticks between boot and the start of the process. Source: proc(5).
std::optional<std::chrono::nanoseconds> started_after_boot(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');  // The name may itself hold blanks and brackets.
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  std::int64_t ticks = 0;
  if (!(fields >> ticks)) return std::nullopt;
  const long rate = sysconf(_SC_CLK_TCK);
  return std::chrono::nanoseconds{ticks * (1'000'000'000 / rate)};
}

}  // namespace

Owner this_process() { return {user_name(), host_name(), getpid()}; }

bool process_alive(std::int64_t pid, std::optional<WallTime> known_since) {
  if (pid <= 0 || pid > INT_MAX) return false;
  if (kill(static_cast<pid_t>(pid), 0) != 0 && errno != EPERM) return false;
  if (!known_since) return true;
  const auto started = started_after_boot(pid);
  if (!started) return true;
  const SystemClock clock;
  const auto age = clock.now().time_since_epoch() - *started;
  return clock.wall() - age <= *known_since + std::chrono::seconds{2};
}

bool owner_lives(const Operation& operation) {
  if (operation.owner.host != host_name()) return true;
  return process_alive(operation.owner.pid, operation.created);
}

}  // namespace optrack
