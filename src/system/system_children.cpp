// SPDX-License-Identifier: MIT
#include "system/system_children.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "system/errno_text.hpp"
#include "system/spawn.hpp"

extern char** environ;

namespace optrack {
namespace {

constexpr std::string_view kOwnPrefix = "OPTRACK_EVENT_";

/// Ours without what an outer optrack told about its event, and with `more`.
std::vector<std::string> environment_with(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view one = *at;
    const bool replaced = more.count(std::string{one.substr(0, one.find('='))}) != 0;
    if (!replaced && !one.starts_with(kOwnPrefix)) all.emplace_back(one);
  }
  for (const auto& [name, value] : more) all.push_back(fmt::format("{}={}", name, value));
  return all;
}

}  // namespace

SystemChildren::~SystemChildren() {
  for (auto& [id, child] : running_) {
    kill(-child.process, SIGKILL);
    int status = 0;
    waitpid(child.process, &status, WNOHANG);  // one that is not gone yet is collected by the system after us
  }
}

Result<Children::Id> SystemChildren::start(const ChildProgram& program) {
  if (program.arguments.empty() || program.arguments.front().empty())
    return fail(ErrorKind::usage, "no program to run");
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error("open a pipe", errno));
  const UniqueFd theirs{ends[0]};
  UniqueFd ours{ends[1]};
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const auto printing_to = [this](int descriptor) {
    return overheard_ == nullptr ? descriptor : overheard_->instead_of(descriptor);
  };
  SpawnPlan plan{program.arguments, theirs.get()};
  plan.output = printing_to(program.to_stdout ? STDOUT_FILENO : STDERR_FILENO);
  plan.error = printing_to(STDERR_FILENO);
  plan.own_environment = true;
  plan.environment = environment_with(program.variables);
  const Result<pid_t> process = spawn(std::move(plan));
  if (!process) return fail(process.error());
  running_.emplace(++last_, Running{*process, std::move(ours)});
  return last_;
}

std::optional<std::size_t> SystemChildren::write(Id child, std::string_view bytes) {
  const auto found = running_.find(child);
  if (found == running_.end() || !found->second.input) return std::nullopt;
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const ssize_t count = ::write(found->second.input.get(), bytes.data() + taken, bytes.size() - taken);
    if (count >= 0) {
      taken += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      found->second.input.reset();
      return std::nullopt;
    }
  }
  return taken;
}

void SystemChildren::end_input(Id child) {
  const auto found = running_.find(child);
  if (found != running_.end()) found->second.input.reset();
}

std::optional<int> SystemChildren::ended(Id child) {
  const auto found = running_.find(child);
  if (found == running_.end()) return std::nullopt;
  int status = 0;
  const pid_t process = waitpid(found->second.process, &status, WNOHANG);
  if (process == 0 || (process < 0 && errno == EINTR)) return std::nullopt;
  running_.erase(found);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void SystemChildren::stop(Id child, ChildStop how) {
  const auto found = running_.find(child);
  if (found != running_.end()) kill(-found->second.process, how == ChildStop::ask ? SIGTERM : SIGKILL);
}

}  // namespace optrack
